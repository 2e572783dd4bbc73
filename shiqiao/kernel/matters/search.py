"""In which matters words are found, newest first: what an actor may see is narrowed in the text index itself.

A planner knows little about pairs of characters: it takes frequent words for rare ones and the reverse. So the order of
work is fixed here. First the newest rows are walked, which is enough for any word that is not rare; further when what
was found promises that the rest lies near, as it does for who sees one grid of forty; what is then still missing is
asked of the index, which has few answers left to give. Of a street of thirty thousand matters, as of one of three
thousand, no more is walked than helps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q

from shiqiao.base.actor import Reach
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import MARKS

STAGES = (1_000, 4_000, 20_000)
"""How many of the newest rows are walked in all; a thousand are two or three milliseconds."""
_WALK = """
SELECT matter FROM (
  SELECT matter, terms FROM matters_search WHERE matter < %s AND {street}
  ORDER BY matter DESC LIMIT %s OFFSET %s
) AS newest WHERE terms @@ %s::tsquery"""
# One street is an equality, which keeps the order of its index: among hundreds of streets its rows lie far apart.
_ONE, _SOME = _WALK.format(street="street = %s"), _WALK.format(street="street BETWEEN %s AND %s")
_FOUND = "matters_search.terms @@ %s::tsquery AND ts_match_vq(matters_search.terms, %s::tsquery)"
_INDEXED = f"""SELECT matter FROM matters_search WHERE {_FOUND} AND matter < %s AND street BETWEEN %s AND %s
ORDER BY matter + 0 DESC LIMIT %s"""
A_STREET, A_COMMUNITY = 1_000_000, 1_000  # 15-digit numbers of their parts


def seen_by(reach: Reach, tab: str = "", *, narrow: bool = True) -> str | None:
    """Return the marks of what a reach covers as a tsquery, empty when it is whole streets, None when it is nothing.

    `tab` picks one kind of reach, as in lists. Without `narrow` it is asked of the index: lines are left out, since each of
    them marks a third of all matters of all streets, and to look those up costs more than the few rows they would spare.
    """
    ways: list[str] = []
    if tab in ("", "territory"):
        for span, lines in reach.territories():
            territory = _both(_territory(*span), lines if narrow else None)
            if not territory:
                return ""
            ways.append(territory)
    if tab in ("", "unit"):
        ways += [_both(mark("unit", unit), lines if narrow else None) for unit, lines in reach.unit_lines()]
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


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a tsquery that decides, one of fewer terms for the index, and conditions on the matters."""

    query: str
    indexed: str
    narrowed: Q
    streets: tuple[int, int]


def newest(sought: Sought, *, before: int, limit: int) -> list[int]:
    """Return the ids below `before` of the newest matters that are sought."""
    walked, ids = 0, list[int]()
    for far in STAGES:
        ids += _walk(sought, before, (walked, far), limit - len(ids))
        walked = far
        if len(ids) >= limit:
            return ids
        if len(ids) * STAGES[-1] < limit * walked:
            break  # what was found does not promise that the rest lies near
    return _anywhere(sought, before, limit)


def _walk(sought: Sought, before: int, rows: tuple[int, int], most: int) -> list[int]:
    """Look through the newest rows from one place to another."""
    low, high = sought.streets
    walk, span = (_ONE, [low]) if low == high else (_SOME, [low, high])
    # Other conditions are judged afterwards: then all that was found on the walk is needed.
    stop = "" if sought.narrowed else f" LIMIT {most}"
    with connection.cursor() as cursor:
        cursor.execute(walk + stop, [before, *span, rows[1] - rows[0], rows[0], sought.query])
        ids = [row[0] for row in cursor.fetchall()]
    if not sought.narrowed or not ids:
        return ids
    kept = Matter.objects.filter(sought.narrowed, id__in=ids).order_by("-id")
    return list(kept.values_list("id", flat=True)[:most])


def _anywhere(sought: Sought, before: int, limit: int) -> list[int]:
    """Ask the index, whose rows the whole query then decides; by its function, so that the index is not asked for that."""
    values = [sought.indexed, sought.query]
    if not sought.narrowed:
        # The search rows alone: to join with matters, a planner that expects one row of a street reads all of it.
        with connection.cursor() as cursor:
            cursor.execute(_INDEXED, [*values, before, *sought.streets, limit])
            return [row[0] for row in cursor.fetchall()]
    rows = Matter.objects.filter(sought.narrowed, id__lt=before, street__range=sought.streets).extra(
        tables=["matters_search"],  # no foreign key, so that imports can fill it apart
        where=["matters_search.matter = matters_matter.id", _FOUND],
        params=values,
    )
    # Not the plain column: the planner must not walk a million rows in its order, hoping for an early end.
    return list(rows.order_by((F("id") + 0).desc()).values_list("id", flat=True)[:limit])


def of_street(streets: tuple[int, int]) -> str:
    """Return the marks of one street as a part of a tsquery: its communities, and 0, which those have that lie in none.

    Without them the index would yield what was written in all streets: a word that is rare here may be frequent there.
    """
    low, high = streets
    return f"({mark('community', low)}:* | {mark('community', 0)})" if low == high else ""
