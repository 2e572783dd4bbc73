"""The scene's way to voting: a poll on an item among the seats present at this moment, and what it came to."""

from shiqiao.base.actor import Ref


def passed(about: Ref) -> list[dict[str, object]] | None:
    """Return how each kind stood in the last poll about an item, None where no poll passed."""
    return None
