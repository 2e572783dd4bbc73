"""The page of one matter, assembled: who, what, where, until when, what next, why, and what happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import MatterPanel
from shiqiao.base.time import now
from shiqiao.kernel.clocks import reads as clock_reads
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.files.covering import neutral_name
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.reads import check_chain, lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.complaints import may_name
from shiqiao.kernel.matters.models import Matter, Note
from shiqiao.kernel.matters.moves import item_of, open_moves
from shiqiao.kernel.matters.reads import reporters_of
from shiqiao.kernel.matters.undo import undone_lines
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.phrases.reads import phone_of
from shiqiao.surfaces.desk import glance, lists, records, requesting, together, words
from shiqiao.surfaces.desk.requesting import needs_on
from shiqiao.surfaces.desk.sockets import VisitPanel, panels
from shiqiao.surfaces.kit.shapes import ClockShown, FileShown, PhotoShown, Step
from shiqiao.surfaces.kit.words import size

LATER = timedelta(minutes=2)  # an act written down later than this was done offline


@dataclass(frozen=True)
class ReporterShown:
    """A reporter as the page may show: masked."""

    name: str
    phone: str


@dataclass(frozen=True)
class Button:
    """A move that the actor may make."""

    do: str
    title: str
    url: str
    icon: str
    main: bool
    direct: bool  # needs nothing: one press does it
    rests: str = ""  # why it cannot be pressed at the moment
    key: str = ""


@dataclass(frozen=True)
class Proof:
    """What checking the journal of this matter just now found."""

    lines: int
    findings: Sequence[str]


@dataclass(frozen=True)
class Panel:
    """What a scene adds to the page."""

    title: str
    html: SafeString


@dataclass(frozen=True)
class Page:
    """Everything the template shows."""

    row: Matter
    at_a_glance: lists.Row
    text: str
    address: str
    item: str
    category: str
    answers: Sequence[tuple[str, str]]
    unit: str
    channel: str
    reporters: Sequence[ReporterShown]
    clocks: Sequence[glance.Explained]
    ended_clocks: Sequence[glance.Explained]
    first: ClockShown | None  # the clock that breaks first
    office_phone: str
    unit_phone: str
    buttons: Sequence[Button]
    why: Sequence[str]
    story: glance.Story
    pictures: glance.Pictures
    files: Sequence[FileShown]
    proof: Proof
    panels: Sequence[Panel]
    outcome: str
    mapped: bool
    linked: together.Linked
    accused: str
    may_accuse: bool
    marks: Sequence[requesting.Mark]
    request: requesting.RequestShown | None
    undo: requesting.UndoShown | None


def page_of(actor: Actor, row: Matter, at: datetime) -> Page:
    """Read and assemble a matter's page; a fixed number of queries, however much has happened."""
    subject = Ref(records.KIND, row.id)
    lines, files = lines_of(subject), attachments_of(subject)
    clocks = clock_reads.clocks_of(subject)
    told = [explained(clock, at) for clock in clocks]
    running = [one for one in told if not one.clock.stopped_at]
    notes = records.notes_of(row)
    item, tokens = item_of(row), records.masked_identifiers(row)
    return Page(
        row=row, at_a_glance=lists.row_of(row, worst([one.clock for one in told])),
        text=text.restore(row.text, tokens.get(1, {})),
        address=text.restore(row.address, tokens.get(1, {})),
        item=words.said(item.title), category=words.said(item.category_title), answers=answers_of(row, item, tokens.get(1, {})),
        unit=words.unit_title(row.unit), channel=_(words.CHANNELS.get(row.channel, row.channel)),
        reporters=reporters(actor, row), clocks=running,
        ended_clocks=[one for one in told if one.clock.stopped_at], first=glance.first(running, records.COLOURS),
        office_phone=phone_of(row.street), unit_phone=words.unit_phone(row.unit),
        buttons=buttons(actor, row, clocks), why=why_of(lines, row),
        story=glance.folded(steps(row, lines, files, notes, tokens)),
        pictures=glance.pictures([photo(file) for file in files if file.is_picture]),
        files=[file_shown(file) for file in files if not file.is_picture],
        proof=proof(row, lines), panels=scene_panels(actor, row, panels), outcome=outcome(row),
        mapped=bool(row.grid or row.lon is not None), marks=requesting.marks(row),
        request=requesting.request_of(actor, row, lines, notes, tokens, clocks), undo=requesting.undo_of(actor, row, lines, at),
        linked=together.linked(actor, row, at), accused=words.unit_title(row.accused) if row.accused else "",
        may_accuse=may_name(actor, row),
    )  # fmt: skip


