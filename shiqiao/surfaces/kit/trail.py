"""The way back in a list that goes on by cursor: the address itself remembers the pages before this one.

`after` (or another `name`) is the cursor of this page, each `trail` that of a page before it, the nearest last; FIRST stands
for the first page.
Nothing is kept on the server, so it works without scripts, in two windows at once, and from an address that was sent on.
"""

from django.http import QueryDict

FIRST = "-"
MOST = 20  # pages that one may go back one by one; beyond them there is the first page
LONGEST = 60  # characters of a cursor


def onward(query: QueryDict, cursor: str, name: str = "after") -> str:
    """Return the query string of the next page, which remembers this one."""
    return _with(query, name, cursor, [*_trail(query), _here(query, name)])


def backward(query: QueryDict, name: str = "after") -> str:
    """Return the query string of the page before this one; empty when none is remembered."""
    trail = _trail(query)
    if not query.get(name) or not trail:
        return ""
    return _with(query, name, "" if trail[-1] == FIRST else trail[-1], trail[:-1])


def first(query: QueryDict, name: str = "after") -> str:
    """Return the query string of the first page, when that is not the page before this one anyway; else empty."""
    if not query.get(name) or _trail(query) == [FIRST]:
        return ""
    return _with(query, name, "", [])


def _with(query: QueryDict, name: str, cursor: str, trail: list[str]) -> str:
    changed = query.copy()
    changed.setlist(name, [cursor] if cursor else [])
    changed.setlist("trail", trail[-MOST:])
    return f"?{changed.urlencode()}"


def _here(query: QueryDict, name: str) -> str:
    return query.get(name, "")[:LONGEST] or FIRST


def _trail(query: QueryDict) -> list[str]:
    return [one[:LONGEST] for one in query.getlist("trail") if one][-MOST:]
