"""What can go wrong on patrols."""

from shiqiao.base.errors import Conflict, Forbidden


class OwnCheckIn(Forbidden):
    """Nobody recognises the own check-ins. Ask your head."""

    code = "own_check_in"


class AlreadyDecided(Conflict):
    """This check-in does not wait any more: it counts, or somebody has decided about it."""

    code = "already_decided"


class PointGone(Conflict):
    """This point is not in use any more."""

    code = "point_gone"
