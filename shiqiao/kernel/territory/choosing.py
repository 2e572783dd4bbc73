"""Places as residents choose them: estates below their community, and names found by typing, also by pinyin initials.

Read from memory, newly built when the address book or the map changes. Everything here is public: names of places.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.timezone import localdate

from shiqiao.base.db.scope import scoped
from shiqiao.base.pinyin import sounding
from shiqiao.base.snapshots import snapshot
from shiqiao.base.time import now
from shiqiao.kernel.territory import reads
from shiqiao.kernel.territory.models import Address


@dataclass(frozen=True, slots=True)
class Estate:
    """An estate to choose from. It may be listed in parts, `first` to `last` building, that lie in different grids.

    `id` is what a form's list sends: the number of an entry of the address book, or `g` and the code of a grid.
    """

    id: str
    name: str
    first: int
    last: int
    grid: int


class _Choices(NamedTuple):
    """What is held of a street: its estates, and every name of its address book."""

    estates: dict[str, Estate]
    names: tuple[str, ...]


@snapshot("territory")
def _held() -> dict[tuple[int, object], _Choices]:
    return {}


def estates(street: int) -> dict[int, list[Estate]]:
    """Return the estates of a street by the code of their community, in order; grids where there is no address book."""
    found = sorted(_of(street).estates.values(), key=lambda one: (one.grid // 1000, one.name, one.first, one.id))
    return {at: list(those) for at, those in groupby(found, key=lambda one: one.grid // 1000)}


def estate(identifier: str, street: int) -> Estate | None:
    """Return an estate, or a grid as a whole (`g` and its code), by what a form's list sent; None for neither."""
    if found := _of(street).estates.get(identifier):
        return found
    code = identifier.removeprefix("g")
    if code == identifier or not (code.isdecimal() and len(code) == 15):
        return None
    grid = next((one for one in reads.grids(street) if one.code == int(code)), None)
    return Estate(f"g{grid.code}", grid.title, 0, 0, grid.code) if grid else None


def spoken(typed: str, street: int, limit: int = 8) -> list[str]:
    """Return the names in the address book that letters may mean (cylxq, chunyuanli), best first."""
    return sounding(typed, _of(street).names, limit)


def _of(street: int) -> _Choices:
    key = street, localdate(now())
    held = _held()
    if key not in held:
        held[key] = _load(street)
    return held[key]


def _load(street: int) -> _Choices:
    with scoped(street):
        rows = list(Address.objects.filter(street=street).order_by("id"))
    found = [Estate(str(row.pk), row.name, row.first, row.last, _grid(row)) for row in rows if row.kind == "estate"]
    found = [one for one in found if one.grid]
    if not found:
        found = [Estate(f"g{grid.code}", grid.title, 0, 0, grid.code) for grid in reads.grids(street)]
    return _Choices({one.id: one for one in found}, tuple(dict.fromkeys(row.name for row in rows)))


def _grid(row: Address) -> int:
    return reads.locate(row.lon, row.lat).grid if row.lon is not None and row.lat is not None else row.grid
