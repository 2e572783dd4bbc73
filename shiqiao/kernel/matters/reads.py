"""Finding and showing matters. Every list is a few indexed branches (territory, unit, own), never one OR."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.db.reach import within
from shiqiao.base.errors import NotFound
from shiqiao.base.text import bigrams, find_identifiers, tsquery
from shiqiao.kernel.matters.away import refuse_number
from shiqiao.kernel.matters.intake import digits
from shiqiao.kernel.matters.models import Identifier, Matter, Reporter
from shiqiao.kernel.matters.months import numbered, numbered_among
from shiqiao.kernel.matters.moves import roles_of
from shiqiao.kernel.matters.narrowing import Filters as Filters
from shiqiao.kernel.matters.narrowing import narrow
from shiqiao.kernel.matters.rules import MARKS
from shiqiao.kernel.matters.search import Sought, mark, newest, of_street, seen_by

PAGE = 50
LISTED = (
    "id", "number", "street", "community", "grid", "line", "item", "catalogue", "flow", "flow_version", "state", "done",
    "channel", "urgent", "post", "holder", "unit", "reported_at", "ended_at", "echoed_at", "next_due", "title", "address",
    "reopened", "unrouted", "lon", "lat", "asked", "paused", "paused_until", "supervised",
    "accused",
)  # fmt: skip
TABS = ("mine", "unit", "territory")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: rows, and the cursor of the next page or an empty string."""

    rows: Sequence[Matter]
    next: str = ""
    unknown: Sequence[str] = field(default=())


def branches(actor: Actor, tab: str = "", asked: Filters | None = None) -> list[Q]:
    """Return the conditions under which an actor sees matters, each served by an index of its own.

    A reach over a whole street (without a limit to lines) covers the other branches. `tab` picks one kind. What complains
    about a unit of the actor's own is in none of them. Ground and lines that `asked` leaves out are not looked through.
    """
    found = ways(actor, tab, asked or Filters())
    if not actor.reach.belongs:
        return found
    return [way & ~Q(accused__in=sorted(actor.reach.belongs)) for way in found]


def ways(actor: Actor, tab: str = "", asked: Filters | None = None) -> list[Q]:
    """Return the conditions of territory, unit and own for any table with these columns: visits use them, too."""
    reach, found = actor.reach, []
    if tab in ("", "territory"):
        for span, lines in reach.territories():
            if asked and _elsewhere(span, lines, asked):
                continue
            if lines is None and not tab and span[1] - span[0] >= 999_999:
                return [within(*span)]
            found.append(within(*span) if lines is None else within(*span) & Q(line__in=sorted(lines)))
    if tab in ("", "unit"):
        found += [
            Q(unit=unit) if lines is None else Q(unit=unit, line__in=sorted(lines))
            for unit, lines in reach.unit_lines()
        ]
    if tab in ("", "mine"):
        found += [Q(post=post) for post in sorted(reach.posts)]
    return found


def _elsewhere(span: tuple[int, int], lines: frozenset[str] | None, asked: Filters) -> bool:
    """Tell whether nothing of a territory can be among what a list is narrowed to."""
    if lines is not None and asked.line and asked.line not in lines:
        return True
    low, high = (asked.grid, asked.grid) if asked.grid else (asked.community * 1000, asked.community * 1000 + 999)
    return bool(high > 999) and not (span[0] <= high and low <= span[1])


