"""Codes on posters (地点码): a short address that opens the report form with a place chosen.

The token is random: it says nothing about the place, and neighbours' codes cannot be guessed from it. A poster that hangs
in the wrong place, or is defaced, is made void by withdrawing its code; the next one for the place has another token.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory import reads
from shiqiao.kernel.territory.choosing import Estate, estates
from shiqiao.kernel.territory.models import PlaceCode

MAKES = frozenset({"admin", "leader", "dispatcher", "community_head", "department_head", "system"})
MOST = 200  # codes at once
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are taken for another, read aloud or typed
_LENGTH = 8  # 31^8: 850,000 million


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a poster can hang at: a grid, or an estate of the address book in it. `code` 0: none is in use."""

    grid: int
    address: int
    name: str
    code: int = 0
    token: str = ""

    @property
    def value(self) -> str:
        """Return the place as a form sends it."""
        return f"{self.grid}-{self.address}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token opens: the street, the grid, and the entry of the address book (0: the grid as a whole)."""

    street: int
    grid: int
    address: int


def may_make(actor: Actor) -> bool:
    """Tell whether an actor may make and withdraw codes in the own territory."""
    return bool(actor.roles & MAKES)


def spots(actor: Actor) -> list[Spot]:
    """Return the grids and estates of an actor's territory, estates below their grid, with the codes in use."""
    street = actor.street or 0
    used = {(row.grid, row.address): row for row in PlaceCode.objects.filter(street=street, withdrawn_at=None)}
    below = _estates(street)
    found: list[Spot] = []
    for place in (one for one in reads.grids(street) if _reaches(actor, one.code)):
        found.append(_spot(place.code, 0, place.title, used))
        found += [_spot(place.code, int(one.id), named(one), used) for one in below.get(place.code, [])]
    return found


def _spot(grid: int, address: int, name: str, used: dict[tuple[int, int], PlaceCode]) -> Spot:
    row = used.get((grid, address))
    return Spot(grid, address, name, row.pk if row else 0, row.token if row else "")


def named(estate: Estate) -> str:
    """Say an estate with the buildings that it stands for, as on a poster."""
    return f"{estate.name}（{estate.first}–{estate.last}号楼）" if estate.first else estate.name


def _estates(street: int) -> dict[int, list[Estate]]:
    """Return the estates of the address book by grid; a street without one has only its grids."""
    found: dict[int, list[Estate]] = {}
    for one in (one for those in estates(street).values() for one in those if one.id.isdecimal()):
        found.setdefault(one.grid, []).append(one)
    return found


def _reaches(actor: Actor, grid: int) -> bool:
    if actor.roles & {"admin", "system"}:
        return grid // 1_000_000 == actor.street
    return any(low <= grid <= high for (low, high), _lines in actor.reach.territories())


@transaction.atomic
def make_place_codes(*, places: Iterable[tuple[int, int]], by: Actor, at: datetime) -> list[Spot]:
    """Return a code in use for each (grid, address) of the actor's territory, made where there is none.

    Raises Forbidden, NotFound for a place that is not there or not the actor's, Invalid for none or too many.
    """
    if not may_make(by):
        raise Forbidden
    wanted = list(dict.fromkeys(places))
    if not wanted or len(wanted) > MOST:
        raise Invalid(most=MOST, fields={"places": "Choose 1 to {most} places."})
    known = {(one.grid, one.address): one for one in spots(by)}
    if any(place not in known for place in wanted):
        raise NotFound
    return [known[place] if known[place].code else _make(known[place], by, at) for place in wanted]


def _make(spot: Spot, by: Actor, at: datetime) -> Spot:
    street = spot.grid // 1_000_000
    token = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    row = PlaceCode.objects.create(street=street, token=token, grid=spot.grid, address=spot.address, made_at=at)
    journal.write("territory.place_code_made", subject=Ref("place_code", row.pk), street=street, by=by, at=at,
                  data={"grid": spot.grid, "address": spot.address})  # fmt: skip
    return Spot(spot.grid, spot.address, spot.name, row.pk, token)


@transaction.atomic
def withdraw_place_code(*, code: int, by: Actor, at: datetime) -> None:
    """Make a code void: its posters then open the form without a place. Raises Forbidden, NotFound. Locks the code."""
    if not may_make(by):
        raise Forbidden
    row = PlaceCode.objects.select_for_update().filter(pk=code, street=by.street or 0).first()
    if row is None or not _reaches(by, row.grid):
        raise NotFound
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    journal.write("territory.place_code_withdrawn", subject=Ref("place_code", row.pk), street=row.street, by=by, at=at,
                  data={"grid": row.grid, "address": row.address})  # fmt: skip


def opened_by(token: str, *, at: datetime) -> Opened | None:
    """Return what a token opens, None for an unknown or withdrawn one and for a grid that is no more.

    Asked before a street is known.
    """
    with scope.whole():
        row = PlaceCode.objects.filter(token=token[:12].lower(), withdrawn_at=None).first()
    if row is None or not reads.is_grid(row.grid, on=localdate(at)):
        return None
    return Opened(row.street, row.grid, row.address)
