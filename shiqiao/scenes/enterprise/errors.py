"""What can go wrong with firms. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Invalid


class FirmRefused(Invalid):
    """This does not fit the firm's file; see the fields."""

    code = "firm_refused"


class SeatedAlready(Conflict):
    """This person has a seat at the firm already; send a new link instead."""

    code = "seated_already"


class LinkVoid(Conflict):
    """This link was opened before, or its time is over; ask your steward for a new one."""

    code = "link_void"


class NotSoNow(Conflict):
    """This is no longer as it was on your screen; look again."""

    code = "firm_not_so"
