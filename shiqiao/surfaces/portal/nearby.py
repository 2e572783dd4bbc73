"""What is going on nearby, without anything personal: kind, community, state and day of matters in public space."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from shapely.geometry import shape

from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.public import PUBLIC_LINE
from shiqiao.kernel.matters.publiclist import Wanted, public_page
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.portal import words
from shiqiao.surfaces.portal.street import street_number

PAGE = 30
ON_MAP = 300
USUAL = "90"
# Days back -> how the period is said. The longest bounds what is ever looked through.
PERIODS = {
    "7": gettext_noop("the last 7 days"), "30": gettext_noop("the last 30 days"), USUAL: gettext_noop("the last 3 months"),
    "366": gettext_noop("the last year"),
}  # fmt: skip
STATES = {"": None, "open": False, "done": True}
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


@dataclass(frozen=True)
class Chosen:
    """What a reader narrows the list to; what is unknown in an address counts as not chosen."""

    community: str = ""
    kind: str = ""
    days: str = USUAL
    state: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Chosen":
        """Read the choice off an address."""
        known = {
            "community": {str(place.code) for place in territory.communities(street_number())},
            "kind": set(_kinds()), "days": set(PERIODS), "state": set(STATES),
        }  # fmt: skip
        return cls(**{name: value for name, those in known.items() if (value := given.get(name, "")) in those})

    @property
    def narrowed(self) -> bool:
        """Tell whether anything was chosen."""
        return self != Chosen()


@dataclass(frozen=True)
class Filter:
    """A choice of the list: its name in the address, its label, and the options as (value, title)."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def filters(chosen: Chosen) -> list[Filter]:
    """Return the choices of the list."""
    places = [(str(place.code), place.title) for place in territory.communities(street_number())]
    kinds = [(code, title) for code, (title, _items) in _kinds().items()]
    return [
        Filter("community", _("Community"), [("", _("all communities")), *places], chosen.community),
        Filter("kind", _("Kind"), [("", _("all kinds")), *kinds], chosen.kind),
        Filter("days", _("Period"), [(code, _(said)) for code, said in PERIODS.items()], chosen.days),
        Filter("state", _("State"), [("", _("open and done")), ("open", _("open")), ("done", _("done"))], chosen.state),
    ]


def _kinds() -> dict[str, tuple[str, list[str]]]:
    """Return the kinds of matters in public space by code: title, and the codes of their items."""
    found: dict[str, tuple[str, list[str]]] = {}
    for item in catalogue(street_number()).items.values():
        if item.line == PUBLIC_LINE and item.offered:
            found.setdefault(item.category, (words.titled(item.category_title), []))[1].append(item.code)
    return found


def entries(chosen: Chosen, *, after: str) -> Nearby:
    """Return a page of the public list, newest first."""
    wanted = Wanted(
        since=now() - timedelta(days=int(chosen.days)), community=int(chosen.community or 0),
        items=_kinds()[chosen.kind][1] if chosen.kind else (), done=STATES[chosen.state],
    )  # fmt: skip
    page = public_page(street_number(), wanted, after=after, limit=PAGE)
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
    wanted = Wanted(since=now() - timedelta(days=int(max(PERIODS, key=int))), done=False)
    rows = public_page(street_number(), wanted, limit=ON_MAP).rows
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
