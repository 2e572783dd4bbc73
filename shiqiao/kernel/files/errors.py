"""What can go wrong with stored files; what is wrong with a file that somebody sends is `Invalid` with its field."""

from shiqiao.base.errors import Unavailable


class FileLost(Unavailable):
    """The bytes of this attachment are missing from their store; restore them from the backup."""

    code = "file_lost"


class StoreAway(Unavailable):
    """The store of attachments does not answer; nothing was saved. Please try again in a few minutes."""

    code = "store_away"
