"""Where one goes: finding the grid of what was typed or pasted, and knowing the same door again."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.text import clean
from shiqiao.base.time import now
from shiqiao.kernel.journal.rules import GENESIS, Line, chain
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.visits.models import ADDRESS, TITLE, Place
from shiqiao.kernel.visits.rules import PLACE

TITLE_MOST, ADDRESS_MOST = 60, 120
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Whom or what to visit, as given: a name for the door, and a grid, a point (WGS84) or an address.

    `subject` refers to a record of the registry; without it the door itself is the subject, as a free place.
    """

    title: str
    address: str = ""
    grid: int = 0
    lon: float | None = None
    lat: float | None = None
    subject: Ref | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A target with its grid: cleaned, and the point only where it lies in that grid."""

    title: str
    address: str
    grid: int
    lon: float | None
    lat: float | None


def locate(target: Target, street: int) -> Located:
    """Find the grid of a target; raises Invalid naming the field and the remedy."""
    title, address = clean(target.title).strip(), clean(target.address).strip()
    wrong = _wrong(title, address)
    if wrong:
        raise Invalid("This subject cannot be planned.", fields=wrong, title_most=TITLE_MOST, most=ADDRESS_MOST)
    if target.grid:
        if target.grid // 1_000_000 != street or not territory.is_grid(target.grid):
            raise Invalid(fields={"grid": "There is no such grid in this street; choose one from the list."})
        return Located(title, address, target.grid, *inside(target.lon, target.lat, target.grid))
    if target.lon is not None and target.lat is not None:
        grid = territory.locate(target.lon, target.lat).grid
        if grid // 1_000_000 != street:
            raise Invalid(fields={"lon": "This point lies outside the street's grids; give the grid or another point."})
        return Located(title, address, grid, target.lon, target.lat)
    hits = territory.find_address(address or title, street, limit=1)
    if not hits or not hits[0].grid:
        raise Invalid(fields={"address": "The address is not in the address book; give the grid as well."})
    return Located(title, address, hits[0].grid, *inside(hits[0].lon, hits[0].lat, hits[0].grid))


def _wrong(title: str, address: str) -> dict[str, str]:
    wrong = {}
    if not title:
        wrong["title"] = "Say who or what is visited."
    elif len(title) > TITLE_MOST:
        wrong["title"] = "Shorten the name to {title_most} characters."
    if len(address) > ADDRESS_MOST:
        wrong["address"] = "Shorten the address to {most} characters."
    return wrong


def inside(lon: float | None, lat: float | None, grid: int) -> tuple[float | None, float | None]:
    """Return a point only where it lies in the grid: elsewhere it would lead a matter astray, and the grid counts."""
    if lon is None or lat is None or territory.locate(lon, lat).grid != grid:
        return None, None
    return lon, lat


def mark_of(found: Located, subject: Ref | None) -> bytes:
    """Return the keyed hash by which the same door is known again: by its label and grid, or by whom it belongs to."""
    return crypto.blind(f"{subject or ''}|{found.title}|{found.address}|{found.grid}", context="place.mark")


def label_text(title: str, address: str, lon: float | None, lat: float | None) -> str:
    """Return the personal columns of a place as one text, for the commitment."""
    point = "" if lon is None or lat is None else f"{lon:.7f},{lat:.7f}"
    return _JSON.encode([title, address, point])


def known(street: int, marks: list[bytes]) -> dict[bytes, Place]:
    """Return the places that are there already, by mark, in one query."""
    return {bytes(row.mark): row for row in Place.objects.filter(street=street, mark__in=marks)}


def draft(street: int, found: Located, subject: Ref | None, *, personal: bool) -> Place:
    """Return an unsaved place."""
    return Place(
        street=street, grid=found.grid, personal=personal,
        title=crypto.encrypt(found.title, context=TITLE), address=crypto.encrypt(found.address, context=ADDRESS),
        lon=found.lon, lat=found.lat, mark=mark_of(found, subject), salt=crypto.new_salt(),
    )  # fmt: skip


def first_line(row: Place, found: Located, *, by: Actor, at: datetime) -> Line:
    """Return the line that records a saved place: its grid in clear, its label by a commitment."""
    label = label_text(found.title, found.address, found.lon, found.lat)
    data: dict[str, Any] = {"set": {"grid": row.grid, "personal": row.personal}}
    data["bound"] = {"label": crypto.commitment(bytes(row.salt), label), "mark": _mark(row)}
    return chain(
        prev=GENESIS, seq=1, street=row.street, subject=Ref(PLACE, row.id), code="visits.place_added",
        happened_at=at, recorded_at=now(), actor=by.code, data=data,
    )  # fmt: skip


def _mark(row: Place) -> str:
    return crypto.commitment(bytes(row.salt), bytes(row.mark).hex())
