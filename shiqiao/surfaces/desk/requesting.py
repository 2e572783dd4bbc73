"""What a matter's page shows of requests, pauses, supervision and undoing, and the fields that these moves ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base import text
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.clocks import reads as clock_reads
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.asking import ASKS, DECISIONS, PAUSE, needs_of
from shiqiao.kernel.matters.models import Matter, Note
from shiqiao.kernel.matters.undo import undoable
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.movewords import TERMS


@dataclass(frozen=True)
class Mark:
    """A badge beside the state."""

    said: str
    tone: str
    icon: str


@dataclass(frozen=True)
class RequestShown:
    """The open request in words; `withdraw` is the address for who asked."""

    title: str
    wish: str
    icon: str
    by: str
    at: datetime | None
    reason: str
    due_at: datetime | None
    hint: str
    withdraw: str = ""


@dataclass(frozen=True)
class UndoShown:
    """The last act of the reader, which can be undone for so many seconds."""

    title: str
    seconds: int
    url: str


def needs_on(move: Move, row: Matter) -> tuple[str, ...]:
    """Return what a move needs on this matter."""
    return needs_of(move, row.channel, flow(row.flow, row.flow_version))


def rank(move: Move) -> tuple[bool, bool]:
    """Return what buttons are sorted by: the usual next move first, and beside it the refusal of what is asked."""
    return not move.main, move.do not in DECISIONS


def marks(row: Matter) -> list[Mark]:
    """Return what stands beside the state: paused until when, how often supervised, extended and returned."""
    found = []
    if row.paused and row.paused_until:
        said = _("paused until %(day)s") % {"day": words.day(localtime(row.paused_until).date().isoformat())}
        found.append(Mark(said, "grey", "player-pause"))
    if row.supervised:
        said = ngettext("supervised once", "supervised %(n)d times", row.supervised) % {"n": row.supervised}
        found.append(Mark(said, "red", "speakerphone"))
    if row.extended:
        said = ngettext("extended once", "extended %(n)d times", row.extended) % {"n": row.extended}
        found.append(Mark(said, "yellow", "clock-plus"))
    if row.returned:
        said = ngettext("returned once", "returned %(n)d times", row.returned) % {"n": row.returned}
        found.append(Mark(said, "yellow", "corner-up-left"))
    return found


def request_of(
    actor: Actor,
    row: Matter,
    lines: Sequence[Line],
    notes: Mapping[int, Sequence[Note]],
    tokens: Mapping[int, Mapping[str, str]],
    clocks: Sequence[Clock],
) -> RequestShown | None:
    """Return the open request, None without one."""
    if not row.asked:
        return None
    line = next((one for one in reversed(lines) if one.data.get("request", ("", "", ""))[2] == "asked"), None)
    review = next((clock for clock in clocks if clock.name == "review" and clock.stopped_at is None), None)
    who = [words.post_title(row.asked_by), words.person_name(row.asked_holder)]
    do = next(do for do, kind in ASKS.items() if kind == row.asked)
    mine = row.asked_holder == actor.account or row.asked_by == actor.post
    return RequestShown(
        title=_(words.HAPPENED[f"matters.{row.asked}_asked"][0]), wish=wish(row.asked, row.asked_for),
        icon=words.MOVE_ICONS[do], by=" ".join(part for part in who if part), at=line.happened_at if line else None,
        reason="\n".join(text.restore(note.text, tokens.get(line.seq, {})) for note in notes.get(line.seq, ())) if line else "",
        due_at=review.due_at if review else None,
        hint=_("The handle clock runs on until this is decided. Who asked does not decide."),
        withdraw=reverse("desk:withdraw", args=[row.number]) if mine else "",
    )  # fmt: skip


def wish(asked: str, asked_for: str) -> str:
    """Say for how long: a term, or the day from which work goes on."""
    if not asked_for:
        return ""
    return _("until %(day)s") % {"day": words.day(asked_for)} if asked == PAUSE else words.term(asked_for)


def told(line: Line) -> list[tuple[str, str]]:
    """Return what a journal line tells of a request, as pairs for the timeline."""
    asked, asked_for, how = line.data.get("request", ("", "", ""))
    found = [(_("How long"), wish(asked, asked_for))] if asked_for else []
    if how in words.ENDED and line.code not in (f"matters.request_{how}", f"matters.return_{how}", f"matters.{how}"):
        found.append((_("Open request"), _(words.ENDED[how])))
    if line.data.get("late"):
        found.append((_("Extension"), _("granted after the term had passed")))
    return found


def undo_of(actor: Actor, row: Matter, lines: Sequence[Line], at: datetime) -> UndoShown | None:
    """Return the reader's last act when it can still be undone."""
    found = undoable(row, lines, actor, at)
    if found is None:
        return None
    title = next((words.said(m.title) for m in flow(row.flow, row.flow_version).table.moves if m.do == found.do), "")
    return UndoShown(title, found.seconds, reverse("desk:undo", args=[row.number]))


def _term(row: Matter) -> forms.Field:
    return forms.ChoiceField(
        label=_(words.NEEDS["term"]), choices=[(one, _until_when(one, due)) for one, due in _dues(row)], initial="2wd",
        help_text=_("Counted from the present due time."),
    )  # fmt: skip


def _dues(row: Matter) -> list[tuple[str, datetime | None]]:
    """Return each term on offer with the due time to which it would move the running handle clock."""
    clocks = clock_reads.clocks_of(Ref("matter", row.id))
    clock = next((one for one in clocks if one.name == "handle" and one.stopped_at is None), None)
    if clock is None:
        return [(one, None) for one in TERMS]
    cal = clock_reads.calendar_for(clock.street, clock.calendar)
    return [(one, clock_rules.due(cal, clock.due_at, clock_rules.Term.parse(one)).at) for one in TERMS]


def _until_when(term: str, due: datetime | None) -> str:
    said = {"term": words.term(term), "due": words.due(due) if due else ""}
    return _("%(term)s: until %(due)s") % said if due else said["term"]


def _until() -> forms.Field:
    first: date = localtime(now()).date() + timedelta(days=1)
    return forms.DateField(
        label=_(words.NEEDS["until"]), widget=forms.DateInput({"type": "date", "min": first.isoformat()}),
        help_text=_("On this day the clock goes on by itself."),
    )  # fmt: skip


def _granted(row: Matter) -> dict[str, forms.Field]:
    """Return the field for what is granted: filled with what was asked for, which whoever decides may change."""
    name = "until" if row.asked == PAUSE else "term"
    field = _until() if row.asked == PAUSE else _term(row)
    field.required, field.initial, field.help_text = (
        False,
        row.asked_for,
        _("As asked for; change it to grant another."),
    )
    if isinstance(field, forms.ChoiceField) and row.asked_for not in TERMS:
        field.choices = [(row.asked_for, words.term(row.asked_for)), *field.choices]
    return {name: field}


# What asks for a time → the fields it puts into a move's form.
TIMES: Mapping[str, Callable[[Matter], dict[str, forms.Field]]] = {
    "term": lambda row: {"term": _term(row)}, "until": lambda row: {"until": _until()}, "granted": _granted,
}  # fmt: skip
