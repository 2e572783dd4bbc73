"""Posters with a code (张贴页): which places can have one, and the PDF to print and hang up, one page a place."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.placecodes import Spot, spots
from shiqiao.kernel.territory.profiles import profile
from shiqiao.surfaces.desk.papers.pdf import fonts
from shiqiao.surfaces.kit import qr
from shiqiao.surfaces.kit.spreadsheets import clean

TEMPLATE = Path(__file__).parent / "papers" / "poster.typ"
SIZES = {"a4": _("A4, for notice boards and gates"), "a5": _("A5, for entrances and lifts")}


@dataclass(frozen=True)
class GridSpots:
    """A grid that can have a poster, and the estates in it; `community` stands only on the first grid of a community."""

    community: str
    grid: Spot
    estates: list[Spot]


def chosen(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Read the places that a form sent, as grid and entry of the address book; what is none is left out."""
    parts = (text.split("-") for text in texts if text.count("-") == 1)
    return [(int(grid), int(entry)) for grid, entry in parts if grid.isdecimal() and entry.isdecimal()]


def listed(actor: Actor) -> list[GridSpots]:
    """Return the places of an actor's territory below their communities."""
    found: list[GridSpots] = []
    before = 0
    for spot in spots(actor):
        if spot.address:
            found[-1].estates.append(spot)
            continue
        at = spot.grid // 1000
        found.append(GridSpots(territory.title(at) if at != before else "", spot, []))
        before = at
    return found


def address_of(request: HttpRequest, token: str) -> str:
    """Return the short address that a code stands for, as it is photographed."""
    return request.build_absolute_uri(reverse("portal:at", args=[token]))


def data_of(request: HttpRequest, places: Iterable[Spot], *, street: int, size: str) -> dict[str, Any]:
    """Return all that the posters say, as their template asks for it."""
    office = profile(street)
    pages = [_page(one, address_of(request, one.token)) for one in places]
    return {
        "size": size if size in SIZES else "a4", "office": clean(office.office_zh), "office_en": clean(office.office_en),
        "phone": clean(office.phone), "pages": pages,
    }  # fmt: skip


def pdf(request: HttpRequest, places: Iterable[Spot], *, street: int, size: str) -> bytes:
    """Return the posters as one PDF, a page a place. Raises FontMissing."""
    inputs = {"data": json.dumps(data_of(request, places, street=street, size=size), ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def _page(spot: Spot, address: str) -> dict[str, Any]:
    plain = address.removeprefix("https://").removeprefix("http://")
    return {"place": clean(spot.name), "address": plain, "code": qr.drawing(address, sturdy=True)}
