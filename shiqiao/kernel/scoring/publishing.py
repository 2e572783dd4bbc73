"""Making a closed month public in the house (公布): the scores of all subjects under one fingerprint."""

import hashlib
import json
from datetime import date, datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.actions import MAY_CLOSE
from shiqiao.kernel.scoring.models import Period, Publication
from shiqiao.kernel.scoring.rules import SUBJECTS

TOLD = frozenset({"department_head", "community_head"})


def fingerprint_of(period: Period) -> str:
    """Return the fingerprint of every score of a closed month: subject, counts, total, rank. The same on any day."""
    told = [
        [kind, one.subject, str(one.total), one.rank, [[line.code, line.n, line.d] for line in one.lines]]
        for kind in SUBJECTS
        for one in reads.scores(period.street, kind, period.starts, period.ends)
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


@transaction.atomic
def publish_month(*, street: int, starts: date, by: Actor, at: datetime) -> Publication:
    """Make a closed month public; the heads are told. Raises Forbidden, Conflict when it is open or public already."""
    if not by.roles & MAY_CLOSE or by.street not in (None, street) or not by.account:
        raise Forbidden("Only the head of the office makes scores public.")
    period = Period.objects.select_for_update().filter(street=street, starts=starts).first()
    if period is None:
        raise Conflict("This month is still open; close it first.")
    if Publication.objects.filter(street=street, starts=starts).exists():
        raise Conflict("This month is public already.")
    row = Publication.objects.create(
        street=street, starts=starts, fingerprint=fingerprint_of(period), published_by=by.account, published_at=at
    )
    subject = Ref("scoring_period", period.id)
    write("scoring.made_public", subject=subject, street=street, by=by, at=at,
          data={"starts": str(starts), "fingerprint": row.fingerprint})  # fmt: skip
    for post in people.posts(street, roles=TOLD):
        notify(street=street, post=post.id, kind="scoring.made_public", subject=subject, at=at)
    return row


def publication(street: int, starts: date) -> Publication | None:
    """Return when and by whom a month was made public."""
    return Publication.objects.filter(street=street, starts=starts).first()
