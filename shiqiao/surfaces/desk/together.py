"""What goes together with a matter, in words for its page: merged reports, children, summoned units, repeats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.matters import linked as reads
from shiqiao.kernel.matters.actions import Given, move_matter
from shiqiao.kernel.matters.merging import part_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import open_parts, roles_of
from shiqiao.kernel.matters.reads import may_read
from shiqiao.kernel.matters.repeats import LINKS, days_between
from shiqiao.surfaces.desk import lists, records, words
from shiqiao.surfaces.kit.movewords import ENDS, LABELS


def _plain(do: str, *, matter: int, by: Actor, at: datetime, **given: Any) -> Any:
    return move_matter(matter=matter, do=do, given=Given(**given), by=by, at=at)


ACTIONS: Mapping[str, Callable[..., Any]] = {
    "part": part_matter,
    **{
        do: partial(_plain, do)
        for do in (
            "attend", "contest", "excuse", "insist", "mark_absent", "assess", "rate_call", "weigh", "adopt", "refuse", "try",
            "introduce", "publish", "hide",
        )
    },
}  # fmt: skip


def fitted(fields: dict[str, forms.Field], move: Move, row: Matter) -> dict[str, forms.Field]:
    """Name the fields as the move means them, say who else reads them, and ask about parts that are still open."""
    for name, field in fields.items():
        if (move.do, name) in LABELS:
            field.label = _(LABELS[move.do, name])
        if name in ("answer", "result") and move.answers and (others := len(reads.merged_into(row.id))):
            said = _("The reporters of %(n)d merged reports read this, too: name nobody.") % {"n": others}
            field.help_text = f"{field.help_text} {said}".strip()
    target = flow(row.flow, row.flow_version).states.get(move.to)
    if not row.done and (move.do in ENDS or (target and target.done)) and move.do != "merge":
        parts = [f"{part.number} {part.title}" for part in open_parts(row.id).order_by("id")]
        if parts:
            fields["children_go_on"] = _go_on(parts)
    return fields


def _go_on(parts: Sequence[str]) -> forms.Field:
    return forms.BooleanField(
        label=_("These parts go on with their own clocks"),
        help_text=_("Still open: %(parts)s") % {"parts": "; ".join(parts)},
        error_messages={"required": _("Confirm that these parts go on, or wait until they are closed.")},
    )


# ── the page of a matter ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Caller:
    """A report that is handled by this matter: who, masked, whether it was answered, and the own verdict."""

    number: str
    url: str
    reporter: str
    reported_at: datetime
    owed: bool
    satisfied: bool | None


@dataclass(frozen=True)
class PartShown:
    """A child of a matter."""

    number: str
    url: str
    title: str
    who: str
    state: str
    tone: str
    light: str
    due_at: datetime | None
    summoned: bool


@dataclass(frozen=True)
class Again:
    """A member of a repeat chain: when, how many days after the end of the one before, who handled it."""

    number: str
    url: str
    title: str
    place: str
    reported_at: datetime
    days: int | None
    who: str
    state: str
    tone: str
    item: str
    here: bool = False


@dataclass(frozen=True)
class Linked:
    """Everything that goes together with a matter, as far as the actor may see it."""

    number: str
    main: lists.Row | None
    merged: bool
    callers: Sequence[Caller]
    parent: lists.Row | None
    is_part: bool
    parts: Sequence[PartShown]
    summoned: bool
    chain: Sequence[Again]
    times: int
    may_link: bool
    may_merge: bool


def linked(actor: Actor, row: Matter, at: datetime) -> Linked:
    """Read what goes together with a matter; a fixed number of queries."""
    (merged, parts), chain = reads.merged_and_parts(row.id), reads.chain_of(row)
    above = [one for one in (reads.one_of(row.duplicate_of), reads.one_of(row.parent)) if one and may_read(actor, one)]
    lights = records.lights([*parts, *above], at)
    shown = {one.id: lists.row_of(one, lights[one.id]) for one in above}
    again = agains(actor, chain, row.id)
    return Linked(
        number=row.number, main=shown.get(row.duplicate_of), merged=row.duplicate_of > 0, callers=callers(actor, row, merged),
        parent=shown.get(row.parent), is_part=row.parent > 0, parts=[_part(actor, one, lights[one.id]) for one in parts],
        summoned=any(one.asked_by and not one.asked for one in parts), chain=again,
        times=next((n for n, one in enumerate(chain, start=1) if one.id == row.id), 0),
        may_link=bool(LINKS & roles_of(actor, row)), may_merge="dispatcher" in roles_of(actor, row) and not row.duplicate_of,
    )  # fmt: skip


def callers(actor: Actor, row: Matter, merged: Sequence[Matter]) -> list[Caller]:
    """Return this matter's own report and those merged into it, each with its reporter; empty when it is alone."""
    if not merged:
        return []
    names = reads.reporters_by_matter([row.id, *(one.id for one in merged)])
    return [
        Caller(
            one.number, _url(actor, one), _masked(names.get(one.id)) if records.may_see_reporter(actor, one) else "",
            one.reported_at, one.echoed_at is None and one.channel in flow(one.flow, one.flow_version).table.echo,
            one.satisfied,
        )
        for one in (row, *merged)
    ]  # fmt: skip


