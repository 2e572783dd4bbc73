"""What a vote refuses by a name of its own. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class PollNotSo(Conflict):
    """The poll stands in a state in which this cannot be done; look at it again."""

    code = "poll_not_so"


class PollFrozen(Conflict):
    """The poll has started: question, options, rule and electors stay as they are."""

    code = "poll_frozen"


class VotedAlready(Conflict):
    """This vote has been given already; nobody votes twice."""

    code = "voted_already"


class NotElector(Forbidden):
    """You have no vote in this poll."""

    code = "not_elector"


class CountedByYourself(Forbidden):
    """You counted these papers yourself; another person recounts them."""

    code = "counted_by_yourself"


class PapersOpen(Conflict):
    """The papers are not reconciled yet; count and recount them until both agree, then close the poll."""

    code = "papers_open"


class PapersTooMany(Conflict):
    """There are more papers than electors marked as voting on paper; find who is not marked, or count again."""

    code = "papers_too_many"


class BallotsUnlike(Conflict):
    """The ballots do not match the electors who have voted; the poll cannot be closed. Run shiqiao check."""

    code = "ballots_unlike"


class ElectorateChanged(Conflict):
    """The electorate is not the one that was sealed at the start; the poll cannot go on. Run shiqiao check."""

    code = "electorate_changed"


class KeyLost(Conflict):
    """The key of this poll is lost, as after a restore; its ballots stay closed. Open a new poll."""

    code = "poll_key_lost"
