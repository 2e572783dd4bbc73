"""Saying that a matter complains about a unit of the office (被投诉单位): at dispatch, when intake did not say it yet."""

from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.accused import clear, unit_named
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import cleaned, item_of, lock, roles_of, tell_moved, write_change
from shiqiao.kernel.matters.rules import Change, Given, Routed, Sheet
from shiqiao.kernel.notices.actions import notify

NAMES = frozenset({"dispatcher", "leader", "system"})


def may_name(actor: Actor, row: Matter) -> bool:
    """Tell whether an actor may say now about which unit a matter complains."""
    return bool(roles_of(actor, row) & NAMES) and not (row.done or row.duplicate_of or row.parent)


def name_accused(*, matter: int, unit: str, by: Actor, at: datetime, reason: str = "") -> Sheet:
    """Say about which unit (its code, "" for none) an open matter complains; it leaves that unit at once if it lies there.

    By a dispatcher or leader of its place. From then on nobody of the unit sees the matter. Locks it. Raises NotFound,
    Forbidden, Conflict, ReportRefused naming `complains_about`.
    """
    with scope.scoped(*scope.of(by)):
        standing, recorded = lock(matter), now()
        sheet = standing.sheet
        if not (roles := roles_of(by, sheet)):
            raise NotFound
        if not roles & NAMES:
            raise Forbidden
        if sheet.done or sheet.parent or sheet.duplicate_of or standing.followed or standing.divided:
            raise Conflict("This is said of an open matter that stands alone: part those that go with it first.")
        given, found = cleaned(Given(reason=reason))
        change = _decide(standing.row, sheet, unit_named(unit, sheet.street), recorded)
        if not change.set:
            return sheet
        after = write_change(standing, change, given, by=by, at=at, recorded=recorded, found=found)
        if after.post and after.post != sheet.post:
            notify(
                street=after.street,
                post=after.post,
                kind="matters.complaint_noted",
                subject=store.subject(matter),
                at=recorded,
            )
        tell_moved(after, "name_accused", at=recorded)
    return after


def _decide(row: Matter, sheet: Sheet, accused: int, at: datetime) -> Change:
    stands = Routed(sheet.community, sheet.grid, sheet.boundary, sheet.post, sheet.holder, sheet.unit, sheet.unrouted)
    led = clear(stands, accused, item_of(row), sheet.street, at)
    values: dict[str, int] = {
        "accused": accused, "post": led.post, "holder": led.holder, "unit": led.unit, "unrouted": led.unrouted,
    }  # fmt: skip
    changed = {name: value for name, value in values.items() if getattr(sheet, name) != value}
    return Change("matters.complaint_noted", changed, more={"why": [dict(step) for step in led.why]} if led.why else {})