def matters(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of the matters an actor may see: open ones by what breaks first, others newest first."""
    if filters.text.strip():
        return search(actor, filters, after=after, limit=limit)
    narrowed, by_due = narrow(filters), filters.open is True
    ordered = _by_due if by_due else _newest
    ways_in = branches(actor, filters.tab, filters)
    if filters.grid and by_due and ways_in:  # the open ones of one grid are so few that they are looked at one by one
        ways_in = [reduce(or_, ways_in)]
    parts = [ordered(Matter.objects.filter(way & narrowed), after)[: limit + 1] for way in ways_in]
    several = len(parts) > 1
    rows = ordered(_together(parts), "")[: limit + 1] if several else parts[0] if parts else Matter.objects.none()
    return _page(list(rows.only(*LISTED)), limit, _due_cursor if by_due else lambda row: str(row.id))


def _together(parts: list[QuerySet[Matter]]) -> QuerySet[Matter]:
    """Return the rows of several short lists, each row once; one query, since each costs more in Django than there."""
    first, *others = (part.values("id") for part in parts)
    return Matter.objects.filter(id__in=first.union(*others, all=True))


def tally(actor: Actor, filters: Filters, most: int) -> int:
    """Count the matters of a list without fetching them; `most` + 1 stands for more than `most`."""
    return tallies(actor, [filters], most)[0]


def tallies(actor: Actor, lists: Sequence[Filters], most: int) -> list[int]:
    """Count several lists at once, in one query, each as `tally` does."""
    found: list[set[int]] = [set() for _ in lists]
    parts = [
        Matter.objects.filter(branch & narrow(filters))
        .order_by()
        .annotate(which=Value(which))
        .values_list("which", "id")
        for which, filters in enumerate(lists)
        for branch in branches(actor, filters.tab)
    ]
    chosen = [part[: most + 1] for part in parts]
    for which, number in chosen[0].union(*chosen[1:], all=True) if chosen else ():
        found[which].add(number)
    return [min(len(ids), most + 1) for ids in found]


def _by_due(rows: QuerySet[Matter], after: str) -> QuerySet[Matter]:
    """Order by due; paused ones, which have none, come last."""
    moment, _, identifier = after.rpartition("_")
    if identifier.isdigit():
        number = int(identifier)
        if moment == "-":
            rows = rows.filter(next_due__isnull=True, id__gt=number)
        else:
            due = datetime.fromisoformat(moment)
            rows = rows.filter(Q(next_due__gt=due) | Q(next_due=due, id__gt=number) | Q(next_due__isnull=True))
    return rows.order_by(F("next_due").asc(nulls_last=True), "id")


def _newest(rows: QuerySet[Matter], after: str) -> QuerySet[Matter]:
    if after.isdigit():
        rows = rows.filter(id__lt=int(after))
    return rows.order_by("-id")


def _id_key(row: Matter) -> int:
    return -row.id


def _due_cursor(row: Matter) -> str:
    return f"{row.next_due.isoformat() if row.next_due else '-'}_{row.id}"


def _page(ordered: list[Matter], limit: int, cursor: Any) -> Page:
    rows = ordered[:limit]
    return Page(rows, cursor(rows[-1]) if len(ordered) > limit else "")


# ── search ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def search(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """Find matters by number, by an identifier (phone, identity number, plate), or by words; newest first."""
    text, before = filters.text.strip(), int(after) if after.isdigit() else 2**62
    exact, narrowed = _by_identifier(text), narrow(filters)
    if exact is not None:
        rows = Matter.objects.filter(exact & narrowed, id__lt=before).only(*LISTED)
        seen = [row for row in rows.order_by("-id")[: limit + 1] if may_read(actor, row)]
        return _page(seen, limit, lambda row: str(row.id))
    words, may_see = tsquery(text), seen_by(actor.reach, filters.tab)
    if not words or may_see is None:
        return Page([])
    marks, streets = [mark(name, value) for name in MARKS if (value := getattr(filters, name, ""))], _streets(actor)
    query, indexed = (
        " & ".join(part for part in (words, *marks, seen) if part)
        for seen in (may_see, seen_by(actor.reach, filters.tab, narrow=False) or of_street(streets))
    )
    ids = newest(Sought(query, indexed, narrowed, streets), before=before, limit=limit + 1)
    mine = reduce(or_, branches(actor, filters.tab))  # the marks find, the rows decide
    found = Matter.objects.filter(mine, id__in=ids).only(*LISTED)
    return _page(sorted(found, key=_id_key), limit, lambda row: str(row.id))


def _streets(actor: Actor) -> tuple[int, int]:
    """Return the streets a search runs over: those of the reach, or of the fence when posts and units may lie anywhere."""
    low, high = scope.of(actor)
    span = actor.reach.span
    if span is None or actor.reach.units or actor.reach.posts:
        return low, high
    return max(low, span[0] // 1_000_000), min(high, span[1] // 1_000_000)


def _by_identifier(text: str) -> Q | None:
    """A matter's number, or an identifier found through its blind index."""
    number = numbered(text)
    # Fifteen digits may be a grid's, or from ten million matters on a matter's.
    if (
        text.isdigit()
        and 12 <= len(text) <= 17
        and text.isascii()
        and (len(text) != 15 or Matter.objects.filter(number).exists())
    ):
        return number
    found = find_identifiers(text)
    if len(found) != 1 or len(found[0].value) < len(text.replace(" ", "")) - 4:
        return None
    value = found[0].value
    typed = Identifier.objects.filter(blind=crypto.blind(value)).values("matter")
    reported = Reporter.objects.filter(phone_blind=crypto.blind(digits(value))).values("matter")
    return Q(id__in=typed) | Q(id__in=reported)


# ── one matter ─────────────────────────────────────────────────────────────────────────────────────────────────────


def may_read(actor: Actor, row: Matter) -> bool:
    """Tell whether an actor sees a matter: any role towards it suffices."""
    return bool(roles_of(actor, row) - {"reporter"})


def access_matter(actor: Actor, number: str) -> Matter:
    """Return a matter the actor may see; absent and not yours are the same NotFound.

    Raises InArchive for a number of a month that was put away, whether there is such a matter or not.
    """
    row = Matter.objects.filter(numbered(number)).first() if number.isdigit() else None
    if row is None:
        refuse_number(number)
    if row is None or not may_read(actor, row):
        raise NotFound()
    return row


def access_several(actor: Actor, numbers: Sequence[str]) -> list[Matter]:
    """Return those of some matters that the actor may see, in the order of their numbers given; one query."""
    wanted = {number: place for place, number in enumerate(numbers) if number.isascii() and number.isdigit()}
    rows = Matter.objects.filter(numbered_among(list(wanted)))
    return sorted((row for row in rows if may_read(actor, row)), key=lambda row: wanted[row.number])


def reporters_of(row: Matter) -> list[Reporter]:
    """Return everyone who reported a matter."""
    return list(Reporter.objects.filter(matter=row.id).order_by("id"))


# ── duplicates ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Likeness:
    """A matter that may be the same one: per cent, and why: metres between them where both places are known, words.

    `shared` is how many per cent of the words of both stand in both.
    """

    row: Matter
    score: int
    metres: int | None
    shared: int = 0


def likely_duplicates(
    *, street: int, item: str, text: str, grid: int, lon: float | None, lat: float | None, at: datetime, limit: int = 5
) -> list[Likeness]:
    """Suggest matters that may be the same: same grid, open or closed within 30 days, near in place, item and words."""
    alone = {"duplicate_of": 0, "parent": 0}  # what is merged or a part is found by the matter that it goes with
    recent = Matter.objects.filter(street=street, grid=grid, reported_at__gte=at - timedelta(days=30), **alone).only(
        *LISTED, "text"
    )
    asked = set(bigrams(text))
    found = [_likeness(row, item, asked, lon, lat) for row in recent.order_by("-id")[:200]]
    best = sorted((like for like in found if like.score >= 40), key=lambda like: -like.score)
    return best[:limit]


def _likeness(row: Matter, item: str, asked: Iterable[str], lon: float | None, lat: float | None) -> Likeness:
    words, asked = set(bigrams(row.text)), set(asked)
    shared = len(words & asked) / (len(words | asked) or 1)
    metres = metres_between(row, lon, lat)
    near = 0.0 if metres is None else max(0.0, 1 - metres / 300)
    score = 100 * (0.45 * shared + 0.3 * near + 0.25 * (row.item == item))
    return Likeness(row, round(score), metres, round(100 * shared))


def metres_between(row: Matter, lon: float | None, lat: float | None) -> int | None:
    """Return the metres between a matter and a point (WGS84), None when one of the places is not known."""
    if row.lon is None or row.lat is None or lon is None or lat is None:
        return None
    east, north = (row.lon - lon) * 89_300, (row.lat - lat) * 111_000  # metres a degree at 36.65° north
    return round(math.hypot(east, north))
