"""Handing a ledger in to its department (报送): in clear, for a reason, by name in the read log, with what has changed.

A row's mark is a keyed hash of what was handed in; nothing else of it is kept, and only the last submission keeps marks.
Rule: 《个人信息保护法》第五十一条、第五十四条; what is taken out of the house is written down person by person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.privacy.actions import log_reads
from shiqiao.scenes.ledger import dictionary, ledgers, reads, store
from shiqiao.scenes.ledger.definitions import LedgerSpec
from shiqiao.scenes.ledger.models import Submission, SubmittedRow

HANDS_IN = frozenset({"leader", "community_head"})
MOST = 20_000
SHOWN = 20


@dataclass(frozen=True)
class HandedIn:
    """What was handed in: the rows in clear, which of them are new or changed, and the numbers of those that are gone."""

    submission: Submission
    spec: LedgerSpec
    rows: Sequence[ledgers.Row]
    new: frozenset[int]
    changed: frozenset[int]
    gone: frozenset[int]
    before: Submission | None


def may_hand_in(actor: Actor, spec: LedgerSpec) -> bool:
    """Tell whether an actor may hand a ledger in: one that a department asks for, by whoever answers for the ground."""
    return bool(spec.department and actor.roles & HANDS_IN)


def submissions(actor: Actor, code: str) -> list[Submission]:
    """Return the last submissions of a ledger from the actor's ground, the newest first."""
    rows = Submission.objects.filter(street=actor.street or 0, ledger=code, post=_ground(actor))
    return list(rows.order_by("-id")[:SHOWN])


def _ground(actor: Actor) -> int:
    """Return 0 for the street, else the post whose ground it is."""
    return 0 if "leader" in actor.roles else actor.post or 0


@transaction.atomic
def hand_in(*, code: str, place: int = 0, reason: str, note: str = "", by: Actor, at: datetime) -> HandedIn:
    """Hand a ledger in; returns its rows with what is new, changed and gone since the last time for the same place.

    Raises NotFound, Forbidden, Invalid when there are too many rows or none, RevealRefused without a reason that is known.
    """
    with scope.scoped(*scope.of(by)):
        version, spec = reads.access_ledger(by, code)
        street, known = version.street, dictionary.by_code(version.street)
        if not ledgers.may_open(by, spec, known):
            raise NotFound
        store.may(by, HANDS_IN, street, "Whoever leads the street or the community hands a ledger in.")
        if not spec.department:
            raise Invalid(fields={"code": "No department asks for this ledger; export it as it stands on the screen."})
        rows = list(islice(ledgers.every_row(by, spec, at=at, place=place), MOST + 1))
        _counted(rows)
        kind = spec.about.kind
        log_reads(street, kind, [one.spot.id for one in rows], "ledger", reason=reason, note=note, by=by, at=at)
        return _kept(spec, code, place, rows, by, at)


def _counted(rows: Sequence[ledgers.Row]) -> None:
    if not rows:
        raise Invalid(fields={"place": "Nobody stands in this ledger here, so there is nothing to hand in."})
    if len(rows) > MOST:
        raise Invalid(fields={"place": "These are more than {most} rows; hand them in by community."}, most=MOST)


def _kept(
    spec: LedgerSpec, code: str, place: int, rows: Sequence[ledgers.Row], by: Actor, at: datetime
) -> HandedIn:  # fmt: skip
    street, ground = by.street or 0, _ground(by)
    same = Submission.objects.select_for_update().filter(street=street, ledger=code, place=place, post=ground)
    before = same.order_by("-id").first()
    marks = {one.spot.id: _mark(spec, one) for one in rows}
    had = dict(SubmittedRow.objects.filter(submission=before).values_list("subject", "mark")) if before else {}
    new, gone = marks.keys() - had.keys(), had.keys() - marks.keys()
    changed = {number for number in marks.keys() & had.keys() if marks[number] != bytes(had[number])}
    row = Submission.objects.create(
        street=street, ledger=code, place=place, post=ground, department=spec.department, rows=len(rows), new=len(new),
        changed=len(changed), gone=len(gone), account=by.account or 0, at=at,
    )  # fmt: skip
    SubmittedRow.objects.filter(submission=before).delete()
    SubmittedRow.objects.bulk_create(
        [SubmittedRow(street=street, submission=row, subject=number, mark=mark) for number, mark in marks.items()],
        batch_size=1000,
    )
    told = {"ledger": code, "department": spec.department, "fields": list(spec.codes()), "place": place}
    counts = {"rows": row.rows, "new": row.new, "changed": row.changed, "gone": row.gone}
    store.note("ledger.handed_in", Ref(store.SUBMISSION, row.pk), street, by, at, **told, **counts)
    return HandedIn(row, spec, rows, frozenset(new), frozenset(changed), frozenset(gone), before)


def _mark(spec: LedgerSpec, row: ledgers.Row) -> bytes:
    said = "\x1f".join(f"{code}={known.value if (known := row.cells.get(code)) else ''}" for code in spec.codes())
    return crypto.keyed_hash(said, use="ledger row handed in")[:16]
