"""What can go wrong with months in the archive; each names what to do."""

from shiqiao.base.errors import Conflict, ShiqiaoError


class MonthStays(Conflict):
    """The month {month} cannot be put away."""

    code = "month_stays"


class MonthBusy(Conflict):
    """A month is being put away or opened, or a backup is being made. Call it again when that has ended."""

    code = "month_busy"


class TablesBusy(Conflict):
    """The tables are read or written without a pause; nothing was changed. Call it again at a quieter hour."""

    code = "tables_busy"


class FileMissing(ShiqiaoError):
    """The file {path} is missing: without it the month {month} cannot be opened. Bring it from a backup (shiqiao restore)."""

    code = "archive_missing"


class FileChanged(ShiqiaoError):
    """The file {path} is not the one that was written: bring the right one from a backup (shiqiao restore)."""

    code = "archive_changed"


class ShapeChanged(Conflict):
    """The table {table} has changed since {month} was put away: {names}. Open the month with the release that wrote it."""

    code = "archive_shape_changed"
