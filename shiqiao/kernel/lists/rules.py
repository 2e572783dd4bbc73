"""What a saved view may hold, who may share one, and when a new visit begins. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

MOST = 30  # views of one person
NAME_MOST, QUERY_MOST = 24, 600
SHARES = frozenset({"department_head", "community_head", "leader", "dispatcher"})
VISIT = timedelta(minutes=30)  # who looks again after so long comes anew
# What belongs to the moment or to a person rather than to the view.
NEVER = frozenset({"q", "after", "trail", "view", "columns", "density", "csrfmiddlewaretoken", "n"})
DENSITIES = ("", "compact")


def kept_query(query: str) -> str:
    """Return the filters of a query string that a view keeps: no cursor, no words searched, each once, in order."""
    pairs = {name: value for name, value in parse_qsl(query) if value and name not in NEVER}
    return urlencode(sorted(pairs.items()))


def wrong(name: str, query: str, names: Mapping[str, int], own: int) -> dict[str, str]:
    """Return what is wrong with a view by field; `names` are the owner's views by name, `own` is the one in question."""
    found: dict[str, str] = {}
    if not name:
        found["name"] = "Give the view a name."
    elif len(name) > NAME_MOST:
        found["name"] = "The name has more than 24 characters; shorten it."
    elif names.get(name, own) != own:
        found["name"] = "You have a view of this name already; choose another name."
    if len(query) > QUERY_MOST:
        found["query"] = "These are too many filters for one view; take some off."
    if not own and len(names) >= MOST:
        found["name"] = "You have 30 saved views, the most there may be: delete one first."
    return found


def visit(looked_at: datetime | None, before: datetime | None, at: datetime) -> tuple[datetime | None, bool]:
    """Return the end of the visit before the one that `at` belongs to, and whether a new one begins at `at`."""
    if looked_at is None or at - looked_at >= VISIT:
        return looked_at, True
    return before, False
