"""What can be wrong with a backup, each with a name of its own: `code` is for machines, the sentence for the operator."""

from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError, Unavailable


class NotABackup(Invalid):
    """{path} is no backup of Shiqiao: its beginning is not that of one."""

    code = "not_a_backup"


class CutOff(ShiqiaoError):
    """{path} was cut off: its end is missing. Use another backup."""

    code = "backup_cut_off"


class Changed(ShiqiaoError):
    """{path} is damaged or was changed after it was written. Use another backup."""

    code = "backup_changed"


class OtherKeys(ShiqiaoError):
    """{path} was made for other keys: it needs {wanted}, these keys hold {held}."""

    code = "backup_other_keys"


class WrongPassphrase(ShiqiaoError):
    """The passphrase does not open {path}."""

    code = "wrong_passphrase"


class KeysTooOld(ShiqiaoError):
    """The escrowed keys are older than the backup: {missing} is missing or differs. Use the escrow that was made later."""

    code = "keys_too_old"


class NoBackupKey(Unavailable):
    """There is no key for backups yet, so none can be made."""

    code = "no_backup_key"


class NewerPlace(Conflict):
    """{what} was written by a newer release of Shiqiao: this one does not know {names}."""

    code = "newer_release"


class MustStop(Conflict):
    """The former release cannot work on the tables of this one ({names}), and {count} of its connections are there."""

    code = "must_stop"


class Incomplete(ShiqiaoError):
    """The backup was made and kept, but {count} attachments could not be put into it: {names}."""

    code = "backup_incomplete"


class MonthsMissing(ShiqiaoError):
    """The backup was made and kept, but files of months in the archive are missing or damaged: {names}."""

    code = "backup_months_missing"


class NotFree(Conflict):
    """{place} is not empty: a backup is restored into an empty place only."""

    code = "place_not_empty"


class ToolFailed(Unavailable):
    """{tool} failed and said: {said}."""

    code = "tool_failed"
