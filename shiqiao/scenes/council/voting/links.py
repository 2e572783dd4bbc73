"""One-time links to vote: of which street they are, and what they open."""

from datetime import datetime

from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.scenes.council.voting.casting import elector_of_link
from shiqiao.scenes.council.voting.tables import Poll, PollElector


def street_of(secret: str, at: datetime) -> int:
    """Return the street of the vote that a link opens, 0 for a wrong one; over all streets, before one is chosen."""
    with scope.whole():
        found = elector_of_link(secret)
    return found[0].street if found else 0


def opened(secret: str) -> tuple[PollElector, bool, Poll]:
    """Return whose vote a link opens, whether as a proxy, and the poll. Raises NotFound."""
    found = elector_of_link(secret)
    if found is None:
        raise NotFound
    one, proxy = found
    return one, proxy, Poll.objects.get(pk=one.poll)
