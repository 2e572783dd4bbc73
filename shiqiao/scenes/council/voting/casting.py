"""Casting: on the desk, by a one-time link, as a proxy, on paper. Nobody votes twice, whichever ways are tried at once.

Each act locks the poll's row first: votes of one poll come one after another, so that the ballots can be mixed anew by each.
A secret vote writes no line, no time and no serial number; the row of the elector says only that it was given, and how.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.ids import secret_hash
from shiqiao.scenes.council.voting import rights
from shiqiao.scenes.council.voting.errors import CountedByYourself, NotElector, VotedAlready
from shiqiao.scenes.council.voting.rules import CHOICES, INVALID, missing, unlike
from shiqiao.scenes.council.voting.sealing import close_envelope, seal, unseal
from shiqiao.scenes.council.voting.store import lock, note, written
from shiqiao.scenes.council.voting.tables import NamedVote, PaperCount, Poll, PollElector

# One statement takes out all sealed ballots of a poll and puts them back with the new one, in random order and under fresh
# numbers: at no moment does their order, or the transaction that wrote them, tell which one came with which elector.
MIX = """
WITH taken AS (DELETE FROM council_sealed_ballot WHERE poll = %(poll)s RETURNING sealed)
INSERT INTO council_sealed_ballot (id, street, poll, sealed)
SELECT gen_random_uuid(), %(street)s, %(poll)s, sealed
  FROM (SELECT sealed FROM taken UNION ALL SELECT %(sealed)s::bytea) AS all_of_them
 ORDER BY gen_random_uuid()
"""
Counts = Mapping[str, Mapping[str, int]]


@transaction.atomic
def cast_by_account(*, poll: int, choice: str, by: Actor, at: datetime, seat: int = 0) -> None:
    """Vote on the desk from one's own seat, or for `seat` as its proxy. Raises NotElector, VotedAlready, PollNotSo, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "started")
        own = PollElector.objects.filter(poll=row.pk, account=by.account or -1).first()
        if own is None:
            raise NotElector
        if not seat or seat == own.seat:
            _cast(row, own, "web", choice, by, at)
            return
        other = PollElector.objects.filter(poll=row.pk, seat=seat, proxy_seat=own.seat).first()
        if other is None:
            raise NotElector
        _cast(row, other, "proxy", choice, by, at)


@transaction.atomic
def cast_by_link(*, secret: str, choice: str, by: Actor, at: datetime) -> None:
    """Vote by a one-time link, without an account. Raises NotFound for a wrong one, VotedAlready, PollNotSo, Invalid."""
    with scope.scoped(*scope.of(by)):
        found = elector_of_link(secret)
        if found is None:
            raise NotFound
        one, proxy = found
        _cast(lock(one.poll, by, "started"), one, "proxy" if proxy else "web", choice, by, at)


def elector_of_link(secret: str) -> tuple[PollElector, bool] | None:
    """Return the elector whose link this is, and whether it is the proxy's; None for a wrong one."""
    mark = secret_hash(secret[:60])
    one = PollElector.objects.filter(link=mark).first()
    if one is not None:
        return one, False
    one = PollElector.objects.filter(proxy_link=mark).first()
    return (one, True) if one is not None else None


def _cast(row: Poll, one: PollElector, way: str, choice: str, by: Actor, at: datetime) -> None:
    """Take a vote: the elector is marked where it was not, and the ballot goes to the others."""
    if choice not in row.options:
        raise Invalid(fields={"ballot": "Choose one of the answers."})
    if not row.secret:
        _name(row, one, way, choice, by, at)
        return
    _mark(one, way)
    params = {"poll": row.pk, "street": row.street, "sealed": close_envelope(row.public_key, row.pk, one.kind, choice)}
    with connection.cursor() as cursor:
        cursor.execute(MIX, params)


def _mark(one: PollElector, way: str) -> None:
    """Mark an elector as having voted; the condition is looked at under the row's lock. Raises VotedAlready."""
    if not PollElector.objects.filter(pk=one.pk, has_voted=False).update(has_voted=True, way=way):
        raise VotedAlready


def _name(row: Poll, one: PollElector, way: str, choice: str, by: Actor, at: datetime) -> None:
    """Take a named vote; a change is a new turn. A proxy never replaces what the seat's holder said."""
    last = NamedVote.objects.filter(elector=one.pk).order_by("-turn").first()
    if last is None:
        _mark(one, way)
    elif way == "proxy" or last.way == "paper":
        raise VotedAlready
    elif last.way != way:
        PollElector.objects.filter(pk=one.pk).update(way=way)
    turn = last.turn + 1 if last else 1
    NamedVote.objects.create(
        street=row.street,
        poll=row.pk,
        elector=one.pk,
        turn=turn,
        choice=choice,
        way=way,
        account=by.account or 0,
        at=at,
    )
    note("council.vote_named", row, by, at, seat=one.seat, choice=choice, way=way, turn=turn)


