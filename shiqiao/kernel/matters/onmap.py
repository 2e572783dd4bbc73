"""Matters on a map: counted by cells in one query, however many there are; with access, and never by a full walk.

Each cell (and each grid, for matters of which only the grid is known) is a span of the index `spot`, of which at most
`LOOKED` rows are looked at. What is counted beyond that is said as "or more", never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import shapely
from django.db import connection
from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.mapcells import DEPTH, Box, Cell, box_of, cell_of, cells_in, span
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.narrowing import narrow as narrowed
from shiqiao.kernel.matters.reads import LISTED, Filters, Page, branches, matters

LOOKED = 500  # rows of a cell or grid
SINGLES = 6  # of a cell are drawn one by one
WALKED = 50_000  # of the newest rows, for the heat of a period
HOT = 4_000  # cells of heat
LISTABLE = 3_000  # matters of an area that are put in order
FOUND = 500  # by words
Point = tuple[float, float]
Spans = Sequence[tuple[int, int, int]]  # a number of one's own, first, end
# What is looked at stands in the place of the table, so that filters are judged on it and nothing further is read.
_TABLE = 'FROM "matters_matter"'
_COUNT = """
SELECT c.n, s.* FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS c(n, low, top) CROSS JOIN LATERAL (
  SELECT count(*), count(*) FILTER (WHERE next_due < %s AND NOT done), avg(lon), avg(lat), (array_agg(id))[1:{singles}]
  FROM ({ways}) AS seen
) AS s(total, late, lon, lat, ids) WHERE s.total > 0"""
_LIST = """
SELECT seen.id, seen.lon, seen.lat, c.n FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS c(n, low, top)
CROSS JOIN LATERAL ({ways}) AS seen"""
_HEAT = "SELECT spot >> %s, count(*) FROM ({way}) AS seen GROUP BY 1 ORDER BY 2 DESC LIMIT %s"
_WITHIN = "matters_matter.spot >= c.low AND matters_matter.spot < c.top"


class Sign(NamedTuple):
    """Some matters in one place: how many (`more`: at least), how many of them late; the cell, or the grid alone."""

    total: int
    late: int
    more: bool
    lon: float | None
    lat: float | None
    box: Box | None
    grid: int


@dataclass(frozen=True)
class Signs:
    """What lies in a part of the map: signs for many, rows for single ones; `placeless` have neither point nor grid."""

    many: Sequence[Sign]
    rows: Sequence[Matter]
    placeless: int = 0
    more: bool = False


def signs(actor: Actor, filters: Filters, box: Box, level: int, grids: Iterable[int], at: datetime) -> Signs:
    """Return what an actor may see in a part of the map, in cells of a level; `grids` are those drawn in it."""
    if filters.text.strip():
        return _found_by_words(actor, filters, box)
    places: list[Cell | int] = [*cells_in(box, level), *grids, 0]
    rows = _ask(_COUNT, actor, filters, spans_of(places), [at])
    many, single, placeless = [], list[int](), 0
    for number, count, late, lon, lat, ids in rows:
        place = places[number]
        if place == 0:
            placeless = count
        elif isinstance(place, Cell) and count <= SINGLES:
            single += ids
        elif isinstance(place, Cell):
            many.append(Sign(count, late, count >= LOOKED, lon, lat, box_of(place), 0))
        else:
            many.append(Sign(count, late, count >= LOOKED, None, None, None, place))
    shown = Matter.objects.filter(pk__in=single).only(*LISTED).order_by("-id") if single else ()
    return Signs(many, list(shown), placeless)


def _found_by_words(actor: Actor, filters: Filters, box: Box) -> Signs:
    page = matters(actor, filters, limit=FOUND)
    rows = [row for row in page.rows if row.lon is None or box.holds(row.lon, row.lat or 0.0)]
    return Signs([], rows, 0, bool(page.next))


def spans_of(places: Iterable[Cell | int]) -> Spans:
    """Return the spans of the index for cells and grids, numbered in their order."""
    spans = ((-place, -place + 1) if isinstance(place, int) else span(place) for place in places)
    return [(number, low, top) for number, (low, top) in enumerate(spans)]


def _ask(sql: str, actor: Actor, filters: Filters, spans: Spans, more: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    ways = [_way(branch, filters) for branch in branches(actor, filters.tab)]
    if not ways:
        return []
    inner = " UNION ".join(f"({text})" for text, _ in ways)
    columns: list[Any] = [list(column) for column in zip(*spans, strict=True)]
    values = [*columns, *more, *(value for _, values in ways for value in values)]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(ways=inner, singles=SINGLES), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _way(branch: Q, filters: Filters) -> tuple[str, Sequence[Any]]:
    """Return the statement for one branch of a reach: the rows of a span, some looked at, then narrowed."""
    looked = branch & Q(done=not filters.open) if filters.open is not None else branch
    inner = Matter.objects.filter(looked).extra(where=[_WITHIN]).order_by()[:LOOKED]  # no join can name a cell
    outer = Matter.objects.filter(narrowed(filters)).order_by().values("id", "next_due", "done", "lon", "lat")
    return _within(outer, inner)


def _within(outer: "QuerySet[Any]", inner: "QuerySet[Any]") -> tuple[str, Sequence[Any]]:
    text, values = outer.query.sql_with_params()
    looked, before = inner.query.sql_with_params()
    return text.replace(_TABLE, f'FROM ({looked}) AS "matters_matter"', 1), (*before, *values)


# ── an area ────────────────────────────────────────────────────────────────────────────────────────────────────────


def bounds(area: Sequence[Point]) -> Box:
    """Return the box round an area."""
    lons, lats = [lon for lon, _ in area], [lat for _, lat in area]
    return Box(min(lons), min(lats), max(lons), max(lats))


@dataclass(frozen=True)
class Inside:
    """A page of the matters in an area; `more`: there are so many that some were not looked at."""

    page: Page
    more: bool


def inside(
    actor: Actor, filters: Filters, area: Sequence[Point], middles: Mapping[int, Point], *, after: str = "", limit: int
) -> Inside:
    """Return the matters in an area (a polygon, WGS84) that an actor may see, what breaks first on top.

    Of which only the grid is known, those count whose grid has its middle (`middles`) in the area.
    """
    polygon = shapely.make_valid(shapely.Polygon(area))  # whoever draws may cross the own line
    if filters.text.strip():
        page = matters(actor, filters, limit=FOUND)
        rows = [row for row in page.rows if _holds(polygon, row.lon, row.lat, middles.get(row.grid))]
        return Inside(_leaf(rows, after, limit), bool(page.next))
    places: list[Cell | int] = [*cells_in(bounds(area), DEPTH, 64)]
    grids = [grid for grid, middle in middles.items() if shapely.contains_xy(polygon, *middle)]
    spots = _ask(_LIST, actor, filters, spans_of([*places, *grids]))
    counts: dict[int, int] = {}
    for row in spots:
        counts[row[3]] = counts.get(row[3], 0) + 1
    ids = [one for one, lon, lat, _ in spots if lon is None or shapely.contains_xy(polygon, lon, lat)]
    known = Matter.objects.filter(pk__in=sorted(ids, reverse=True)[:LISTABLE]).only(*LISTED)
    more = len(ids) > LISTABLE or max(counts.values(), default=0) >= LOOKED
    return Inside(_leaf(list(known), after, limit), more)


def _holds(polygon: Any, lon: float | None, lat: float | None, middle: Point | None) -> bool:
    point = (lon, lat) if lon is not None and lat is not None else middle
    return point is not None and bool(shapely.contains_xy(polygon, *point))


_NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _leaf(rows: list[Matter], after: str, limit: int) -> Page:
    """Return the page behind a cursor (the id that ended the one before): open ones by due, then closed, newest first."""
    rows.sort(key=lambda row: (row.done, row.next_due or _NEVER, -row.id))
    last = next((place for place, row in enumerate(rows) if str(row.id) == after), -1)
    leaf = rows[last + 1 : last + 1 + limit]
    return Page(leaf, str(leaf[-1].id) if leaf and last + 1 + limit < len(rows) else "")


# ── heat ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Heat:
    """How many matters of a period lie in each cell (its middle and the number); `since`: as far back as was looked."""

    cells: Sequence[tuple[float, float, int]]
    since: datetime | None


def heat(actor: Actor, filters: Filters, box: Box, level: int) -> Heat:
    """Return where the matters of a period that an actor may see lie close together; the newest `WALKED` are looked at."""
    level = min(DEPTH, level)
    ways, anywhere = branches(actor, filters.tab), Q()
    if not ways:
        return Heat([], None)
    for branch in ways:
        anywhere |= branch
    newest = Matter.objects.filter(_period(filters)).order_by("-reported_at")
    outer = Matter.objects.filter(narrowed(filters) & anywhere, spot__gt=0).order_by().values("spot")
    text, values = _within(outer, newest[:WALKED])
    with connection.cursor() as cursor:
        cursor.execute(_HEAT.format(way=text), [2 * (DEPTH - level), *values, HOT])
        found = cursor.fetchall()
    last = newest.values_list("reported_at", flat=True)[WALKED - 1 : WALKED].first() if found else None
    return Heat(list(_warm(found, level, box)), last)


def _period(filters: Filters) -> Q:
    since = Q(reported_at__gte=filters.since) if filters.since else Q()
    return since & Q(reported_at__lt=filters.until) if filters.until else since


def _warm(found: Iterable[tuple[int, int]], level: int, box: Box) -> Iterable[tuple[float, float, int]]:
    for number, count in found:
        here = box_of(cell_of(number, level))
        lon, lat = (here.west + here.east) / 2, (here.south + here.north) / 2
        if box.holds(lon, lat):
            yield lon, lat, count
