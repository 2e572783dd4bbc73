"""The portal's street: its names, its places to choose from, and what its office promises."""

from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.suggesting.reads import suggest
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.models import Address
from shiqiao.kernel.territory.profiles import StreetProfile, profile, profiles
from shiqiao.surfaces.portal import words

current: ContextVar[int] = ContextVar("street", default=0)  # set by the gate for the length of a request


def streets() -> list[StreetProfile]:
    """Return the streets that residents may turn to here."""
    return profiles()


def chosen_street(asked: str, remembered: str) -> int:
    """Return the street a resident turns to: the one asked for, the one remembered, or the only one; 0 when open."""
    known = {str(one.street): one for one in profiles()}
    for choice in (asked, remembered):
        if choice in known:
            return known[choice].street
    if len(known) == 1:
        return next(iter(known.values())).street
    return next((one.street for one in known.values() if one.code == settings.OPTIONS.locality), 0)


def own_profile() -> StreetProfile:
    """Return the names of the street whose page this is; raises NotFound where no street is set up."""
    return profile(street_number())


def street_number() -> int:
    """Return the 9-digit number of the street whose page this is."""
    return current.get()


@dataclass(frozen=True)
class Estate:
    """An estate to choose from. It may be listed in parts, `first` to `last` building, that lie in different grids.

    `id` is what the form's list sends: the number of an entry of the address book, or `g` and the code of a grid.
    """

    id: str
    name: str
    first: int
    last: int
    grid: int


def said(estate: Estate) -> str:
    """Say an estate as the list shows it: its name, and which buildings when only some are meant."""
    if not estate.first:
        return estate.name
    return _("%(name)s, buildings %(first)d to %(last)d") % {
        "name": estate.name, "first": estate.first, "last": estate.last,
    }  # fmt: skip


def estates() -> dict[str, list[Estate]]:
    """Return the estates of the street by the title of their community, in the order of the communities.

    A street without an address book shows its grids instead.
    """
    found = [estate for row in _estate_rows() if (estate := _estate(row)).grid]
    found = found or [Estate(f"g{grid.code}", grid.title, 0, 0, grid.code) for grid in territory.grids(street_number())]
    found.sort(key=lambda estate: (estate.grid // 1000, estate.name, estate.id))
    return {territory.title(at): list(those) for at, those in groupby(found, key=lambda estate: estate.grid // 1000)}


def estate(identifier: str) -> Estate | None:
    """Return an estate by what the form's list sent."""
    if identifier.startswith("g"):
        return next((one for those in estates().values() for one in those if one.id == identifier), None)
    row = _estate_rows().filter(pk=int(identifier)).first() if identifier.isdigit() else None
    return _estate(row) if row else None


def _estate_rows() -> "QuerySet[Address]":
    return Address.objects.filter(street=street_number(), kind="estate").order_by("id")


def _estate(row: Address) -> Estate:
    grid = territory.locate(row.lon, row.lat).grid if row.lon is not None and row.lat is not None else row.grid
    return Estate(str(row.pk), row.name, row.first, row.last, grid)


@dataclass(frozen=True)
class Promise:
    """What the office promises for a line of work, in words."""

    line: str
    handled: str


@dataclass(frozen=True)
class Promises:
    """The office's terms as most items of the catalogue have them."""

    echo: str
    same_day: bool
    accept: str
    lines: list[Promise]


def promises() -> Promises:
    """Return the terms of the street's catalogue: the usual one of each kind and line."""
    items = [item for item in catalogue(street_number()).items.values() if item.offered]
    titles = {line.code: words.either(line.title_zh, line.title_en) for line in people.lines()}
    lines = [
        Promise(titles[code], words.term(_usual(items, "handle", code)))
        for code in titles
        if any(item.line == code for item in items)
    ]
    echo = _usual(items, "echo")
    return Promises(words.term(echo), echo == "same_day", words.term(_usual(items, "accept")), lines)


def _usual(items: list[Item], clock: str, line: str = "") -> str:
    counted = Counter(item.terms[clock] for item in items if line in ("", item.line))
    return counted.most_common(1)[0][0] if counted else "same_day"


def kinds() -> list[tuple[str, list[Item]]]:
    """Return all items by the title of their category, for the complete list."""
    found: dict[str, list[Item]] = {}
    for item in (one for one in catalogue(street_number()).items.values() if one.offered):
        found.setdefault(words.titled(item.category_title), []).append(item)
    return list(found.items())


def suggested(text: str, limit: int = 5) -> list[Item]:
    """Return the items a text may mean, best first."""
    known = catalogue(street_number())
    return [known.items[one.code] for one in suggest(street_number(), text, limit)]


def others() -> list[Item]:
    """Return the local items for what fits nowhere else, one a line of work."""
    items = catalogue(street_number()).items.values()
    return [item for item in items if item.local and item.title.zh.startswith("其他")]
