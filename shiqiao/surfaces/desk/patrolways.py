"""One way of a patrol: its points, passed and not, as a list and for the map. The way itself is shown for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.patrols import reads, rules, trails
from shiqiao.kernel.patrols.models import Trail
from shiqiao.surfaces.desk import revealing, words
from shiqiao.surfaces.desk.maps import Feature
from shiqiao.surfaces.kit.patrolwords import STATES


@dataclass(frozen=True)
class Passed:
    """A point of the grid: when the person checked in there on this way, or not at all."""

    url: str
    name: str
    at: datetime | None
    state: str
    tone: str
    lon: float
    lat: float


@dataclass(frozen=True)
class WayPage:
    """One way: whose, when, the points; `way` for the person, `reveal` for others."""

    number: int
    grid: int
    place: str
    person: str
    begins_at: datetime
    ends_at: datetime
    own: bool
    way: str
    reveal: Any
    points: Sequence[Passed]
    missed: int


def way_page(actor: Actor, number: int) -> WayPage:
    """Read a way; raises NotFound for whom it does not concern."""
    row = trails.access_trail(actor, number)
    own = row.account == actor.account
    reveal = None if own else revealing.shown(rules.TRAIL, row.pk, [("way:0", _("Way walked"))])
    points = passed(row, actor)
    return WayPage(
        row.pk, row.grid, words.place(row.grid), words.person_name(row.account), row.begins_at, row.ends_at, own,
        trails.own_way(actor, number) if own else "", reveal, points, sum(one.at is None for one in points),
    )  # fmt: skip


def passed(row: Trail, actor: Actor) -> list[Passed]:
    """Return the points passed, in their order, then those of the grid that were not."""
    found = {one.point: one for one in reversed(trails.checked_in(row))}
    points = {one.pk: one for one in reads.points(actor, grid=row.grid)} | reads.named_points(found)
    seen = [(points[number], one) for number, one in reversed(found.items())]
    rows = [
        Passed(_url(point.pk), point.name, one.happened_at, _(STATES[one.state][0]), STATES[one.state][1], point.lon, point.lat)
        for point, one in seen
    ]  # fmt: skip
    left = [point for point in points.values() if point.pk not in found]
    return [*rows, *(Passed(_url(one.pk), one.name, None, _("not passed"), "yellow", one.lon, one.lat) for one in left)]


def _url(point: int) -> str:
    return reverse("desk:patrol-point", args=[point])


def map_points(actor: Actor, number: int) -> Feature:
    """Return the points of a way for the kit's map, with the light of their check-in."""
    rows = passed(trails.access_trail(actor, number), actor)
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}


def _feature(row: Passed) -> Feature:
    said = f"{row.name}: {localtime(row.at):%H:%M} {row.state}" if row.at else f"{row.name}: {row.state}"
    properties = {"title": said, "light": row.tone, "url": row.url}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": properties,
    }
