"""Sendings: put off in the transaction of the act, tried by a job, tried again later, and seen when they fail."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.notices import rules
from shiqiao.kernel.notices.means import known
from shiqiao.kernel.notices.means.letters import Away, Refused
from shiqiao.kernel.notices.models import Follower, Sending
from shiqiao.kernel.notices.rules import DROPPED, FAILED, HELD, SENT, WAITING, Quiet

MAY = frozenset({"admin", "system"})
ZONE = ZoneInfo(settings.TIME_ZONE)


def put_off(row: Sending, *, quiet: Quiet, at: datetime, since: datetime | None = None) -> Sending | None:
    """Write a sending, with its job when it may leave now; None when the same was put off before.

    `since` is the earliest moment, such as that of a digest. Runs in the transaction of the act that causes it.
    """
    due = rules.may_leave(max(since or at, at), quiet, ZONE, urgent=row.urgent)
    row.state, row.due_at = WAITING, due
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return None
    if due <= at:
        _defer(row)
    return row


def _defer(row: Sending) -> None:
    from shiqiao.kernel.notices.tasks import send  # the job asks here

    send.defer(sending=row.pk)


def release_due(*, at: datetime) -> int:
    """Give the jobs of sendings whose time has come (a round of the worker); returns how many."""
    rows = list(Sending.objects.select_for_update(skip_locked=True).filter(state=WAITING, due_at__lte=at)[:200])
    for row in rows:
        row.due_at = at + timedelta(minutes=10)  # a job that is lost is given again then
        row.save(update_fields=["due_at"])
        _defer(row)
    return len(rows)


def send_now(*, sending: int, at: datetime) -> str:
    """Hand one sending to its provider; returns its state. Locks the row, so that two jobs never send it twice."""
    with scope.whole():
        row = Sending.objects.select_for_update().filter(pk=sending, state=WAITING).first()
        if row is None:
            return ""
        if later := _too_many(row, at):
            row.due_at, row.why = later, "too_many"
        else:
            _try(row, at)
        row.save()
        return row.state


def _too_many(row: Sending, at: datetime) -> datetime | None:
    """Return when a sending may leave after all when its recipient got enough today; urgent ones always may."""
    if row.urgent:
        return None
    gone = Sending.objects.filter(state=SENT, ended_at__gt=at - timedelta(days=1))
    if row.account:
        many = gone.filter(account=row.account)[: rules.OFFICIAL_MOST].count() >= rules.OFFICIAL_MOST
    else:
        who = Follower.objects.filter(pk=row.follower).values("who")
        mine = Follower.objects.filter(who__in=who).values("pk")
        many = gone.filter(follower__in=mine)[: rules.RESIDENT_MOST].count() >= rules.RESIDENT_MOST
    return rules.next_morning(at, ZONE) if many else None


def _try(row: Sending, at: datetime) -> None:
    from shiqiao.kernel.notices.wording import letter_of

    letter = letter_of(row)
    if letter is None:
        row.state, row.why, row.ended_at = DROPPED, "ended", at
        return
    try:
        known.adapter(row.means).send(letter)
    except Refused as error:
        row.state, row.why, row.ended_at = FAILED, str(error)[:40], at
    except Away as error:
        row.tries += 1
        again = rules.after_failure(row.tries, at)
        row.why = str(error)[:40]
        row.state, row.ended_at = (WAITING, None) if again else (FAILED, at)
        row.due_at = again or row.due_at
    else:
        row.state, row.why, row.ended_at = SENT, "", at


def send_again(*, sending: int, by: Actor, at: datetime) -> Sending:
    """Try a failed or held sending once more, by hand. Raises Forbidden, NotFound, Conflict."""
    if not by.roles & MAY:
        raise Forbidden("Sendings are tried again by an administrator.")
    with scope.scoped(*scope.of(by)):
        row = the_one(Sending.objects.select_for_update().filter(pk=sending))
        if row.state not in (FAILED, HELD):
            raise Conflict("This sending has not failed: it was sent, dropped, or is still being tried.")
        row.state, row.tries, row.why, row.ended_at, row.due_at = WAITING, 0, "", None, at
        row.save()
        _defer(row)
        ref = Ref("sending", row.pk)
        write("notices.sent_again", subject=ref, street=row.street, by=by, at=at, data={"means": row.means})
    return row


def hold_waiting(*, data: object, at: datetime) -> int:
    """Hold what waited when a backup was made: it may have left before the restore (over all streets)."""
    return Sending.objects.filter(state=WAITING).update(state=HELD, why="restored")


def failed(actor: Actor, *, after: str = "", limit: int = 50) -> list[Sending]:
    """Return sendings of the street that failed or are held, newest first; those before the id `after`."""
    rows = Sending.objects.filter(street=actor.street or 0, state__in=(FAILED, HELD))
    if after.isascii() and after.isdecimal():
        rows = rows.filter(pk__lt=min(int(after), 2**62))
    return list(rows.order_by("-pk")[:limit])
