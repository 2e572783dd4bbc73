"""Verification: seals reckoned again from the rows and compared with the poll and with the journal, votes with marks.

`shiqiao check` and the page of a poll ask the same questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Ref
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.council.voting.closing import final_ballots, final_lines, reckon
from shiqiao.scenes.council.voting.sealing import ballots_hash
from shiqiao.scenes.council.voting.store import KIND, electorate_seal, marks_seal
from shiqiao.scenes.council.voting.tables import Poll, PollElector, SealedBallot

ELECTORATE = "The electors are those that were sealed at the start."  # msgid
MARKS = "Who has voted, and how, is what was sealed at the close."  # msgid
BALLOTS = "The ballots are those whose hash was published."  # msgid
EQUAL = "There are as many votes as electors who have voted."  # msgid
RESULT = "The result is what the ballots come to."  # msgid


@dataclass(frozen=True, slots=True)
class Proof:
    """One question of the verification: what must hold (msgid), whether it does, what was reckoned and what was sealed."""

    says: str
    holds: bool
    found: str = ""
    sealed: str = ""


def proofs(row: Poll) -> list[Proof]:
    """Reckon all seals of a poll again."""
    if row.state == "created":
        return []
    lines = _written(row)
    found = [
        _compared(ELECTORATE, electorate_seal(row), row.electorate, lines["council.poll_started"].get("electorate"))
    ]
    cast = PollElector.objects.filter(poll=row.pk, has_voted=True)
    if row.result is None:
        many, ballots = cast.exclude(way="paper").count(), SealedBallot.objects.filter(poll=row.pk).count()
        return [*found, Proof(EQUAL, not row.secret or many == ballots)]
    closed = lines["council.poll_finished"]
    many, ballots = cast.count(), len(final_ballots(row))
    return [
        *found,
        _compared(MARKS, marks_seal(row), row.marks, closed.get("marks")),
        _compared(BALLOTS, ballots_hash(final_lines(row)), row.ballots, closed.get("ballots")),
        Proof(EQUAL, many == ballots, str(ballots), str(many)),
        Proof(RESULT, reckon(row) == row.result),
    ]


def _compared(says: str, found: str, kept: str, written: Any) -> Proof:
    """Compare what was reckoned with the poll's row and with the journal, which is chained and sealed itself."""
    return Proof(says, found == kept == written, found, str(written or kept))


def _written(row: Poll) -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, Mapping[str, Any]] = {"council.poll_started": {}, "council.poll_finished": {}}
    for line in lines_of(Ref(KIND, row.pk)):
        if line.code in told:
            told[line.code] = line.data
    return told


def problems(street: int, at: datetime) -> list[str]:
    """Say for `shiqiao check` which polls of a street do not hold what was sealed."""
    found = []
    for row in Poll.objects.filter(street=street).exclude(state="created").order_by("id"):
        broken = [one.says for one in proofs(row) if not one.holds]
        found += [f"poll {row.pk}: this does not hold any more: {says}" for says in broken]
    return found
