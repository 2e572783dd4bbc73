"""The record of a result on paper: question, rule, electors by kind, votes, who voted, seals, room to sign."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.council.voting import shown, words
from shiqiao.scenes.council.voting.rules import Rule
from shiqiao.scenes.council.voting.sealing import unseal
from shiqiao.scenes.council.voting.store import KIND
from shiqiao.scenes.council.voting.tables import Poll
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.model import Block, Facts, Grid, Paper, Section, Text


def record(row: Poll, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the record of a finished poll as PDF with its file name; a line says who took it. Raises FontMissing."""
    head = shown.head(row)
    facts = [
        [(_("Question put to the vote"), row.question)],
        [(_("How it is voted"), head["sort"]), (_("Round"), str(row.turn))],
        [(_("Voting started"), _moment(row.started_at)), (_("Voting closed"), _moment(row.finished_at))],
        [(_("Rule of the vote"), " ".join(words.rule(Rule.read(row.rule), row.turn)))],
        [(_("Result of the vote"), shown.summary(row))],
    ]
    blocks: list[Block] = [Facts(facts), Section(_("Votes overall and per kind")), _votes(row)]
    if row.explained:
        blocks.append(
            Text([_("Papers that are missing and count as invalid: %(why)s") % {"why": unseal(row.explained)}])
        )
    blocks += [Section(_("Who could vote")), _electors(row), Section(_("Seals")), Text(_seals(row))]
    blocks += [
        Section(_("Signatures")),
        Facts([[(_("Who presided"), ""), (_("Who counted"), ""), (_("Who recounted"), "")]]),
    ]
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    paper = Paper(
        office(row.street), _("Record of a vote"), (_("Title of the poll"), row.title),
        _("Made from the records as of {moment}.").format(moment=_moment(at)), (before, between, after),
        get_language() or "zh-hans", _("demonstration") if row.invented else "", blocks,
    )  # fmt: skip
    content = pdf.render(paper)
    taken = {"paper": "poll_record", "form": "pdf", "language": get_language() or ""}
    note_print(subject=Ref(KIND, row.pk), street=row.street, by=by, at=at, **taken)
    return content, f"{row.title}.pdf"


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "–"


def _votes(row: Poll) -> Grid:
    head = [
        _("Kind of participants"), _("Entitled to vote"), _("Electors present"), _("Votes cast"),
        words.choice("for"), words.choice("against"),
        words.choice("abstain"), words.choice("invalid"), _("How it came out"),
    ]  # fmt: skip
    lines = []
    for told in shown.outcomes(row):
        one = told["one"]
        numbers = [one.votes_for, one.against, one.abstain, one.invalid] if one.apart else ["—"] * 4
        counted = [str(number) for number in (one.entitled, one.present, one.cast, *numbers)]
        lines.append([told["title"], *counted, f"{told['said'][0]}\n{one.why}"])
    return Grid(head, lines, [18, 7, 7, 7, 7, 7, 7, 7, 33])


def _electors(row: Poll) -> Grid:
    head = [_("Kind of participants"), _("Elector"), _("Votes cast"), *([] if row.secret else [_("Vote")])]
    lines = [
        [one["kind"], one["title"], _way(one), *([] if row.secret else [one["choice"] or "–"])]
        for one in shown.names(row)
    ]
    return Grid(head, lines, [30, 30, 30] if row.secret else [28, 28, 24, 20])


def _way(one: dict[str, str]) -> str:
    return f"{one['way']} ({one['proxy']})" if one["proxy"] else (one["way"] or _("has not voted"))


def _seals(row: Poll) -> list[str]:
    return [
        _("Electors, sealed at the start: %(seal)s") % {"seal": row.electorate},
        _("Who has voted, sealed at the close: %(seal)s") % {"seal": row.marks},
        _("Ballots, hash of the whole set: %(seal)s") % {"seal": row.ballots},
    ]
