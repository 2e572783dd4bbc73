"""The close: ballots are opened and rewritten in random order in one transaction, sealed, counted, judged; then published."""

import random
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.scenes.council.voting import rights
from shiqiao.scenes.council.voting.casting import papers_missing, reconciled
from shiqiao.scenes.council.voting.errors import BallotsUnlike, ElectorateChanged, PapersOpen, PapersTooMany
from shiqiao.scenes.council.voting.rules import INVALID, Rule, Tally, counted_apart, judge, tallies
from shiqiao.scenes.council.voting.sealing import ballots_hash, destroy, open_envelope, private_key
from shiqiao.scenes.council.voting.store import electorate_seal, electors_of, lock, marks_seal, note
from shiqiao.scenes.council.voting.tables import Ballot, NamedVote, PaperCount, Poll, PollElector, SealedBallot

# Electors are written anew in the order of their seats: neither the place of a row nor the transaction that wrote it tells
# in which order people voted.
REWRITE = """
WITH taken AS (DELETE FROM council_elector WHERE poll = %s RETURNING *)
INSERT INTO council_elector SELECT * FROM taken ORDER BY seat
"""
BY_CHANCE = random.SystemRandom()


@transaction.atomic
def close_poll(*, poll: int, by: Actor, at: datetime) -> Poll:
    """Close a poll: count it, seal it, judge it. Locks the poll. The key of a secret one is destroyed when this commits.

    Raises PapersOpen, PapersTooMany, ElectorateChanged, BallotsUnlike, KeyLost, Forbidden, PollNotSo.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "started", "counting")
        rights.refuse_unless(rights.runs(by, row))
        if electorate_seal(row) != row.electorate:
            raise ElectorateChanged
        if row.secret:
            _open_ballots(row)
        cast = PollElector.objects.filter(poll=row.pk, has_voted=True).count()
        if len(final_ballots(row)) != cast:
            raise BallotsUnlike
        PollElector.objects.filter(poll=row.pk).update(link=None, proxy_link=None)
        with connection.cursor() as cursor:
            cursor.execute(REWRITE, [row.pk])
        row.marks, row.ballots = marks_seal(row), ballots_hash(final_lines(row))
        row.result = reckon(row)
        name, row.key, row.key_file, row.public_key = row.key_file, None, "", ""
        row.state, row.finished_at = "finished", at
        row.save()
        note("council.poll_finished", row, by, at, cast=cast, marks=row.marks, ballots=row.ballots,
             passed=row.result["passed"])  # fmt: skip
        transaction.on_commit(lambda: destroy(name))
        return row


def _open_ballots(row: Poll) -> None:
    """Turn sealed envelopes and counted papers into ballots: one set, in random order, under fresh numbers."""
    sealed = list(SealedBallot.objects.filter(poll=row.pk).values_list("sealed", flat=True))
    ways = list(PollElector.objects.filter(poll=row.pk, has_voted=True).values_list("way", flat=True))
    if len(sealed) != len(ways) - ways.count("paper"):
        raise BallotsUnlike
    key = private_key(row.key, row.key_file)
    found = [open_envelope(key, row.pk, one) for one in sealed] + _papers(row)
    cast: dict[str, int] = {}
    for kind, _ in found:
        cast[kind] = cast.get(kind, 0) + 1
    apart = counted_apart(cast)
    BY_CHANCE.shuffle(found)
    Ballot.objects.bulk_create([
        Ballot(id=uuid.uuid4(), street=row.street, poll=row.pk, kind=kind if kind in apart else "", choice=choice)
        for kind, choice in found
    ])  # fmt: skip
    SealedBallot.objects.filter(poll=row.pk).delete()
    PaperCount.objects.filter(poll=row.pk).update(counts=None)


def _papers(row: Poll) -> list[tuple[str, str]]:
    """Return the votes on paper: what two persons agree on; papers that are missing and explained are invalid."""
    marked = PollElector.objects.filter(poll=row.pk, way="paper").exists()
    if not marked and row.state != "counting":
        return []
    counts = reconciled(row)
    if counts is None:
        raise PapersOpen
    lacking = papers_missing(row)
    if any(many < 0 for many in lacking.values()):
        raise PapersTooMany
    if lacking and row.explained is None:
        raise PapersOpen
    found = [(kind, choice) for kind, one in counts.items() for choice, many in one.items() for _ in range(many)]
    return found + [(kind, INVALID) for kind, many in lacking.items() for _ in range(many)]


def final_ballots(row: Poll) -> list[tuple[str, str]]:
    """Return the ballots of a poll as kind and choice: of a named one the last turn of each elector."""
    if row.secret:
        return list(Ballot.objects.filter(poll=row.pk).values_list("kind", "choice"))
    kinds = dict(PollElector.objects.filter(poll=row.pk).values_list("pk", "kind"))
    return [(kinds[one.elector], one.choice) for one in last_votes(row)]


def last_votes(row: Poll) -> list[NamedVote]:
    """Return the vote of each elector of a named poll that counts."""
    rows = NamedVote.objects.filter(poll=row.pk).order_by("elector", "turn")
    return list({one.elector: one for one in rows}.values())


def final_lines(row: Poll) -> Iterable[tuple[str, ...]]:
    """Return the lines over which the hash of the ballots goes: number or seat, kind, choice."""
    if row.secret:
        rows = Ballot.objects.filter(poll=row.pk).values_list("id", "kind", "choice")
        return [(str(number), kind, choice) for number, kind, choice in rows]
    electors = {one.pk: one for one in electors_of(row)}
    return [(str(electors[one.elector].seat), electors[one.elector].kind, one.choice) for one in last_votes(row)]


def reckon(row: Poll) -> dict[str, object]:
    """Count and judge a poll from its electors and ballots: what is stored at the close, and recounted to verify it."""
    rows = PollElector.objects.filter(poll=row.pk).order_by("seat").values_list("kind", "present", "has_voted")
    whole, kinds = tallies(rows, final_ballots(row))
    judged = judge(Rule.read(row.rule).in_round(row.turn), whole, kinds)
    return {"passed": judged[-1].passed, "whole": _plain(whole), "kinds": [_plain(one) for one in kinds]}


def _plain(one: Tally) -> dict[str, object]:
    return {
        "kind": one.kind, "entitled": one.entitled, "present": one.present, "cast": one.cast, "votes": dict(one.votes),
        "apart": one.apart,
    }  # fmt: skip


@transaction.atomic
def publish_poll(*, poll: int, by: Actor, at: datetime) -> Poll:
    """Publish the result of a finished poll. Raises PollNotSo, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "finished")
        rights.refuse_unless(rights.runs(by, row))
        row.state, row.published_at = "published", at
        row.save()
        note("council.poll_published", row, by, at, ballots=row.ballots)
        return row
