"""What a screen shows: whose it is, and the street's figures without anything personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.kernel.matters.figures import MOST, figures
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import day_start

if TYPE_CHECKING:
    from shiqiao.kernel.people.models import Device

KINDS = {
    "wall": gettext_noop("Wall screen"),
    "kiosk": gettext_noop("Kiosk"),
    "queue": gettext_noop("Queue screen"),
    "signing": gettext_noop("Screen of a signing hall"),
    "other": gettext_noop("Other screen"),
}


@dataclass(frozen=True)
class Tile:
    """A figure on a screen."""

    title: str
    count: str
    tone: str
    drawing: str


@dataclass(frozen=True)
class Screen:
    """What stands on a screen."""

    street: str
    name: str
    kind: str
    place: str
    at: datetime
    day: date
    tiles: Sequence[Tile]


def screen_page(device: "Device", at: datetime) -> Screen:
    """Assemble the page of a screen."""
    place = words.in_language(device.unit.title_zh, device.unit.title_en) if device.unit else ""
    kind = _(KINDS.get(device.kind, device.kind))
    return Screen(
        territory.title(device.street), device.name, kind, place, at, day_start(at).date(), tiles(device.street, at)
    )


def tiles(street: int, at: datetime) -> list[Tile]:
    """Return the street's figures as tiles, none counted beyond 999."""
    found = figures(street, at=at, begins=day_start(at), ends=day_start(at, 1))
    return [
        Tile(_("Overdue"), _said(found.late), "red" if found.late else "grey", "alert-octagon"),
        Tile(_("Due today"), _said(found.today), "yellow" if found.today else "grey", "clock-exclamation"),
        Tile(_("On time"), _said(found.later), "green", "circle-check"),
        Tile(_("Paused"), _said(found.paused), "grey", "player-pause"),
        Tile(_("New today"), _said(found.reported), "blue", "sparkles"),
        Tile(_("Closed today"), _said(found.closed), "green", "checks"),
    ]


def _said(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)
