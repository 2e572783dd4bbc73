"""A matter as its reporter sees it: plain words, public steps, who answers for it; nothing internal."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import mask, restore
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.bonds import ERASED
from shiqiao.kernel.matters.linked import shared_by
from shiqiao.kernel.matters.models import Identifier, Matter, Note
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.rules import REOPEN_WINDOW
from shiqiao.kernel.matters.undo import undone_lines
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.kit import words as kit
from shiqiao.surfaces.kit.shapes import Step
from shiqiao.surfaces.portal import petitions, together, words

# Journal code → (what the reporter reads, icon, tone). Codes that are not here are internal.
STEPS = {
    "matters.reported": (gettext_noop("Your report arrived"), "flag", "blue"),
    "matters.accepted": (gettext_noop("Accepted by the office"), "circle-check", "blue"),
    "matters.declined": (gettext_noop("Not taken up; see the reason"), "circle-x", "yellow"),
    "matters.dispatched": (gettext_noop("Given to those who handle it"), "send", "blue"),
    "matters.redirected": (gettext_noop("Given to another unit"), "arrows-exchange", "blue"),
    "matters.answered": (gettext_noop("Answer to you"), "message-reply", "green"),
    "matters.fixed_on_spot": (gettext_noop("Put right on the spot"), "bolt", "green"),
    "matters.finished": (gettext_noop("The work is done"), "check", "green"),
    "matters.corrected": (gettext_noop("Kind or place of the report was corrected"), "pencil", "grey"),
    "matters.sent_back": (gettext_noop("Checked: more has to be done"), "arrow-back-up", "yellow"),
    "matters.closed": (gettext_noop("Checked by another person and closed"), "checks", "green"),
    "matters.called_back": (gettext_noop("We asked you how it went"), "phone-check", "blue"),
    "matters.rated": (gettext_noop("Your rating arrived"), "star", "blue"),
    "matters.reopened": (gettext_noop("Taken up again"), "repeat", "yellow"),
    "matters.return_upheld": (gettext_noop("Goes to another unit"), "arrows-exchange", "blue"),
    "matters.granted": (gettext_noop("It takes longer; see the reason"), "clock-plus", "yellow"),
    "matters.resumed": (gettext_noop("Work goes on"), "player-play", "blue"),
    "matters.archived": (gettext_noop("Filed"), "archive", "grey"),
    **together.STEPS,
    **petitions.STEPS,
}
# State → (sentence, icon, tone). A flow with other states shows the state's own title.
STATES = {
    "reported": (gettext_noop("We have your report. The office looks at it now."), "inbox", "blue"),
    "accepted": (gettext_noop("We have taken it up and look for who shall handle it."), "circle-check", "blue"),
    "handling": (gettext_noop("It is being worked on."), "tool", "blue"),
    "checking": (
        gettext_noop("The work is done. Another person now checks it."),
        "eye-check",
        "blue",
    ),
    "closed": (gettext_noop("It is done and checked. Are you content? Tell us below."), "checks", "green"),
    "archived": (gettext_noop("It is done and filed."), "archive", "green"),
    "declined": (
        gettext_noop("We could not take it up. The reason stands below."),
        "circle-x",
        "yellow",
    ),
    **together.STATES,
    **petitions.STATES,
}

PAUSED = (gettext_noop("It has to wait; work goes on from %(day)s. The reason stands below."), "clock-pause", "yellow")


@dataclass(frozen=True)
class Responsible:
    """Who answers for a matter: post and unit, and the name where it may be shown."""

    post: str
    unit: str
    name: str = ""


@dataclass(frozen=True)
class Story:
    """All that the page of a matter shows."""

    number: str
    item: str
    state: str
    sentence: str
    icon: str
    tone: str
    text: str
    address: str
    reported_at: datetime
    done: bool
    unrouted: bool
    answered: bool
    answer_until: str
    handle_until: str
    responsible: Responsible | None
    steps: list[Step]
    may_rate: bool
    rated: "Rated | None"
    may_reopen: bool
    may_review: str  # the move by which the reporter asks for a review now, empty for none
    reopen_until: str


class Rated(NamedTuple):
    """The reporter's last verdict; `grade` is empty where only yes or no was asked."""

    solved: bool | None
    satisfied: bool | None
    grade: str = ""


