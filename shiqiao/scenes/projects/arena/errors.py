"""What an arena refuses by a name of its own. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class ArenaFrozen(Conflict):
    """This contest is frozen; what was wrong becomes a contra entry."""

    code = "arena_frozen"


class NotFrozenYet(Conflict):
    """This contest is not frozen yet; enter it, or appeal, instead."""

    code = "arena_not_frozen"


class StillAppealed(Conflict):
    """An appeal is not answered yet; answer it, then freeze."""

    code = "arena_appealed"


class EnteredByYourself(Forbidden):
    """You entered this yourself; another person verifies it."""

    code = "entered_by_yourself"


class OwnEntrant(Forbidden):
    """This entrant is yours: others judge it."""

    code = "own_entrant"


class AnsweredByYourself(Forbidden):
    """You raised this appeal yourself; another person answers it."""

    code = "appeal_by_yourself"
