"""In which matters words are found, newest first: what an actor may see is narrowed in the text index itself.

A planner knows little about pairs of characters: it takes frequent words for rare ones and the reverse. So the order of
work is fixed here. First the newest rows are walked, which is enough for any word that is not rare; further when what
was found promises that the rest lies near, as it does for who sees one grid of forty; what is then still missing is
asked of the index, which has few answers left to give.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import F, Q

from shiqiao.base.actor import Reach
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import MARKS

WALKED, FARTHEST = 10_000, 60_000  # rows; 10,000 are a few milliseconds
_WALK = """
SELECT matter FROM (
  SELECT matter, terms FROM matters_search WHERE matter < %s AND {street}
  ORDER BY matter DESC LIMIT %s OFFSET %s
) AS newest WHERE terms @@ %s::tsquery"""
# One street is an equality, which keeps the order of its index: among hundreds of streets its rows lie far apart.
_ONE, _SOME = _WALK.format(street="street = %s"), _WALK.format(street="street BETWEEN %s AND %s")
A_STREET, A_COMMUNITY = 1_000_000, 1_000  # 15-digit numbers of their parts


def seen_by(reach: Reach, tab: str = "") -> str | None:
    """Return the marks of what a reach covers as a tsquery, empty when it is whole streets, None when it is nothing.

    `tab` picks one kind of reach, as in lists.
    """
    ways: list[str] = []
    if tab in ("", "territory"):
        for span, lines in reach.territories():
            territory = _both(_territory(*span), lines)
            if not territory:
                return ""
            ways.append(territory)
    if tab in ("", "unit"):
        ways += [_both(mark("unit", unit), lines) for unit, lines in reach.unit_lines()]
    if tab in ("", "mine"):
        ways += [mark("post", post) for post in sorted(reach.posts)]
    return _any(ways) if ways else None


def _territory(low: int, high: int) -> str:
    if low == high:
        return mark("grid", low)
    return mark("community", low // A_COMMUNITY) if high - low < A_COMMUNITY else ""


def _both(place: str, lines: frozenset[str] | None) -> str:
    on = _any(mark("line", line) for line in sorted(lines)) if lines is not None else ""
    parts = [part for part in (place, on) if part]
    return f"({' & '.join(parts)})" if len(parts) > 1 else "".join(parts)


def mark(name: str, value: object) -> str:
    """Return the term by which a matter's column is marked, as a part of a tsquery."""
    return "'" + f"{MARKS[name]}{value}".replace("\\", "\\\\").replace("'", "''") + "'"


def _any(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


def newest(query: str, narrowed: Q, *, before: int, streets: tuple[int, int], limit: int) -> list[int]:
    """Return the ids below `before` of the newest matters that a tsquery with marks and other conditions select."""

    def walk(rows: int, past: int, most: int) -> list[int]:
        with connection.cursor() as cursor:
            # Other conditions are judged afterwards: then all that was found on the walk is needed.
            stop = "" if narrowed else f" LIMIT {most}"
            walked, span = (_ONE, streets[:1]) if streets[0] == streets[1] else (_SOME, streets)
            cursor.execute(walked + stop, [before, *span, rows, past, query])
            ids = [row[0] for row in cursor.fetchall()]
        if not narrowed or not ids:
            return ids
        kept = Matter.objects.filter(narrowed, id__in=ids).order_by("-id")
        return list(kept.values_list("id", flat=True)[:most])

    ids = walk(WALKED, 0, limit)
    if len(ids) < limit <= len(ids) * FARTHEST // WALKED:
        ids += walk(FARTHEST - WALKED, WALKED, limit - len(ids))
    return ids if len(ids) >= limit else _anywhere(query, narrowed, before, streets, limit)


def _anywhere(query: str, narrowed: Q, before: int, streets: tuple[int, int], limit: int) -> list[int]:
    rows = Matter.objects.filter(narrowed, id__lt=before, street__range=streets).extra(
        tables=["matters_search"],  # no foreign key, so that imports can fill it apart
        where=["matters_search.matter = matters_matter.id", "matters_search.terms @@ %s::tsquery"],
        params=[" & ".join(part for part in (query, _of_street(streets)) if part)],
    )
    # Not the plain column: the planner must not walk a million rows in its order, hoping for an early end.
    return list(rows.order_by((F("id") + 0).desc()).values_list("id", flat=True)[:limit])


def _of_street(streets: tuple[int, int]) -> str:
    """Return the marks of one street as a part of a tsquery: its communities, and 0, which those have that lie in none.

    Without them the index would yield what was written in all streets: a word that is rare here may be frequent there.
    """
    low, high = streets
    return f"({mark('community', low)}:* | {mark('community', 0)})" if low == high else ""
