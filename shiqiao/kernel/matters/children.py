"""Splitting (拆分): pieces of a matter become matters of others. A child and its parent close in either order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.text import clean
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters import store, together
from shiqiao.kernel.matters.accused import NOT_THERE, touches
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.intake import Born, Draft, bundle_of, draft_report
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import Standing, cleaned, ground_of, item_of, lock, write_change
from shiqiao.kernel.matters.receivers import handler_of
from shiqiao.kernel.matters.report import Report, wrong_moment
from shiqiao.kernel.matters.routing import person
from shiqiao.kernel.matters.rules import Given, Routed, Sheet, step
from shiqiao.kernel.territory import reads as territory

CHANNEL = "office"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a matter: what is to be done, by which item (the matter's own if empty), by which post, in which grid."""

    text: str
    item: str = ""
    handler: str = ""
    grid: int = 0


def split_matter(*, matter: int, parts: Sequence[Part], by: Actor, at: datetime, reason: str = "") -> list[Sheet]:
    """Give pieces of a matter to others; each is a matter of its own, with number, clocks and a named person.

    With a handler a child begins with those who handle it, else it waits to be accepted by the responsible person of
    its place. Locks the matter. Raises MoveLacks naming `parts.0.text` and so on, MoveNotAllowed.
    """
    with scope.scoped(*scope.of(by)):
        parent, recorded = lock(matter), now()
        if why := wrong_moment(at, recorded):
            raise Invalid(fields={"happened_at": why})
        given = Given(child=tuple(part.text for part in parts), reason=reason)
        given, found = cleaned(given)
        change = step(parent.sheet, "split", given, ground_of(parent.sheet, by=by, at=recorded))
        make_room(parent, len(parts), "parts")
        wrong = {name: why for n, part in enumerate(parts) for name, why in _wrong(parent, part, f"parts.{n}").items()}
        if wrong:
            raise MoveLacks(fields=wrong)
        drafts = [_draft(parent, n, part, by, at, recorded) for n, part in enumerate(parts)]
        change = replace(change, more={**change.more, "parts": [draft.id for draft in drafts]})
        write_change(parent, change, given, by=by, at=at, recorded=recorded, found=found)
        write_drafts(drafts)
    return [draft.sheet for draft in drafts]


def make_room(parent: Standing, more: int, field: str) -> None:
    """Refuse more children than a matter may have, and children of children; the caller holds the matter's lock."""
    if parent.sheet.parent:
        raise MoveLacks(fields={field: "This matter is itself part of another: split that one."})
    there = Matter.objects.filter(parent=parent.id).count()
    if there + more > together.MOST_PARTS:
        raise MoveLacks(
            fields={field: "A matter has at most {most} parts; this one has {there} already."},
            most=together.MOST_PARTS, there=there,
        )  # fmt: skip


def _wrong(parent: Standing, part: Part, where: str) -> Mapping[str, str]:
    wrong = {}
    if not clean(part.text).strip():
        wrong[f"{where}.text"] = "Say what is to be done."
    known = catalogue(parent.row.street).items.get(part.item)
    if part.item and (known is None or not known.offered):
        wrong[f"{where}.item"] = "There is no such item in this street's catalogue; choose one from the list."
    if part.grid and (part.grid // 1_000_000 != parent.row.street or not territory.is_grid(part.grid)):
        wrong[f"{where}.grid"] = "There is no such grid in this street; choose one from the list."
    return wrong


def _draft(parent: Standing, number: int, part: Part, by: Actor, at: datetime, recorded: datetime) -> Draft:
    row = parent.row
    item = catalogue(row.street).item(part.item or item_of(row).code)
    grid, boundary = (part.grid, 0) if part.grid else (row.grid, row.boundary)
    routed = person(grid, boundary, item, row.street, recorded, [{"step": "grid", "grid": grid}] if grid else [])
    more: dict[str, Any] = {}
    if part.handler:
        post, holder, unit = _handler(part.handler, f"parts.{number}.handler", by, recorded)
        if touches(post, holder, row.accused, recorded):
            raise MoveLacks(fields={f"parts.{number}.handler": NOT_THERE})
        routed = replace(routed, post=post, holder=holder, unit=unit, unrouted=not grid, why=routed.why[:1])
        more = {"state": with_hands(item)}
    return draft_part(parent, f"{parent.row.seq + 1}/{number}", part.text, item, routed, more, by, at, recorded)


def _handler(code: str, field: str, by: Actor, at: datetime) -> tuple[int, int, int]:
    try:
        return handler_of(code, by, at)
    except Invalid as error:
        raise Invalid(fields={field: error.fields["handler"]}) from None


def with_hands(item: Item) -> str:
    """Return the state in which those who handle a matter have it: where its flow dispatches to from the start."""
    table = flow(item.flow)
    start = table.table.start
    return next(
        (table.target(m, start) for m in table.moves_from(start, table_roles(table)) if m.do == "dispatch"), start
    )


def table_roles(table: Any) -> set[str]:
    """Return all roles that a flow speaks of."""
    return {role for move in table.table.moves for role in move.by}


def draft_part(
    parent: Standing,
    name: str,
    text: str,
    item: Item,
    routed: Routed,
    more: Mapping[str, Any],
    by: Actor,
    at: datetime,
    recorded: datetime,
    *,
    address: str = "",
    form: Mapping[str, Any] | None = None,
) -> Draft:
    """Decide a matter that is part of a locked one, at its place and without a reporter of its own."""
    row = parent.row
    here = routed.grid == row.grid
    born = Born(
        routed, row.lon if here else None, row.lat if here else None, {"parent": row.id, "accused": row.accused, **more}
    )
    report = Report(
        street=row.street, source="part", source_id=f"{row.id}/{name}", channel=CHANNEL, item=item.code, text=text,
        address=address or (row.address if here else ""), form=form or {},
    )  # fmt: skip
    return draft_report(report, item, by=by, at=at, recorded=recorded, basis=recorded, born=born)


def write_drafts(drafts: Sequence[Draft]) -> None:
    """Write decided parts in the running transaction."""
    for draft in drafts:
        store.insert(bundle_of(draft, calendar_for(draft.sheet.street)))
