"""What can go wrong with matters."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound


class ReportRefused(Invalid):
    """Something in the report cannot be used."""

    code = "report_refused"


class SentDifferently(Conflict):
    """A report with this client identifier was received before, with other content."""

    code = "sent_differently"


class InArchive(NotFound):
    """What came in {month} lies in the archive. The administrator opens it: shiqiao months open {month}."""

    code = "in_archive"


class MoveLacks(Invalid):
    """Something needed for this step is missing."""

    code = "move_lacks"


class ConditionNotMet(Forbidden):
    """A condition for this step is not met."""

    code = "condition_not_met"


class MatterChanged(Conflict):
    """This matter has moved on since your device last saw it. Look at what changed, then decide."""

    code = "matter_changed"


class NothingShorter(Conflict):
    """No rule gives this matter a shorter term now; look at which rules are in force and for whom."""

    code = "nothing_shorter"
