"""What every act on the registry begins with: may the actor write here, is what was given usable, where does it lie."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.text import clean, index_terms
from shiqiao.kernel.registry import reads, rules
from shiqiao.kernel.registry.errors import NotForYourPost, RecordRefused
from shiqiao.kernel.registry.models import Building, Dwelling, Household, Record
from shiqiao.kernel.registry.store import lock
from shiqiao.kernel.territory import reads as places

R = TypeVar("R", bound=Record)


def may_write(by: Actor, street: int, place: int, roles: Collection[str] = rules.WRITES) -> None:
    """Raise NotForYourPost unless the actor holds one of the roles, in this street and over this place."""
    if by.street not in (None, street) or not by.roles & frozenset(roles) or not reads.covers(by, place):
        raise NotForYourPost()


def mine(by: Actor, kind: type[R], number: int, roles: Collection[str] = rules.WRITES) -> R:
    """Lock a record that the actor may write; absent and not yours are the same NotFound."""
    row = lock(kind, number).get(number)
    if row is None or reads.merged_into(row) or not reads.may_see(by, row):
        raise NotFound()
    may_write(by, row.street, reads.place_of(row), roles)
    return row  # type: ignore[no-any-return]


def known(name: str, value: str, codes: Iterable[str]) -> str:
    """Return a code that is known; raises RecordRefused naming the field and the codes."""
    codes = tuple(codes)
    if value not in codes:
        raise RecordRefused(
            fields={name: "“{value}” is not known here. Use one of: {known}."}, value=value, known=", ".join(codes)
        )
    return value


def text(name: str, value: str, most: int, *, needed: bool = False) -> str:
    """Return a cleaned text; raises RecordRefused when it is too long, or empty though it is needed."""
    value = clean(value)
    if len(value) > most:
        raise RecordRefused(fields={name: "Shorten this to {most} characters."}, most=most)
    if needed and not value:
        raise RecordRefused(fields={name: "This is empty. Fill it in."})
    return value


def terms(*texts: str) -> str:
    """Return the search terms of public words as PostgreSQL reads them."""
    words = index_terms(" ".join(texts))
    return " ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)


def grid_in(street: int, grid: int) -> tuple[int, int]:
    """Return (community, grid) of a grid of the street, both 0 for none; raises RecordRefused for another's."""
    if not grid:
        return 0, 0
    if grid // 1_000_000 != street or not places.is_grid(grid):
        raise RecordRefused(fields={"grid": "This grid does not belong to the street. Choose another."})
    return grid // 1_000, grid


def put(row: Any, place: tuple[int, int]) -> None:
    """Let a record lie somewhere: (community, grid)."""
    row.community, row.grid = place


def place_of_dwelling(dwelling: Dwelling | None) -> tuple[int, int]:
    """Return (community, grid) of a dwelling."""
    return (dwelling.community, dwelling.grid) if dwelling else (0, 0)


def located(street: int, address: str, grid: int = 0) -> tuple[int, int]:
    """Return (grid, entry of the address book) of an address; the grid that is given counts more. (0, 0) when unknown."""
    hits = places.find_address(address, street, 1) if address else []
    best = hits[0] if hits and hits[0].score >= 0.8 else None
    return grid or (best.grid if best else 0), best.id if best else 0


def above(building: Building | Dwelling | Household) -> dict[str, int]:
    """Return where a record lies as keyword values."""
    return {"community": building.community, "grid": building.grid}


def merged(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with the changes that are not None."""
    return {**values, **{name: value for name, value in changes.items() if value is not None}}
