"""What is going on nearby, without anything personal: kind, community, state and day of matters in public space."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import ngettext
from shapely.geometry import shape

from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.public import PUBLIC_LINE, reader
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.portal import words
from shiqiao.surfaces.portal.street import street_number

PAGE = 30
ON_MAP = 300
TONES = {True: ("green", "circle-check"), False: ("blue", "tool")}


@dataclass(frozen=True)
class Entry:
    """A line of the public list."""

    item: str
    community: str
    state: str
    tone: str
    icon: str
    day: date


@dataclass(frozen=True)
class Nearby:
    """A page of the public list; `older` is the cursor of the next, empty at the end."""

    entries: list[Entry]
    older: str


def entries(*, community: int, after: str) -> Nearby:
    """Return a page of the public list, newest first."""
    page = matters(reader(street_number()), Filters(line=PUBLIC_LINE, community=community), after=after, limit=PAGE)
    return Nearby([_entry(row) for row in page.rows], page.next)


def _entry(row: Matter) -> Entry:
    state = flow(row.flow, row.flow_version).states[row.state]
    tone, icon = TONES[row.done]
    community = territory.title(row.community) if row.community else ""
    day = localtime(row.reported_at).date()
    return Entry(words.titled(item_of(row).title), community, words.titled(state.title), tone, icon, day)


def map_of() -> dict[str, Any]:
    """Return the grids, each with how many of the newest open matters lie in it, as GeoJSON.

    The sign of a matter stands in the middle of its grid: a map shows no more than the list.
    """
    rows = matters(reader(street_number()), Filters(line=PUBLIC_LINE, open=True), limit=ON_MAP).rows
    counted = Counter(row.grid for row in rows if row.grid)
    collection = shapes()
    points = [_point(feature, counted[int(feature["id"])]) for feature in collection["features"]]
    collection["features"] += [point for at in points for point in at]
    return collection


def _point(feature: dict[str, Any], count: int) -> list[dict[str, Any]]:
    if not count:
        return []
    properties = feature["properties"]
    said = ngettext("%(n)d open matter", "%(n)d open matters", count) % {"n": count}
    properties["name"] = f"{properties['name']} · {said}"
    middle = shape(feature["geometry"]).representative_point()
    geometry = {"type": "Point", "coordinates": [round(middle.x, 5), round(middle.y, 5)]}
    point = {
        "type": "Feature",
        "geometry": geometry,
        "properties": {"title": properties["name"], "light": "", "url": ""},
    }
    return [point] * count


def shapes() -> dict[str, Any]:
    """Return the grids and communities of the street as the map draws them: outline and name."""
    features = [
        {
            "type": "Feature", "id": feature["id"], "geometry": feature["geometry"],
            "properties": {"name": feature["properties"]["title"], "level": feature["properties"]["level"]},
        }
        for feature in territory.geojson(street_number())["features"]
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
