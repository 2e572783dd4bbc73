"""What can go wrong in 5S. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class FindingNotSo(Conflict):
    """The finding stands in a state in which this cannot be done; look at it again."""

    code = "finding_not_so"


class FixedByYourself(Forbidden):
    """You put this right yourself; another person looks at it again."""

    code = "fixed_by_yourself"


class RoundOver(Conflict):
    """This round is finished; begin a new one."""

    code = "round_over"


class DecidedAlready(Conflict):
    """Somebody has decided about this already; look at the list again."""

    code = "decided_already"
