"""The matter sheet (事项办理单): the whole matter at a glance, for the file."""

from django.utils.translation import gettext as _

from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.files.covering import as_shown, neutral_name
from shiqiao.kernel.files.reads import thumbnail
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk import lists, matterpage, records, words
from shiqiao.surfaces.desk.papers import ground as grounds
from shiqiao.surfaces.desk.papers.ground import Ground, due, stamp
from shiqiao.surfaces.desk.papers.model import (
    Block,
    Facts,
    Grid,
    Pair,
    Paper,
    Picture,
    Pictures,
    Section,
    Text,
    together,
)  # fmt: skip
from shiqiao.surfaces.kit.shapes import Step
from shiqiao.surfaces.kit.words import size

MOST_PICTURES = 12


def build(ground: Ground) -> Paper:
    """Return the matter sheet."""
    blocks: list[Block] = [
        _what(ground),
        Section(_("Terms")),
        _terms(ground),
        Section(_("What happened")),
        _story(ground),
    ]
    blocks += _evidence(ground)
    blocks += [Section(_("Signatures")), _signatures(ground)]
    return grounds.paper(ground, _("Matter sheet"), blocks, inside=True)


def _what(ground: Ground) -> Facts:
    row, item = ground.row, ground.item
    short: list[Pair] = [
        (_("State"), lists.state_of(row)[0]), (_("Channel"), _(words.CHANNELS.get(row.channel, row.channel))),
        (_("Reported at"), stamp(row.reported_at)), (_("Closed at"), stamp(row.ended_at)),
        (_("Line"), words.line_title(row.line)), (_("Item"), f"{words.said(item.title)}（{row.item}）"),
        (_("Handling unit"), words.unit_title(row.unit) or grounds.NOWHERE),
        (_("Responsible"), ground.handler() or grounds.NOWHERE),
    ]  # fmt: skip
    long: list[Pair] = [(_("Place"), ground.place()), (_("What was reported"), ground.said())]
    long += matterpage.answers_of(row, item, records.masked_identifiers(row).get(1, {}))
    long.append((_("Reporter"), ground.reporters() or _("not shown")))
    if row.outcome:
        long.append((_("Legal ground"), matterpage.outcome(row)))
    return Facts([*together(short), *([pair] for pair in long)])


def _terms(ground: Ground) -> Grid:
    headings = (_("Stage"), _("Term"), _("Began"), _("Due"), _("Ended"), _("Kept?"))
    return Grid(headings, [_term(clock, ground) for clock in ground.clocks], (9, 8, 11, 11, 11, 6))


def _term(clock: Clock, ground: Ground) -> tuple[str, ...]:
    if clock.stopped_at:
        kept = _("late") if clock.late else _("in time")
    elif clock.paused_at:
        kept = _("paused")
    else:
        kept = _("overdue") if clock.due_at < ground.at else _("running")
    title = _(words.CLOCKS.get(clock.name, clock.name))
    if clock.run > 1:
        title = _("%(title)s, time %(n)d") % {"title": title, "n": clock.run}
    return title, words.term(clock.term), stamp(clock.started_at), due(clock.due_at), stamp(clock.stopped_at), kept


def _story(ground: Ground) -> Grid:
    row = ground.row
    steps = matterpage.steps(
        row, ground.lines, matterpage.attachments_of(grounds.Ref(records.KIND, row.id)), records.notes_of(row),
        records.masked_identifiers(row),
    )  # fmt: skip
    headings = (_("Time"), _("Step"), _("Done by"), _("What was written"))
    return Grid(headings, [_row(step) for step in reversed(steps)], (11, 9, 14, 23))


def _row(step: Step) -> tuple[str, ...]:
    parts = [step.text, *(f"{name}：{value}" for name, value in step.details)]
    if step.photos:
        parts.append(_("%(n)d photos") % {"n": len(step.photos)})
    parts += [file.title for file in step.files]
    if step.recorded_at:
        parts.append(_("entered later:") + " " + stamp(step.recorded_at))
    return stamp(step.at), step.title, step.by or grounds.NOWHERE, "\n".join(part for part in parts if part)


def _evidence(ground: Ground) -> list[Block]:
    files = matterpage.attachments_of(grounds.Ref(records.KIND, ground.row.id))
    pictures, papers = [f for f in files if f.is_picture], [f for f in files if not f.is_picture]
    if not files:
        return []
    blocks: list[Block] = [Section(_("Evidence"))]
    if pictures:
        blocks.append(Pictures([_picture(one) for one in pictures[:MOST_PICTURES]]))
    if len(pictures) > MOST_PICTURES:
        more = _("%(n)d more photos are kept in the system.") % {"n": len(pictures) - MOST_PICTURES}
        blocks.append(Text([more], opening=True))
    if papers:
        shown = [
            (neutral_name(one), _(words.FILES[one.kind][0]), size(one.size), stamp(one.created_at)) for one in papers
        ]
        blocks.append(Grid((_("File"), _("Kind"), _("Size"), _("Sent at")), shown, (24, 11, 9, 11)))
    return blocks


def _picture(file: matterpage.Attachment) -> Picture:
    purpose = {"before": _("before"), "after": _("after")}.get(file.purpose, "")
    caption = " ".join(part for part in (purpose, stamp(file.taken_at or file.created_at)) if part)
    return Picture(thumbnail(as_shown(file)), caption)


def _signatures(ground: Ground) -> Facts:
    remarks = _("Remarks")
    rows: list[list[Pair]] = [
        [(_("Handled by"), ""), (_("Person in charge"), "")], [(remarks, "")], [(_("Journal"), _proof(ground))],
    ]  # fmt: skip
    return Facts(rows, frozenset({remarks}), whole=True)


def _proof(ground: Ground) -> str:
    row: Matter = ground.row
    return _("printed at entry %(n)d, check value %(hash)s") % {
        "n": row.seq,
        "hash": bytes(row.head).hex()[:16],
    }
