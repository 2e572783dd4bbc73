"""The scene's way to voting: a poll on an item among the seats present at this moment, and what it came to."""

from typing import Any

from shiqiao.base.actor import Ref
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem


def passed(about: Ref) -> list[dict[str, object]] | None:
    """Return how each kind stood in the last poll about an item, None where no poll passed."""
    return None


def section(item: CouncilAgendaItem) -> dict[str, Any] | None:
    """Return what the meeting's page shows of the polls on an item."""
    return None
