"""What reward and penalty refuse by a name of their own. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class NotSo(Conflict):
    """It stands in a state in which this cannot be done; look at it again."""

    code = "merit_not_so"


class NotOneself(Forbidden):
    """Nobody decides about oneself; let another leader decide."""

    code = "not_oneself"
