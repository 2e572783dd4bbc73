"""What can go wrong with honours and learning. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class HonourThere(Conflict):
    """This honour of this day is on the register already; look for it in the list."""

    code = "honour_there"


class PursuitThere(Conflict):
    """This award is pursued for this holder already; carry that pursuit on."""

    code = "pursuit_there"


class PursuitOver(Conflict):
    """The pursuit is over; nothing more is entered."""

    code = "pursuit_over"


class NoEvidence(Conflict):
    """There is no evidence of this criterion yet; add some before it is said to be met."""

    code = "pursuit_no_evidence"


class GapsLeft(Conflict):
    """Criteria are not met yet; the page names them. Apply when all of them are met."""

    code = "pursuit_gaps_left"