def story_of(row: Matter, *, name: bool = False) -> Story:
    """Tell a matter to its reporter; `name` also names the responsible person, as the receipt does."""
    lines = lines_of(Ref("matter", row.id))
    state = flow(row.flow, row.flow_version).states[row.state]
    ended = row.state == "closed" or (row.state == "merged" and row.ended_at is not None)
    usual = STATES.get("closed" if ended else row.state, ("", "point", "grey"))
    sentence, icon, tone = PAUSED if row.paused else usual
    running = {clock.name: clock for clock in clocks_of(Ref("matter", row.id)) if _runs(clock)}
    if row.state == "merged":  # when it shall be done is said by the matter that handles it
        running |= {c.name: c for c in clocks_of(Ref("matter", row.duplicate_of)) if _runs(c) and c.name == "handle"}
    until = row.ended_at + REOPEN_WINDOW if row.ended_at else None
    told = Told(
        _(sentence) % {"day": _day(row.paused_until)} if sentence else "", icon, tone, _readable(row, row.text, "")
    )
    if gone := _erased(lines):
        told, ended = gone._replace(text=gone.text or told.text), False
    moves = {move.do for move in flow(row.flow, row.flow_version).moves_from(row.state, {"reporter"})}
    in_time = until is not None and now() <= until and not gone
    return Story(
        number=row.number, item=words.titled(item_of(row).title), state=words.titled(state.title),
        sentence=told.sentence, icon=told.icon, tone=told.tone, text=told.text,
        address=_readable(row, row.address, ""), reported_at=row.reported_at,
        done=row.done, unrouted=row.unrouted and not row.grid, answered=row.echoed_at is not None,
        answer_until=_until(running.get("echo")), handle_until=_until(running.get("handle")),
        responsible=_responsible(row, name), steps=_steps(row, lines),
        may_rate=ended and "rate" in moves, rated=_rated(row, lines),
        may_reopen=ended and in_time and "reopen" in moves, reopen_until=_day(until),
        may_review=next((do for do in petitions.REVIEWS if do in moves and in_time), ""),
    )  # fmt: skip


class Told(NamedTuple):
    """What stands on top of the page, and what was reported."""

    sentence: str
    icon: str
    tone: str
    text: str


def _erased(lines: list[Line]) -> Told | None:
    """Say politely that the reporter's data are gone; None for a report that still has them."""
    last = next((line for line in reversed(lines) if line.code == ERASED and line.data["act"] != "tokens"), None)
    if last is None:
        return None
    words = {
        "request": _("Your personal data in this report were erased on %(day)s at your request."),
        "rule": _("Your personal data in this report were erased on %(day)s, as their time was over."),
    }  # fmt: skip
    said = words.get(last.data["basis"], words["rule"]) % {"day": _day(last.happened_at)}
    said = f"{said} {_('What the office did remains on record.')}"
    return Told(
        said, "eraser", "grey", "" if last.data["act"] == "identifiers" else _("What you wrote is no longer kept.")
    )


def _day(moment: datetime | None) -> str:
    return kit.absolute(localtime(moment).date()) if moment else ""


def _runs(clock: Clock) -> bool:
    return clock.stopped_at is None and clock.paused_at is None


def _until(clock: Clock | None) -> str:
    return words.deadline(clock.due_at) if clock and clock.due_at > now() else ""


def _responsible(row: Matter, name: bool) -> Responsible | None:
    """The post that has it now, as the book of people has it today; nobody when no post is known."""
    try:
        post = people.post(row.post)
        unit = people.unit(row.unit or post.unit)
    except NotFound:
        return None
    person = ""
    if name and row.holder:
        holder = people.person(row.holder)
        person = words.either(holder.name, holder.name_en)
    return Responsible(words.either(post.title_zh, post.title_en), words.either(unit.title_zh, unit.title_en), person)


def _steps(row: Matter, lines: list[Line]) -> list[Step]:
    notes: dict[int, list[str]] = {}
    for note in Note.objects.filter(matter=row.id, public=True).order_by("seq", "id"):
        notes.setdefault(note.seq, []).append(_readable(row, note.text, f"{note.seq}/"))
    undone = undone_lines(lines)
    shared = shared_by(lines)
    shown = []
    for line in lines:
        code, texts = line.code, notes.get(line.seq, [])
        if line.seq in shared:
            code, texts = shared[line.seq].code, list(shared[line.seq].texts)
        if code in STEPS and line.seq not in undone:
            shown.append(_step(row, line, code, texts))
    return shown[::-1]


def _step(row: Matter, line: Line, code: str, notes: list[str]) -> Step:
    title, icon, tone = STEPS[code]
    if code == "matters.declined" and (ground := _ground(row)):
        notes = [ground, *notes]
    return Step(line.happened_at, _(title), text="\n".join(notes), icon=icon, tone=tone)


def _ground(row: Matter) -> str:
    outcome = catalogue(row.street, row.catalogue).outcomes.get(row.outcome)
    return words.titled(outcome.title) if outcome else ""


def _rated(row: Matter, lines: list[Line]) -> Rated | None:
    """The reporter's last verdict since the matter was last taken up again."""
    for line in reversed(lines):
        if line.code in ("matters.reopened", "matters.reopened_together"):
            return None
        if line.code == "matters.rated":
            said = line.data.get("said", {})
            return Rated(said.get("solved"), said.get("satisfied"), said.get("grade", ""))
    return None


def _readable(row: Matter, text: str, prefix: str) -> str:
    """Put numbers back in the place of their tokens: whole in what an official wrote to the reporter, else masked."""
    if "⟦" not in text:
        return text
    values = {}
    for found in Identifier.objects.filter(matter=row.id, token__startswith=prefix):
        value = crypto.decrypt(found.value)
        if prefix:
            values[found.token.removeprefix(prefix)] = words.number(found.kind, value)
        elif "/" not in found.token:
            values[found.token] = mask(found.kind, value)
    return restore(text, values)
