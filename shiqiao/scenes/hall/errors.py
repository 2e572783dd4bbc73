"""What can go wrong at a counter. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class NotSo(Conflict):
    """The affair stands in a state in which this cannot be done; look at it again."""

    code = "affair_not_so"


class RatedAlready(Conflict):
    """This affair is rated already; a rating is given once."""

    code = "affair_rated"


class RatedByOneself(Conflict):
    """You took this affair in, decided or delivered it. Hand the applicant the code, or let a colleague enter what was told."""

    code = "affair_rated_by_oneself"
