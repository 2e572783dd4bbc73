"""What can go wrong here; each names the remedy."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class RulesNotSound(Invalid):
    """The retention rules have mistakes; see the places named."""

    code = "retention_rules_not_sound"


class ErasureHeld(Conflict):
    """This cannot be erased now."""

    code = "erasure_held"


class NotSecondPerson(Forbidden):
    """Who proposed it cannot approve it: ask another security administrator or a leader."""

    code = "not_second_person"


class RunNotWaiting(Conflict):
    """This run does not wait for approval any more; look at its state."""

    code = "run_not_waiting"


class RequestAnswered(Conflict):
    """This request was answered already."""

    code = "request_answered"


class IdentityNotChecked(Conflict):
    """Check who applies first: at the counter by identity card, or by calling the registered telephone."""

    code = "identity_not_checked"


class ListBroken(Invalid):
    """The list of erasures does not prove itself: line {line} {reason}. Take the list from another copy of the backup."""

    code = "erasure_list_broken"
