"""What can go wrong in renewal. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class FileNotSo(Conflict):
    """The household's file stands in a state in which this cannot be done; look at it again."""

    code = "file_not_so"


class SignedByYourself(Forbidden):
    """You signed this agreement yourself; another person audits it."""

    code = "signed_by_yourself"


class NotTheTime(Conflict):
    """The dates of the project do not allow this yet, or no longer; look at its calendar."""

    code = "not_the_time"


class FlatTaken(Conflict):
    """This flat is no longer free, or the household has one already; choose again."""

    code = "flat_taken"


class OnFileAlready(Conflict):
    """This household or dwelling has a file in the project already; open that one."""

    code = "on_file_already"
