"""Polls, and how one came out, as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.scenes.council.voting import reads, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
POLLS = (
    Column("Title of the poll", width=34), Column("Question put to the vote", width=44), Column("How it is voted", width=14),
    Column("Round", "number", 7), Column("State", width=18), Column("Voting started", "moment", 17),
    Column("Voting closed", "moment", 17), Column("Entitled to vote", "number", 9), Column("Votes cast", "number", 9),
    Column("Result of the vote", width=40), Column("Note", width=10),
)  # fmt: skip
RESULTS = (
    Column("Kind of participants", width=24), Column("Entitled to vote", "number", 9), Column("Electors present", "number", 9),
    Column("Votes cast", "number", 9), Column("For it", "number", 8), Column("Against it", "number", 8),
    Column("Abstention", "number", 8), Column("Invalid", "number", 8), Column("Base", "number", 8),
    Column("Needed", "number", 8), Column("How it came out", width=14), Column("Why", width=50),
)  # fmt: skip


def poll_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the polls of the list."""
    tab = params.get("tab", "") if params.get("tab", "") in shown.TABS else "open"
    for page in leaves(lambda after: reads.polls(actor, tab=tab, after=after, limit=CHUNK)):
        turnouts = reads.turnouts(page.rows)
        for row in page.rows:
            voted, entitled = turnouts.get(row.pk, (0, 0))
            yield (
                row.title, row.question, shown.head(row)["sort"], row.turn, words.state(row.state)[0], row.started_at,
                row.finished_at, entitled, voted, shown.summary(row) if row.result is not None else "",
                _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filter in words."""
    return [(_("Tab"), _(shown.TABS.get(params.get("tab", ""), shown.TABS["open"])))]


def result_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the whole and the kinds of a finished poll."""
    number = params.get("of", "")
    row = reads.access_poll(actor, int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0)
    for told in shown.outcomes(row):
        one = told["one"]
        votes = [one.votes_for, one.against, one.abstain, one.invalid] if one.apart else [None] * 4
        yield (
            told["title"], one.entitled, one.present, one.cast, *votes, one.base, one.needed or None, told["said"][0], one.why
        )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("council-polls", "Polls", "desk:voting:list", POLLS, poll_rows, chosen))
    exports.fill(
        scene,
        ListExport("council-poll-results", "Result of a poll", "desk:voting:poll", RESULTS, result_rows, of=True),
    )
