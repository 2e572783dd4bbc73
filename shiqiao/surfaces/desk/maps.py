"""What maps draw, as GeoJSON: the grids, and open matters as points with the light of their clocks; bounded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import records, words

MOST = 2000  # points on one map
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


def points(actor: Actor, line: str, at: datetime) -> Feature:
    """Return open matters as points: where only the grid is known, in its middle and marked so."""
    page = matters(actor, Filters(open=True, line=line), limit=MOST)
    lights, middles = records.lights(page.rows, at), _middles(actor.street or 0)
    features = [found for row in page.rows if (found := _point(row, lights[row.id], middles))]
    placeless = len(page.rows) - len(features)
    return {"type": "FeatureCollection", "features": features, "more": bool(page.next), "placeless": placeless}


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


def _middles(street: int) -> dict[int, tuple[float, float]]:
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
