"""Moves that a device sends with codes and numbers: whom, which item, which parts. Each goes through its own action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters import requests
from shiqiao.kernel.matters.actions import correct_matter, move_matter
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.merging import merge_matters
from shiqiao.kernel.matters.receivers import handler_of
from shiqiao.kernel.matters.rules import Given
from shiqiao.kernel.matters.summons import Called, summon_units

# Moves that lock other matters before this one: whoever calls them does not lock it beforehand.
OTHERS_FIRST = frozenset({"merge", "part", "reopen"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose of what a device carries along: codes of posts, items and units, and the id of a matter."""

    handler: str = ""
    item: str = ""
    grid: int = 0
    address: str = ""
    main: int = 0
    parts: tuple[tuple[str, str], ...] = ()  # what is to be done, and the code of a post or ""
    units: tuple[str, ...] = ()
    place: str = ""  # where the units meet


NOTHING = Chosen()


def make(*, matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> None:
    """Make a move with what was chosen for it. Raises what the action raises, naming the fields of `chosen` and `given`."""
    if chosen.handler:
        given = replace(given, handler=handler_of(chosen.handler, by, at))
    act = _OWN.get(do, _plain)
    act(matter, do, given, chosen, by, at)


_Act = Callable[[int, str, Given, Chosen, Actor, datetime], object]


def _plain(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    return move_matter(matter=matter, do=do, given=given, by=by, at=at)


def _correct(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    return correct_matter(
        matter=matter, reason=given.reason, item=chosen.item, grid=chosen.grid, address=chosen.address, by=by, at=at
    )


def _uphold(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    return requests.uphold_return(matter=matter, reason=given.reason, by=by, at=at)


def _merge(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    if not chosen.main:
        raise MoveLacks(fields={"main": "Choose the matter by which this one is handled."})
    return merge_matters(main=chosen.main, others=[matter], reason=given.reason, by=by, at=at)


def _split(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    parts = [Part(text, handler=handler) for text, handler in chosen.parts]
    return split_matter(matter=matter, parts=parts, reason=given.reason, by=by, at=at)


def _summon(matter: int, do: str, given: Given, chosen: Chosen, by: Actor, at: datetime) -> object:
    units = [Called(unit) for unit in chosen.units]
    return summon_units(matter=matter, units=units, reason=given.reason, place=chosen.place, by=by, at=at)


_OWN: Mapping[str, _Act] = {
    "correct": _correct, "uphold_return": _uphold, "merge": _merge, "split": _split, "summon": _summon,
}  # fmt: skip
