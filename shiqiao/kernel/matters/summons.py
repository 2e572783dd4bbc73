"""Summons (吹哨报到): one call convenes several units on a matter; each reports in on its own clock, both sides assess.

Rule: 《北京市接诉即办工作条例》第十六条 (units must respond), 第三十三条 (both are assessed).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters import moves, store
from shiqiao.kernel.matters.accused import touches
from shiqiao.kernel.matters.children import draft_part, make_room, write_drafts
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.intake import ZONE, Draft
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import Standing, cleaned, ground_of, lock, write_change
from shiqiao.kernel.matters.receivers import receiver_of
from shiqiao.kernel.matters.report import wrong_moment
from shiqiao.kernel.matters.rules import Given, Routed, Sheet, step
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import UnitRow

MEET_AT = "meet_at"  # the question of a summons item that says when the units meet


@dataclass(frozen=True, slots=True)
class Called:
    """A unit that is called, by its code; `item` when other terms hold for it than for the others."""

    unit: str
    item: str = ""


def summons_items(street: int) -> list[Item]:
    """Return the items by which units are called: those whose flow knows reporting in. Their terms are the choice."""
    return [item for item in catalogue(street).items.values() if not item.offered and _knows(item, "attend")]


def _knows(item: Item, do: str) -> bool:
    return any(move.do == do for move in flow(item.flow).table.moves)


def summon_units(
    *,
    matter: int,
    units: Sequence[Called],
    reason: str,
    by: Actor,
    at: datetime,
    item: str = "",
    place: str = "",
    meet_at: datetime | None = None,
) -> list[Sheet]:
    """Call several units to a matter in one act; each gets a child with its own clocks in its own list.

    `item` is one of `summons_items` (default: the first): it says how soon to report in and to have handled it. `place`
    and `meet_at` say where and when to meet. Locks the matter. Raises MoveLacks naming the field, MoveNotAllowed.
    """
    with scope.scoped(*scope.of(by)):
        parent, recorded = lock(matter), now()
        if why := wrong_moment(at, recorded):
            raise Invalid(fields={"happened_at": why})
        given = Given(units=tuple(one.unit for one in units), reason=reason)
        given, found = cleaned(given)
        change = step(parent.sheet, "summon", given, ground_of(parent.sheet, by=by, at=recorded))
        if not given.reason:
            raise MoveLacks(fields={"reason": "Say what the units are called for."})
        if len(set(given.units)) < len(units):
            raise MoveLacks(fields={"units": "Call each unit once."})
        make_room(parent, len(units), "units")
        usual = _item(parent.row.street, item)
        drafts = []
        for one in units:
            unit, hands = _reached(parent, one.unit, recorded)
            chosen = _item(parent.row.street, one.item) if one.item else usual
            drafts.append(_draft(parent, unit, hands, chosen, reason, place, meet_at, by, at, recorded))
        change = replace(change, more={**change.more, "parts": [draft.id for draft in drafts]})
        write_change(parent, change, given, by=by, at=at, recorded=recorded, found=found)
        write_drafts(drafts)
        for draft in drafts:
            _tell(draft.sheet, draft.id, "matters.summoned", [draft.sheet.post], recorded)
    return [draft.sheet for draft in drafts]


def _item(street: int, code: str) -> Item:
    found = summons_items(street)
    chosen = next((item for item in found if code in ("", item.code)), None)
    if chosen is None:
        raise MoveLacks(fields={"item": "Choose one of the kinds of summons in this street's catalogue."})
    return chosen


def _reached(parent: Standing, code: str, at: datetime) -> tuple[UnitRow, tuple[int, int, int]]:
    """Find through whom a unit is reached; a unit that was called and has not ended is not called again."""
    try:
        unit = people.unit_by_code(code, parent.row.street)
    except NotFound:
        raise MoveLacks(fields={"units": "There is no unit {unit}; choose from the list."}, unit=code) from None
    if Matter.objects.filter(parent=parent.id, unit=unit.id, done=False, asked_by__gt=0).exists():
        raise MoveLacks(
            fields={"units": "{unit} has been called already: wait for it, or assess it."}, unit=_said(unit)
        )
    if (hands := receiver_of(unit, at)) is None:
        raise MoveLacks(fields={"units": "Nobody can be reached in {unit}: appoint someone."}, unit=_said(unit))
    if touches(hands[0], hands[1], parent.row.accused, at):
        raise MoveLacks(fields={"units": "The matter complains about {unit}: call others."}, unit=_said(unit))
    return unit, hands


@dataclass(frozen=True)
class _Titled:
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en or self.zh


def _said(unit: UnitRow) -> _Titled:
    return _Titled(unit.title_zh, unit.title_en)


def _draft(
    parent: Standing,
    unit: UnitRow,
    hands: tuple[int, int, int],
    item: Item,
    text: str,
    place: str,
    meet_at: datetime | None,
    by: Actor,
    at: datetime,
    recorded: datetime,
) -> Draft:
    row = parent.row
    routed = Routed(row.community, row.grid, row.boundary, *hands, unrouted=False)
    form = {MEET_AT: f"{meet_at.astimezone(ZONE):%Y-%m-%d %H:%M}"} if meet_at and _asks(item) else {}
    caller = {"asked_by": by.post or 0, "asked_holder": by.account or 0}
    name = f"{row.seq + 1}/{unit.code}"
    return draft_part(
        parent, name, text, item, routed, caller, by, at, recorded, address=place or row.address, form=form
    )  # fmt: skip


def _asks(item: Item) -> bool:
    return any(question.key == MEET_AT for question in item.form)


def _tell(sheet: Sheet, identifier: int, kind: str, posts: Sequence[int], at: datetime) -> None:
    for post in posts:
        notify(street=sheet.street, kind=kind, subject=store.subject(identifier), at=at, post=post)


def _mark_absent(*, matter: int, given: Given, by: Actor, at: datetime) -> Sheet:
    """Record that a unit stayed away, and tell the unit and the next above it."""
    with scope.scoped(*scope.of(by)):
        sheet = moves.move_alone(matter=matter, do="mark_absent", given=given, by=by, at=at)
        above = people.ladder(sheet.post, now())[:1]
        _tell(sheet, matter, "matters.marked_absent", list(dict.fromkeys([sheet.post, *above])), now())
    return sheet


DOORS: Mapping[str, Callable[..., Sheet]] = {"mark_absent": _mark_absent}
