"""The review (复盘) of a response as PDF: its figures from the records, its orders, what happened, what is to be changed."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.duty.emergency import figurewords, shown
from shiqiao.scenes.duty.emergency.figures import figures
from shiqiao.scenes.duty.emergency.store import RESPONSE
from shiqiao.scenes.duty.emergency.tables import Response
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office, stamp
from shiqiao.surfaces.desk.papers.model import Block, Facts, Grid, Paper, Section, Text, together
from shiqiao.surfaces.desk.words import person_name

MOST = 150  # lines of the timeline on paper


def review(row: Response, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the review of a response as PDF with its file name; of one that runs, how it stands. Raises FontMissing."""
    told, head = figures(row, at), shown.head(row)
    spans = [[level, length] for level, _tone, length in shown.spans(told)]
    lines = [
        [stamp(one.at), one.title, "，".join(value for _name, value in one.details), one.by, one.text]
        for one in reversed(shown.steps(row)[:MOST])
    ]
    blocks: list[Block] = [
        Facts([[(_("Kind of emergency"), head["kind"]), (_("Highest level"), head["peak"])],
               [(_("Started"), stamp(row.started_at)), (_("Response ended"), stamp(row.ended_at) if row.ended_at else "–")],
               [(_("By order of"), head["leader"]), (_("Office that keeps the plan"), head["office"])]]),
        Section(_("Figures from the records")), Facts(together(figurewords.pairs(told))), Section(_("Times at each level")),
        Grid([_("Level"), _("Lasted")], spans, [40, 60]),
    ]  # fmt: skip
    if row.reviewed_at:
        blocks += [Section(_("What went well, what did not, what is to be changed")), Text(_paragraphs(row))]
    blocks += [
        Section(_("What happened")),
        Grid(
            [_("When"), _("What happened"), _("Place or thing"), _("By whom"), _("Said with it")], lines, [14, 20, 26, 12, 28]
        ),
    ]  # fmt: skip
    content = pdf.render(_paper(row, by, at, blocks))
    given_ = {"paper": "emergency_review", "form": "pdf", "language": get_language() or ""}
    note_print(subject=Ref(RESPONSE, row.pk), street=row.street, by=by, at=at, **given_)
    return content, f"{row.number}.pdf"


def _paragraphs(row: Response) -> Sequence[str]:
    from shiqiao.base.text import masked
    from shiqiao.scenes.duty.emergency.store import unseal

    return [line for line in masked(unseal(row.review)).splitlines() if line.strip()]


def _paper(row: Response, by: Actor, at: datetime, blocks: Sequence[Block]) -> Paper:
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    mark = _("Printed from the records by %(who)s, %(at)s") % {"who": person_name(by.account or 0), "at": stamp(at)}
    return Paper(
        office=office(row.street), title=_("Review of an emergency response"), number=(_("Number"), row.number), marks=mark,
        pages=(before, between, after), language=get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip


def given(made: tuple[bytes, str]) -> HttpResponse:
    """Give a PDF as a download."""
    content, name = made
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