def worst(clocks: Iterable[ClockShown]) -> str:
    """Return the worst light of running clocks."""
    return min((c.light for c in clocks if not c.stopped_at), key=records.COLOURS.index, default="grey")


def explained(clock: Clock, at: datetime) -> glance.Explained:
    """Return a clock with the reasons of its due time in parts."""
    return glance.Explained(
        clock_shown(clock, at), glance.parts_of(words.approved(clock_reads.explain(clock), clock.street))
    )


def clock_shown(clock: Clock, at: datetime) -> ClockShown:
    """Return a clock with its light and the share used."""
    state, cal = clock.state(), clock_reads.calendar_for(clock.street, clock.calendar)
    title = _(words.CLOCKS.get(clock.name, clock.name))
    length = (clock.due_at - clock.started_at).total_seconds()
    used = (at - clock.started_at).total_seconds() / length if length > 0 else 1
    return ClockShown(
        title=title if clock.run == 1 else _("%(title)s, time %(n)d") % {"title": title, "n": clock.run},
        light=clock_rules.light(state, at, cal).colour, due_at=clock.due_at, started_at=clock.started_at,
        stopped_at=clock.stopped_at, paused_at=clock.paused_at, late=bool(clock.late),
        share=None if clock.stopped_at else max(0, min(100, round(100 * used))), term=words.term(clock.term),
    )  # fmt: skip


