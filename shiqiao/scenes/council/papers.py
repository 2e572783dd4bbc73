"""Papers of deliberation as PDF: the minutes with their signings, and a resolution with how each kind stood."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.council import deciding, meetings, meetingshown, presence, resolving, words
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import MEETING, RESOLUTION, unseal
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office, stamp
from shiqiao.surfaces.desk.papers.model import Block, Facts, Grid, Pair, Paper, Section, Signature, Text
from shiqiao.surfaces.desk.words import person_name


def _paper(title: str, number: Pair, by: Actor, at: datetime, blocks: Sequence[Block]) -> Paper:
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    mark = _("Printed from the ledger by %(who)s, %(at)s") % {"who": person_name(by.account or 0), "at": stamp(at)}
    return Paper(
        office=office(by.street or 0), title=title, number=number, marks=mark, pages=(before, between, after),
        language=get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip


def _noted(subject: Ref, paper: str, by: Actor, at: datetime) -> None:
    note_print(
        subject=subject, street=by.street or 0, by=by, at=at, paper=paper, form="pdf", language=get_language() or ""
    )


def minutes(row: CouncilMeeting, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the minutes of a meeting as PDF: presence, items with how each kind stood, the text, who signed.

    Raises NotFound before they are written, FontMissing.
    """
    standing = deciding.minutes_of(row.pk)
    if standing is None:
        raise NotFound
    blocks: list[Block] = [
        Facts([[(_("Meeting"), row.title), (_("Council"), body_of(row.body, by).title)],
               [(_("Where"), row.place), (_("From – until"), f"{_moment(row.opened_at)} – {_moment(row.closed_at)}")],
               [(_("Convocation"), str(row.convocation)), (_("State"), words.pair(words.MEETINGS, row.state)[0])]]),
        Section(_("Present, from when until when")),
        Grid([_("Council seat"), _("Who"), _("There from"), _("until")], _presences(row, by), [28, 28, 18, 18]),
    ]  # fmt: skip
    for item in meetings.items_of(row.pk):
        one = meetingshown.item_shown(item, row, at)
        blocks += [Section(f"{item.serial}. {item.title}（{one['state'][0]}）"), *_kinds(one["kinds"])]
    blocks += [Section(_("Minutes")), Text([part for part in unseal(standing.text).split("\n") if part.strip()])]
    head = [_("Kind of seat"), _("Council seat"), _("When"), _("Signature")]
    signed = [[kind, seat or "–", _moment(when), ""] for kind, seat, when in meetingshown.signings(row)]
    blocks += [Section(_("Signed by each kind")), Grid(head, signed, [24, 30, 20, 20])]
    content = pdf.render(_paper(_("Minutes of a council meeting"), (_("Number"), row.number), by, at, blocks))
    _noted(Ref(MEETING, row.pk), "council_minutes", by, at)
    return content, f"{row.number}.pdf"


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "–"


def _presences(row: CouncilMeeting, by: Actor) -> list[list[str]]:
    return [
        [one.seat, one.who, _moment(stay.came_at), _moment(stay.left_at)]
        for one in meetingshown.called(by, row)
        for stay in one.stays
    ]


def _kinds(kinds: Sequence[dict[str, object]]) -> list[Block]:
    if not kinds:
        return []
    head = [_("Kind of seat"), _("Present"), _("In favour"), _("Against"), _("Neither way"), _("Agrees")]
    rows = [
        [str(one["title"]), str(one["present"]), *(str(one[name]) for name in ("yes", "no", "abstain")),
         _("yes") if one["agrees"] else _("no")]
        if one["apart"] else
        [str(one["title"]), str(one["present"]), "—", "—", "—", _("counted with others")]
        for one in kinds
    ]  # fmt: skip
    return [Grid(head, rows, [30, 12, 12, 12, 12, 14])]


def resolution(row: CouncilResolution, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return a resolution as PDF: what is decided, how each kind stood, its tasks and how far they are. Raises FontMissing."""
    tasks = resolving.tasks_of([row.pk]).get(row.pk, [])
    meeting = presence.meeting_of(row.meeting, row.street)
    body = body_of(row.body, by)
    blocks: list[Block] = [
        Facts([[(_("Title"), row.title), (_("Council"), body.title)],
               [(_("Meeting"), meeting.number), (_("How it passed"), _(words.HOW[row.how]))],
               [(_("Public notice"), f"{_moment(row.notice_from)} – {_moment(row.notice_until)}"),
                (_("Progress"), f"{resolving.percent_of(tasks)}%")]]),
        Section(_("What is decided")), Text([part for part in row.text.split("\n") if part.strip()]),
        Section(_("How each kind stood")), *_kinds(meetingshown.kinds_said(row.street, row.kinds)),
    ]  # fmt: skip
    if tasks:
        rows = [[str(one.row.serial), one.row.title, one.row.number, f"{one.percent}%"] for one in tasks]
        head = [_("No."), _("What the task is"), _("Matter"), _("Progress")]
        blocks += [Section(_("Tasks")), Grid(head, rows, [8, 44, 28, 14])]
    blocks.append(Signature(body.title, f"{localtime(row.adopted_at):%Y-%m-%d}", _("(seal)")))
    content = pdf.render(_paper(_("Resolution of a council"), (_("Number"), row.number), by, at, blocks))
    _noted(Ref(RESOLUTION, row.pk), "council_resolution", by, at)
    return content, f"{row.number}.pdf"
