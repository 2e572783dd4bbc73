"""What can go wrong when somebody asks for a value in clear, or reviews who did."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class RevealRefused(Invalid):
    """This value cannot be shown in clear."""

    code = "reveal_refused"


class MayNotReveal(Forbidden):
    """Your post does not see this value in clear."""

    code = "may_not_reveal"


class OwnRead(Forbidden):
    """Nobody reviews what they looked at themselves; another person does."""

    code = "own_read"


class AlreadyReviewed(Conflict):
    """This line has been reviewed already."""

    code = "already_reviewed"


class KeyInUse(Conflict):
    """Key {number} cannot be retired yet: {left} values still stand on it."""

    code = "key_in_use"
