"""What maps draw, as GeoJSON: the grids, and open matters as points with the light of their clocks; bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.matters import onmap
from shiqiao.kernel.matters.mapcells import Box
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, Page, matters
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import records, words
from shiqiao.surfaces.desk.forms import day_start

ROWS = 25  # of the list beside the map
HEAT_DAYS = 30
CORNERS = 60  # of an area
WORLD = Box(-180.0, -85.0, 180.0, 85.0)
FINER = 2  # cells of signs: a quarter of a tile, 64 pixels wide
Feature = dict[str, Any]


def grids(street: int, only: int = 0) -> Feature:
    """Return the grids and communities of a street as the kit's map wants them; `only` keeps one grid."""
    found = territory.geojson(street)["features"]
    if only:
        found = [area for area in found if int(area["properties"]["code"]) == only]
    return {"type": "FeatureCollection", "features": [_area(area) for area in found]}


def _area(area: Mapping[str, Any]) -> Feature:
    given = area["properties"]
    code = int(given["code"])
    name = words.place(code) if given["level"] == "grid" else given["title"]
    return {**area, "properties": {"code": given["code"], "name": name, "level": given["level"]}}


def box_in(text: str) -> Box:
    """Read `west,south,east,north`; anything else is the whole world."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return WORLD
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return Box(west, south, east, north) if inside else WORLD


def area_in(text: str) -> list[tuple[float, float]]:
    """Read the corners of an area, `lon,lat;lon,lat;…`; empty for what is none."""
    try:
        corners = [tuple(map(float, part.split(","))) for part in text.split(";") if part][: CORNERS + 1]
    except ValueError:
        return []
    known = [(one[0], one[1]) for one in corners if len(one) == 2 and abs(one[0]) <= 180 and abs(one[1]) <= 85]
    return known if 3 <= len(known) == len(corners) <= CORNERS else []


def zoom_in(text: str) -> int:
    """Read a zoom from 0 to 20; anything else is that of a street."""
    return min(20, int(text)) if text.isascii() and text.isdigit() else 14


def signs(actor: Actor, filters: Filters, box: Box, zoom: int, at: datetime) -> Feature:
    """Return what lies in a part of the map: signs for many matters, points for single ones."""
    known = middles(actor.street or 0)
    here = [grid for grid, middle in known.items() if box.holds(*middle)]
    found = onmap.signs(actor, filters, box, zoom + FINER, here, at)
    lights = records.lights(found.rows, at)
    many = [_sign(sign, known) for sign in found.many]
    features = [made for row in found.rows if (made := _point(row, lights[row.id], known))]
    without = {"placeless": found.placeless, "placeless_more": found.placeless_more}
    return {"many": many, "features": features, **without, "more": found.more, "looked": onmap.LOOKED}


def _sign(sign: onmap.Sign, known: Mapping[int, tuple[float, float]]) -> Feature:
    lon, lat = known[sign.grid] if sign.lon is None or sign.lat is None else (sign.lon, sign.lat)
    box = [round(side, 6) for side in sign.box] if sign.box else []
    name = words.place(sign.grid) if sign.grid else ""
    said = {"n": sign.total, "late": sign.late, "more": sign.more, "box": box, "grid": sign.grid, "name": name}
    return {"lon": round(lon, 6), "lat": round(lat, 6), **said}


def heat(actor: Actor, filters: Filters, box: Box, zoom: int) -> Feature:
    """Return where the matters of the period lie close together: middle and number of each warm cell."""
    found = onmap.heat(actor, filters, box, zoom + FINER + 1)
    cells = [[round(lon, 6), round(lat, 6), n] for lon, lat, n in found.cells]
    since = words.localtime(found.since).date().isoformat() if found.since else ""
    return {"cells": cells, "since": since, "more": found.more}


def of_period(filters: Filters, at: datetime) -> Filters:
    """Return the filters of the heat: closed matters count, too, and without a period the last thirty days do."""
    since = filters.since or (None if filters.until else day_start(at, 1 - HEAT_DAYS))
    return replace(filters, open=None, since=since)


def grid_names(street: int) -> list[tuple[int, str]]:
    """Return the grids by number with their names, for those who do not click on maps."""
    return [(grid.code, words.place(grid.code)) for grid in territory.grids(street)]


def origin(address: str) -> str:
    """Return scheme and host of the address of tiles, for the page's policy; `*.` where servers are numbered."""
    parts = urlsplit(address.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"


def listed(
    actor: Actor, filters: Filters, area: list[tuple[float, float]], after: str, limit: int = ROWS
) -> tuple[Page, bool]:
    """Return a page of the matters in an area (of all without one), and whether there are too many to put in order."""
    if not area:
        return matters(actor, filters, after=after, limit=limit), False
    found = onmap.inside(actor, filters, area, middles(actor.street or 0), after=after, limit=limit)
    return found.page, found.more


@dataclass(frozen=True)
class GridFacts:
    """A grid on the map: its name and who answers there on each line today; red where nobody is assigned."""

    code: int
    name: str
    lines: Sequence[tuple[str, str, str, bool]]


def grid_facts(street: int, grid: int, at: datetime) -> GridFacts:
    """Return who answers in a grid; raises NotFound for a grid of another street."""
    if grid // 1_000_000 != street or not territory.is_grid(grid):
        raise NotFound
    found = [(line.code, people.responsible_for(grid, line.code, at)) for line in people.lines()]
    lines = [
        (words.line_title(code), words.person_name(who.account or 0), words.in_language(who.post_title, who.post_title_en),
         who.gap)
        for code, who in found
    ]  # fmt: skip
    return GridFacts(grid, words.place(grid), lines)


def point(row: Matter, light: str) -> Feature:
    """Return one matter as a collection of at most one point."""
    found = _point(row, light, {})
    return {"type": "FeatureCollection", "features": [found] if found else []}


def _point(row: Matter, light: str, middles: Mapping[int, tuple[float, float]]) -> Feature | None:
    spot = (row.lon, row.lat) if row.lon is not None else middles.get(row.grid)
    if spot is None:
        return None
    properties = {
        "title": row.title, "number": row.number, "light": light, "url": reverse("desk:matter", args=[row.number]),
        "item": words.item_title(row.street, row.item, row.catalogue), "middle": row.lon is None,
    }  # fmt: skip
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": spot}, "properties": properties}


def middles(street: int) -> dict[int, tuple[float, float]]:
    """Return the middle of each grid's bounding box: good enough to show a matter whose point nobody gave."""
    return {
        int(area["properties"]["code"]): _middle(area["geometry"])
        for area in territory.geojson(street)["features"]
        if area["properties"]["level"] == "grid"
    }


def _middle(shape: Mapping[str, Any]) -> tuple[float, float]:
    rings = shape["coordinates"] if shape["type"] == "Polygon" else shape["coordinates"][0]
    lons, lats = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
