"""What key projects refuse by a name of their own. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class MonthEntered(Conflict):
    """The progress of this month is entered already; what was wrong is taken back in a later month."""

    code = "month_entered"


class ProjectOver(Conflict):
    """The project has ended; nothing more is entered."""

    code = "project_over"


class ReachedAlready(Conflict):
    """This milestone is reached already."""

    code = "milestone_reached"
