"""What can go wrong with supervision. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class NotSo(Conflict):
    """It stands in a state in which this cannot be done; look at it again."""

    code = "supervision_not_so"


class AlreadyOrdered(Conflict):
    """There is an open order of this kind already; urge that one, or close it first."""

    code = "already_ordered"