def _masked(found: tuple[bytes | None, bytes | None] | None) -> str:
    name, phone = found or (None, None)
    parts = (
        text.mask_name(crypto.decrypt(bytes(name))) if name else "",
        text.mask_phone(crypto.decrypt(bytes(phone))) if phone else "",
    )
    return " ".join(part for part in parts if part)


def _url(actor: Actor, row: Matter) -> str:
    return reverse("desk:matter", args=[row.number]) if may_read(actor, row) else ""


def _part(actor: Actor, row: Matter, light: str) -> PartShown:
    state, tone = lists.state_of(row)
    return PartShown(
        row.number, _url(actor, row), row.title, _who(row), state, "red" if row.state == "absent" else tone, light,
        None if row.done else row.next_due, bool(row.asked_by and not row.asked),
    )  # fmt: skip


def _who(row: Matter) -> str:
    return " · ".join(part for part in (words.unit_title(row.unit), words.person_name(row.holder)) if part)


def agains(actor: Actor, chain: Sequence[Matter], here: int = 0) -> list[Again]:
    """Return the members of a chain that an actor may see, oldest first, with the days between."""
    gaps = days_between([(one.reported_at, one.ended_at) for one in chain])
    found = []
    for one, days in zip(chain, gaps, strict=True):
        if may_read(actor, one):
            state, tone = lists.state_of(one)
            found.append(
                Again(one.number, _url(actor, one), one.title, lists.place_of(one), one.reported_at, days, _who(one), state,
                      tone, words.item_title(one.street, one.item, one.catalogue), one.id == here)
            )  # fmt: skip
    return found


# ── attendance ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class AttendedShown:
    """A line of the attendance sheet."""

    unit: str
    phone: str
    number: str
    url: str
    state: str
    tone: str
    until: datetime | None
    came_at: datetime | None
    mark: str
    mark_tone: str
    who: str
    result: str
    assessed: Sequence[tuple[str, bool | None]]
    justified: bool | None
    reason: str


def attendance(actor: Actor, row: Matter, at: datetime) -> list[AttendedShown]:
    """Return who was summoned to a matter and who came, in words."""
    return [_attended(actor, one, at) for one in reads.attendance(row.id)]


def _attended(actor: Actor, one: reads.Attended, at: datetime) -> AttendedShown:
    state, tone = lists.state_of(one.row)
    tone = "red" if one.state == "absent" else tone
    mark, mark_tone = mark_of(one, at)
    heads = ((_("came"), _("did not come")), (_("solved"), _("not solved")), (_("content"), _("not content")))
    assessed = [(no if yes is False else well, yes) for (well, no), yes in zip(heads, one.assessed or (), strict=False)]
    return AttendedShown(
        words.unit_title(one.unit), words.unit_phone(one.unit),
        one.row.number, _url(actor, one.row), state, tone, one.attend_until, one.attended_at, mark,
        mark_tone, one.who, one.result, assessed, one.call_justified, one.call_reason,
    )  # fmt: skip


def mark_of(one: reads.Attended, at: datetime) -> tuple[str, str]:
    """Return whether a unit came: in time, late, not yet, or not at all, with the tone."""
    if one.attended_at:
        return (_("came late"), "yellow") if one.attended_late else (_("came in time"), "green")
    if one.state == "excused":
        return _("excused"), "grey"
    if one.state in ("absent", "closed"):
        return _("absent"), "red"
    return (_("not come in time"), "red") if one.attend_until and at > one.attend_until else (_("expected"), "blue")


# ── proposals ──────────────────────────────────────────────────────────────────────────────────────────────────────


def proposal_states(actor: Actor, flows: Sequence[str], chosen: str) -> list[lists.Chip]:
    """Return the states of proposals with how many are in each, counted up to a page."""
    found = []
    for code, title, tone in [
        (code, words.said(s.title), s) for name in flows for code, s in flow(name).states.items()
    ]:
        count = len(reads.proposals(actor, flows, code))
        drawing = "circle-check" if tone.done else "circle"
        colour = "brand" if code == chosen else "green" if tone.done else "blue"
        found.append(lists.Chip(title, lists.bounded(count, reads.MOST), f"?state={code}", colour, drawing))
    return found