def answers_of(row: Matter, item: Any, tokens: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the answers to the item's own questions, in words; numbers in them masked."""
    found = []
    for question in item.form:
        value = row.form.get(question.key)
        if value in (None, ""):
            continue
        shown = {choice.code: words.said(choice.title) for choice in question.choices}.get(str(value), str(value))
        if question.kind == "yes_no":
            shown = _("yes") if value else _("no")
        found.append((words.said(question.title), text.restore(shown, tokens or {})))
    return found


def reporters(actor: Actor, row: Matter) -> list[ReporterShown]:
    """Return who reported, masked, for those who may see it."""
    if not records.may_see_reporter(actor, row):
        return []
    return [
        ReporterShown(
            text.mask_name(crypto.decrypt(bytes(one.name))) if one.name else "",
            text.mask_phone(crypto.decrypt(bytes(one.phone))) if one.phone else "",
        )
        for one in reporters_of(row)
        if one.name or one.phone
    ]


def buttons(actor: Actor, row: Matter, clocks: Sequence[Clock]) -> list[Button]:
    """Return the moves open to the actor, the usual next one first."""
    spot = item_of(row).on_the_spot
    moves = open_moves(actor, row, now(), [clock.state() for clock in clocks])
    shown = [(move, rests) for move, rests in moves if spot or "may_be_fixed_on_the_spot" not in move.when]
    return [button(move, row, rests) for move, rests in sorted(shown, key=lambda pair: requesting.rank(pair[0]))]


def button(move: Move, row: Matter, rests: str = "") -> Button:
    """Return one move as a button."""
    url = reverse("desk:move", args=[row.number, move.do])
    direct = not needs_on(move, row) and move.do != "correct"
    return Button(
        move.do,
        words.said(move.title),
        url,
        words.MOVE_ICONS.get(move.do, "point"),
        move.main,
        direct,
        _(rests) if rests else "",
        glance.KEYS.get(move.do, ""),
    )


def why_of(lines: Sequence[Line], row: Matter) -> list[str]:
    """Say why the matter went to this person: the latest routing in the journal counts."""
    routed = next((line.data["why"] for line in reversed(lines) if line.data.get("why")), [])
    return words.routing(routed, row.street)


def proof(row: Matter, lines: Sequence[Line]) -> Proof:
    """Check the matter's journal now: the chain, and that the row's own head is in it."""
    findings = [str(finding) for finding in check_chain(list(lines))]
    if not 0 < row.seq <= len(lines) or lines[row.seq - 1].hash != bytes(row.head):
        findings.append(_("the matter's own mark is not in the journal"))
    return Proof(len(lines), findings)


def file_shown(file: Attachment) -> FileShown:
    """Return a document or recording of a matter as the page shows it: a row with a download."""
    title, drawing = words.FILES[file.kind]
    url = reverse("desk:file", args=[file.id])
    return FileShown(url, neutral_name(file), _(title), size(file.size), drawing, file.created_at)


def photo(file: Attachment) -> PhotoShown:
    """Return a file of a matter as the page shows it."""
    url = reverse("desk:file", args=[file.id])
    kind = file.purpose if file.purpose in ("before", "after") else ""
    tool = reverse("desk:picture", args=[file.id])
    return PhotoShown(url, f"{url}?small=1", "", kind, file.taken_at or file.created_at, tool)


def outcome(row: Matter) -> str:
    """Return the legal ground of a declined matter."""
    from shiqiao.kernel.catalogue.reads import catalogue

    found = catalogue(row.street, row.catalogue).outcomes.get(row.outcome)
    return words.said(found.title) if found else row.outcome


# ── what happened ──────────────────────────────────────────────────────────────────────────────────────────────────


def steps(
    row: Matter,
    lines: Sequence[Line],
    files: Sequence[Attachment],
    notes: Mapping[int, Sequence[Note]],
    tokens: Mapping[int, Mapping[str, str]],
) -> list[Step]:
    """Return the journal as a timeline, newest first, with what was written and the photos of each step."""
    by_hash, undone = {file.sha256: file for file in files}, undone_lines(lines)
    return [
        replace(_step(row, line, by_hash, notes.get(line.seq, ()), tokens.get(line.seq, {})), undone=line.seq in undone)
        for line in reversed(lines)
    ]


def _step(
    row: Matter, line: Line, files: Mapping[str, Attachment], notes: Sequence[Note], tokens: Mapping[str, str]
) -> Step:
    title, drawing, tone = words.happened(line.code) or (line.code, "point", "")
    shown = [files[sha] for _purpose, sha in line.data.get("files", ()) if sha in files]
    return Step(
        at=line.happened_at, title=_(title), by=actor_said(line, row.street), icon=drawing, tone=tone,
        text="\n".join(text.restore(note.text, tokens) for note in notes), details=_details(row, line),
        photos=[photo(file) for file in shown if file.is_picture],
        files=[file_shown(file) for file in shown if not file.is_picture],
        recorded_at=line.recorded_at if abs(line.recorded_at - line.happened_at) > LATER else None,
    )  # fmt: skip


def actor_said(line: Line, street: int) -> str:
    """Say who acted: the post and who held it then; systems and reporters by their kind."""
    if line.actor.startswith("system"):
        return _("the system")
    if line.actor.startswith(("resident", "reporter")):
        return _("the reporter")
    try:
        post = people.post_by_code(line.actor, street)
    except NotFound:
        return line.actor
    name = people.holder_of(post.id, line.happened_at).name
    return f"{words.in_language(post.title_zh, post.title_en)} {name}".strip()


def _details(row: Matter, line: Line) -> list[tuple[str, str]]:
    setting, found = line.data.get("set", {}), []
    if "post" in setting or "holder" in setting:
        who = [words.post_title(int(setting.get("post", 0))), words.person_name(int(setting.get("holder") or 0))]
        found.append((_("Given to"), " ".join(part for part in who if part)))
    if "item" in setting and line.seq > 1:
        found.append((_("Item"), words.item_title(row.street, setting["item"], row.catalogue)))
    if "grid" in setting:
        found.append((_("Grid"), words.place(int(setting["grid"]))))
    if setting.get("outcome"):
        found.append((_("Legal ground"), outcome(row)))
    found += requesting.told(line)
    for name, value in line.data.get("said", {}).items():
        if value is not None:
            found.append((_(words.NEEDS[name]), _("yes") if value else _("no")))
    return [pair for pair in found if pair[1]]


# ── panels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def scene_panels(actor: Actor, row: Any, panels: Iterable[MatterPanel | VisitPanel]) -> list[Panel]:
    """Return what scenes add to the page of a matter or a visit, in their order."""
    found = []
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.read(actor, row)
        if context is not None:
            found.append(Panel(_(panel.title), SafeString(render_to_string(panel.template, context))))
    return found
