"""The portal's street: its names, its places to choose from, and what its office promises."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.models import Address
from shiqiao.places.schema import Locality, read_locality
from shiqiao.surfaces.portal import words


@lru_cache(maxsize=1)
def locality() -> Locality:
    """Return the locality this installation serves; read once."""
    return read_locality(settings.LOCALITIES / settings.OPTIONS.locality)


def street_number() -> int:
    """Return the 9-digit number of the portal's street."""
    return locality().number


@dataclass(frozen=True)
class Estate:
    """An estate to choose from. It may be listed in parts, `first` to `last` building, that lie in different grids."""

    id: int
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
    """Return the estates of the street by the title of their community, in the order of the communities."""
    found = [estate for row in _estate_rows() if (estate := _estate(row)).grid]
    found.sort(key=lambda estate: (estate.grid // 1000, estate.name, estate.id))
    return {territory.title(at): list(those) for at, those in groupby(found, key=lambda estate: estate.grid // 1000)}


def estate(identifier: str) -> Estate | None:
    """Return an estate by what the form's list sent."""
    row = _estate_rows().filter(pk=int(identifier)).first() if identifier.isdigit() else None
    return _estate(row) if row else None


def _estate_rows() -> "QuerySet[Address]":
    return Address.objects.filter(street=street_number(), kind="estate").order_by("id")


def _estate(row: Address) -> Estate:
    grid = territory.locate(row.lon, row.lat).grid if row.lon is not None and row.lat is not None else row.grid
    return Estate(row.pk, row.name, row.first, row.last, grid)


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
    return [item for item, score in catalogue(street_number()).suggest(text, limit)]


def others() -> list[Item]:
    """Return the local items for what fits nowhere else, one a line of work."""
    items = catalogue(street_number()).items.values()
    return [item for item in items if item.local and item.title.zh.startswith("其他")]