# ── paper ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def mark_paper(*, poll: int, seat: int, by: Actor, at: datetime, choice: str = "") -> None:
    """Mark an elector who takes a ballot paper; of a named poll also what stands on it. Raises VotedAlready, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "started")
        rights.refuse_unless(rights.counts(by, row))
        one = PollElector.objects.filter(poll=row.pk, seat=seat).first()
        if one is None:
            raise NotFound
        if row.secret:
            _mark(one, "paper")
        elif choice not in row.options:
            raise Invalid(fields={"ballot": "Choose one of the answers."})
        elif one.has_voted:
            raise VotedAlready
        else:
            _name(row, one, "paper", choice, by, at)


@transaction.atomic
def count_papers(*, poll: int, counts: Counts, by: Actor, at: datetime) -> PaperCount:
    """Enter what one person counted of the papers. The first count ends the casting. Raises CountedByYourself, Invalid.

    Two latest counts by two persons that agree are reconciled; each further count is compared with the one before it.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "started", "counting")
        rights.refuse_unless(rights.counts(by, row) and row.secret)
        last = PaperCount.objects.filter(poll=row.pk).order_by("-turn").first()
        if last is not None and last.account == (by.account or 0):
            raise CountedByYourself
        plain = _counted(row, counts)
        if row.state == "started":
            row.state = "counting"
            row.save(update_fields=["state"])
        turn = (PaperCount.objects.filter(poll=row.pk).aggregate(most=Max("turn"))["most"] or 0) + 1
        papers = sum(sum(one.values()) for one in plain.values())
        made = PaperCount.objects.create(
            street=row.street, poll=row.pk, turn=turn, account=by.account or 0, papers=papers, at=at,
            counts=seal(json.dumps(plain, sort_keys=True)),
        )  # fmt: skip
        note("council.papers_counted", row, by, at, turn=turn, papers=papers)
        return made


def _counted(row: Poll, counts: Counts) -> dict[str, dict[str, int]]:
    kinds = set(PollElector.objects.filter(poll=row.pk).values_list("kind", flat=True))
    allowed = {*row.options, INVALID}
    if set(counts) - kinds or any(set(one) - allowed for one in counts.values()):
        raise Invalid(fields={"counts": "Count by the kinds and answers of this poll."})
    if any(many < 0 for one in counts.values() for many in one.values()):
        raise Invalid(fields={"counts": "Give whole numbers from 0."})
    return {kind: {choice: many for choice, many in one.items() if many} for kind, one in counts.items()}


def read_count(one: PaperCount) -> dict[str, dict[str, int]]:
    """Return what somebody counted; empty after the close."""
    found: dict[str, dict[str, int]] = json.loads(unseal(one.counts) or "{}")
    return found


def reconciled(row: Poll) -> dict[str, dict[str, int]] | None:
    """Return the counts on which two persons agree; None while they do not."""
    latest = list(PaperCount.objects.filter(poll=row.pk).order_by("-turn")[:2])
    if len(latest) < 2 or latest[0].account == latest[1].account:
        return None
    one, other = map(read_count, latest)
    return None if unlike(one, other) else one


def marked_on_paper(row: Poll) -> dict[str, int]:
    """Return by kind how many electors are marked as voting on paper."""
    found: dict[str, int] = {}
    for kind in PollElector.objects.filter(poll=row.pk, way="paper").values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def papers_missing(row: Poll) -> dict[str, int]:
    """Return by kind how many papers are missing against the marks (negative: too many), by the latest count."""
    last = PaperCount.objects.filter(poll=row.pk).order_by("-turn").first()
    return missing(marked_on_paper(row), read_count(last) if last else {})


@transaction.atomic
def explain_papers(*, poll: int, text: str, by: Actor, at: datetime) -> Poll:
    """Say why papers are missing: they count as invalid. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "counting")
        rights.refuse_unless(rights.runs(by, row))
        row.explained = seal(written(text, "text", "Write where the missing papers are.", 300))
        row.save(update_fields=["explained"])
        note("council.papers_explained", row, by, at, missing=sum(papers_missing(row).values()))
        return row


ANSWERS = (*CHOICES, INVALID)
