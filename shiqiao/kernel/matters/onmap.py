"""Matters on a map: counted by cells in one query, however many there are; with access, and never by a full walk.

Each cell (and each grid, for matters of which only the grid is known) is a span of the index `spot`, of which at most
`LOOKED` rows are looked at, whatever the reader may see and whatever the filters ask: reach and filters are judged on
these rows. Where a span goes on beyond them that is said ("or more"), never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import shapely
from django.db import connection
from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.mapcells import DEPTH, Box, Cell, box_of, cell_of, cells_in, span
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.narrowing import narrow as narrowed
from shiqiao.kernel.matters.reads import LISTED, Filters, Page, branches, matters

LOOKED = 1000  # rows of a cell or grid
SINGLES = 6  # of a cell are drawn one by one
WALKED = 50_000  # of the newest rows, for the heat of a period
HOT = 4_000  # cells of heat
LISTABLE = 3_000  # matters of an area that are put in order
FOUND = 500  # by words
Point = tuple[float, float]
Spans = Sequence[tuple[int, int, int]]  # a number of one's own, first, end
# What is looked at stands in the place of the table, so that filters are judged on it and nothing further is read. The
# order is that of the index, so that no other way than the index can be taken. A row without id says: it goes on here.
_TABLE = 'FROM "matters_matter"'
_SEEN = """WITH looked AS ({looked} LIMIT {most} + 1), part AS (SELECT * FROM looked LIMIT {most})
  {fitting} UNION ALL SELECT NULL, NULL, NULL, NULL, NULL FROM (SELECT 1 FROM looked OFFSET {most}) AS beyond"""
_SPANS = "unnest(%s::int[], %s::bigint[], %s::bigint[]) AS c(n, low, top)"
_COUNT = """
SELECT c.n, s.* FROM {spans} CROSS JOIN LATERAL (
  SELECT count(id), count(id) FILTER (WHERE next_due < %s AND NOT done), avg(lon), avg(lat),
    (array_agg(id) FILTER (WHERE id IS NOT NULL))[1:{singles}], count(*) > count(id)
  FROM ({seen}) AS seen
) AS s(total, late, lon, lat, ids, more) WHERE s.total > 0 OR s.more"""
_LIST = "SELECT seen.id, seen.lon, seen.lat FROM {spans} CROSS JOIN LATERAL ({seen}) AS seen"
_HEAT = "SELECT spot >> %s, count(*) FROM ({way}) AS seen GROUP BY 1 ORDER BY 2 DESC LIMIT %s"
_WITHIN = "matters_matter.spot >= c.low AND matters_matter.spot < c.top"


class Sign(NamedTuple):
    """Some matters in one place: how many, how many of them late; the cell, or the grid alone.

    `more`: not all that lies there was looked at, so the numbers are "or more", and may be nought.
    """

    total: int
    late: int
    more: bool
    lon: float | None
    lat: float | None
    box: Box | None
    grid: int


@dataclass(frozen=True)
class Signs:
    """What lies in a part of the map: signs for many, rows for single ones; `placeless` have neither point nor grid.

    `more`: somewhere not all were looked at; `placeless_more`: among the placeless.
    """

    many: Sequence[Sign]
    rows: Sequence[Matter]
    placeless: int = 0
    more: bool = False
    placeless_more: bool = False


def signs(actor: Actor, filters: Filters, box: Box, level: int, grids: Iterable[int], at: datetime) -> Signs:
    """Return what an actor may see in a part of the map, in cells of a level; `grids` are those drawn in it."""
    if filters.text.strip():
        return _found_by_words(actor, filters, box)
    places: list[Cell | int] = [*cells_in(box, level), *grids, 0]
    many, single, placeless = [], list[int](), (0, False)
    found = _ask(_COUNT, actor, filters, spans_of(places), [at])
    for number, count, late, lon, lat, ids, more in found:
        place = places[number]
        if place == 0:
            placeless = count, more
        elif isinstance(place, int):
            many.append(Sign(count, late, more, None, None, None, place))
        elif count <= SINGLES and not more:
            single += ids
        else:
            many.append(Sign(count, late, more, *_middle(place, lon, lat), box_of(place), 0))
    shown = Matter.objects.filter(pk__in=single).only(*LISTED).order_by("-id") if single else ()
    return Signs(many, list(shown), placeless[0], any(row[-1] for row in found), placeless[1])


def _middle(cell: Cell, lon: float | None, lat: float | None) -> Point:
    """Return the middle of what was found, or of the cell when nothing was."""
    if lon is not None and lat is not None:
        return lon, lat
    box = box_of(cell)
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def _found_by_words(actor: Actor, filters: Filters, box: Box) -> Signs:
    page = matters(actor, filters, limit=FOUND)
    rows = [row for row in page.rows if row.lon is None or box.holds(row.lon, row.lat or 0.0)]
    return Signs([], rows, 0, bool(page.next))


def spans_of(places: Iterable[Cell | int]) -> Spans:
    """Return the spans of the index for cells and grids, numbered in their order."""
    spans = ((-place, -place + 1) if isinstance(place, int) else span(place) for place in places)
    return [(number, low, top) for number, (low, top) in enumerate(spans)]


def _ask(sql: str, actor: Actor, filters: Filters, spans: Spans, more: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    text, values = statement(sql, actor, filters, spans, more)
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def statement(
    sql: str, actor: Actor, filters: Filters, spans: Spans, more: Sequence[Any] = ()
) -> tuple[str, Sequence[Any]]:
    """Return the statement that looks at spans, and its values; nothing for who may see nothing."""
    ways = branches(actor, filters.tab)
    if not ways:
        return "", ()
    where = Q() if filters.open is None else Q(done=not filters.open)
    inner = Matter.objects.filter(where).extra(where=[_WITHIN]).order_by("spot")  # no join can name a cell
    fit = Matter.objects.filter(reduce(or_, ways), narrowed(filters)).order_by()
    looked, before = inner.query.sql_with_params()
    fitting, values = fit.values_list("id", "next_due", "done", "lon", "lat").query.sql_with_params()
    fitting = fitting.replace(_TABLE, 'FROM part AS "matters_matter"', 1)
    seen = _SEEN.format(looked=looked, fitting=fitting, most=LOOKED)
    columns: list[Any] = [list(column) for column in zip(*spans, strict=True)]
    return sql.format(spans=_SPANS, seen=seen, singles=SINGLES), [*columns, *more, *before, *values]


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
    met = [row for row in spots if row[0] is not None]
    ids = [one for one, lon, lat in met if lon is None or shapely.contains_xy(polygon, lon, lat)]
    known = Matter.objects.filter(pk__in=sorted(ids, reverse=True)[:LISTABLE]).only(*LISTED)
    more = len(ids) > LISTABLE or len(met) < len(spots)
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
    """How many matters of a period lie in each cell (its middle and the number); `since`: as far back as was looked.

    `more`: there are further, cooler cells.
    """

    cells: Sequence[tuple[float, float, int]]
    since: datetime | None
    more: bool = False


def heat(actor: Actor, filters: Filters, box: Box, level: int) -> Heat:
    """Return where the matters of a period that an actor may see lie close together; the newest `WALKED` are looked at."""
    level = min(DEPTH, level)
    text, values = warm(actor, filters, box, level)
    if not text:
        return Heat([], None)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found = cursor.fetchall()
    newest = _newest(filters).values_list("reported_at", flat=True)
    return Heat(
        [_spot(number, count, level) for number, count in found[:HOT]],
        newest[WALKED - 1 : WALKED].first(),
        len(found) > HOT,
    )


def warm(actor: Actor, filters: Filters, box: Box, level: int) -> tuple[str, Sequence[Any]]:
    """Return the statement of the heat and its values; nothing for who may see nothing."""
    ways = branches(actor, filters.tab)
    if not ways:
        return "", ()
    here = Q(spot__gt=0, lon__range=(box.west, box.east), lat__range=(box.south, box.north))
    outer = Matter.objects.filter(narrowed(filters), reduce(or_, ways), here).order_by().values("spot")
    text, values = outer.query.sql_with_params()
    looked, before = _newest(filters)[:WALKED].query.sql_with_params()
    text = text.replace(_TABLE, f'FROM ({looked}) AS "matters_matter"', 1)
    return _HEAT.format(way=text), [2 * (DEPTH - level), *before, *values, HOT + 1]


def _newest(filters: Filters) -> "QuerySet[Matter]":
    since = Q(reported_at__gte=filters.since) if filters.since else Q()
    until = Q(reported_at__lt=filters.until) if filters.until else Q()
    return Matter.objects.filter(since, until).order_by("-reported_at")


def _spot(number: int, count: int, level: int) -> tuple[float, float, int]:
    return (*_middle(cell_of(number, level), None, None), count)
