"""Tickets: taken at a kiosk, on a telephone or at the desk, called by the published rule, served, timed as periods."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.scenes.hall import actions as affairs
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import rights, rules
from shiqiao.scenes.hall.queue.definitions import QueueRule
from shiqiao.scenes.hall.queue.errors import InHand, NotAtWindow, QueueNotSo, WindowTaken
from shiqiao.scenes.hall.queue.models import Booking, QueuePeriod, QueueTicket, Sitting
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.scenes.hall.queue.publishing import plan_of, rule_of, version_of

KIND = "queue_ticket"
MOVING = ("state", "called_at", "calls", "ended_at", "window", "account", "over", "reason")  # what an act changes
BY_CLERK = frozenset({"again", "begin", "miss", "put_back", "pause", "resume", "finish", "leave"})


def past(do: str) -> str:
    """Return the code under which the journal tells what was done."""
    return {
        "call": "hall.called", "again": "hall.called_again", "begin": "hall.serving", "miss": "hall.not_there",
        "put_back": "hall.put_back", "pause": "hall.on_hold", "resume": "hall.resumed", "finish": "hall.served",
        "leave": "hall.left_line", "close": "hall.not_served",
    }[do]  # fmt: skip


def note(code: str, row: QueueTicket, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of a ticket's journal: codes and numbers, nobody's name."""
    plain = {k: v for k, v in data.items() if v not in (None, "", 0)}
    journal.write(code, subject=Ref(KIND, row.pk), street=row.street, by=by, at=at, data=plain)


# ── taking a ticket ────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def take_ticket(
    *,
    street: int,
    unit: int,
    line: str,
    claims: Collection[str] = (),
    channel: str,
    by: Actor,
    at: datetime,
    invented: bool = False,
) -> QueueTicket:
    """Take a ticket for a line of a counter. A kiosk acts as the resident before it. Raises Invalid, NotFound, Forbidden."""
    with scope.scoped(street):
        if by.kind != "resident" or by.street != street:
            rights.refuse_elsewhere(by, street, unit)
        rule = rule_of(street)
        if line not in plan_of(street, unit).places:
            raise Invalid(fields={"line": "This counter does not serve that; choose another line or another counter."})
        if set(claims) - {one.code for one in rule.claimable}:
            raise Invalid(fields={"claims": "Choose among the classes that the rule names."})
        stands = rules.standing(rule.order, claims, booked=False)
        row = QueueTicket(
            street=street,
            unit=unit,
            line=line,
            channel=channel,
            rank=stands.rank,
            why=stands.why,
            ready_at=at,
            invented=invented,
        )
        return _issue(row, rule, by, at)


@transaction.atomic
def arrive(
    *, booking: int, claims: Collection[str] | None = None, channel: str, by: Actor, at: datetime
) -> QueueTicket:
    """Note that somebody who booked has come, and give the ticket. Too late for the slot, it is that of a walk-in.

    Raises QueueNotSo for a booking of another day or one that no longer stands.
    """
    with scope.scoped(*scope.of(by)):
        one = bookings.lock(booking, by)
        if one.starts_at is None or one.day != local_day(one.street, at):
            raise QueueNotSo
        rule = rule_of(one.street)
        punctual = one.state == "booked" and at <= one.starts_at + timedelta(minutes=rule.waiting.late)
        bookings.go(one, "arrive")
        one.ended_at = None
        one.save()
        bookings.note("hall.arrived", one, by, at, late=not punctual)
        stands = rules.standing(rule.order, bookings.claims_of(one) if claims is None else claims, booked=punctual)
        row = QueueTicket(
            street=one.street, unit=one.unit, line=one.line, channel=channel, rank=stands.rank, why=stands.why,
            ready_at=max(at, one.starts_at) if stands.why == rules.BOOKED else at, booking=one.pk, invented=one.invented,
        )  # fmt: skip
        return _issue(row, rule, by, at)


def _issue(row: QueueTicket, rule: QueueRule, by: Actor, at: datetime) -> QueueTicket:
    """Number a ticket within counter, line and day, and begin to time it. Holds that line's lock until the end."""
    row.day, row.taken_at, row.state, row.rules = local_day(row.street, at), at, "waiting", version_of(row.street)
    with connection.cursor() as cursor:
        key = f"hall queue {row.unit} {row.line} {row.day}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    same = QueueTicket.objects.filter(unit=row.unit, day=row.day, line=row.line).order_by("-serial")
    row.serial = (same.values_list("serial", flat=True).first() or 0) + 1
    line = rule.line(row.line)
    row.number = f"{line.letter if line else ''}{row.serial:03}"
    row.save(force_insert=True)
    QueuePeriod.objects.create(street=row.street, ticket=row.pk, state="waiting", began_at=row.ready_at)
    note("hall.ticket_taken", row, by, at, number=row.number, unit=row.unit, line=row.line, why=row.why, rules=row.rules,
         booking=row.booking, channel=row.channel)  # fmt: skip
    return row


# ── windows ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def sit_down(*, unit: int, window: int, by: Actor, at: datetime) -> Sitting:
    """Begin to work at a window; whoever worked at another one leaves that. Raises WindowTaken, Invalid, Forbidden."""
    street = by.street or 0
    with scope.scoped(street):
        rights.refuse_elsewhere(by, street, unit)
        if not 1 <= window <= plan_of(street, unit).windows:
            raise Invalid(fields={"window": "There is no such window; choose one of the counter's."})
        standing = Sitting.objects.select_for_update().filter(account=by.account, ended_at=None).first()
        if standing and (standing.unit, standing.window) == (unit, window):
            return standing
        if standing:
            _leave(standing, by, at)
        row = Sitting(street=street, unit=unit, window=window, account=by.account or 0, began_at=at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise WindowTaken from error
        journal.write("hall.sat_down", subject=Ref("queue_window", row.pk), street=street, by=by, at=at,
                      data={"unit": unit, "window": window})  # fmt: skip
        return row


@transaction.atomic
def get_up(*, by: Actor, at: datetime) -> None:
    """Leave the window; what was called to it or is served there must be ended first. Raises InHand, NotAtWindow."""
    with scope.scoped(by.street or 0):
        _leave(_sitting(by), by, at)


def _leave(row: Sitting, by: Actor, at: datetime) -> None:
    if QueueTicket.objects.filter(unit=row.unit, window=row.window, state__in=("called", "serving")).exists():
        raise InHand
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    journal.write("hall.got_up", subject=Ref("queue_window", row.pk), street=row.street, by=by, at=at, data={})


def _sitting(by: Actor) -> Sitting:
    row = Sitting.objects.select_for_update().filter(account=by.account, ended_at=None).first() if by.account else None
    if row is None:
        raise NotAtWindow
    rights.refuse_elsewhere(by, row.street, row.unit)
    return row


# ── calling ────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_order(rows: QuerySet[QueueTicket], at: datetime, longest: int) -> QuerySet[QueueTicket]:
    """Order waiting tickets as `rules.call_key` does, in SQL."""
    key = Case(
        When(Q(ready_at__gt=at), then=Value(rules.EARLY)),
        When(Q(ready_at__lte=at - timedelta(minutes=longest)), then=Value(rules.FIRST)),
        default=F("rank"), output_field=IntegerField(),
    )  # fmt: skip
    return rows.order_by(key, "ready_at", "id")


@transaction.atomic
def call_next(*, lines: Collection[str] = (), by: Actor, at: datetime) -> QueueTicket | None:
    """Call the next ticket of the counter to the actor's window; None when nobody waits.

    What is being served there is ended by it. The next is who has waited over the longest, then the published classes in
    their order, then arrival. Two windows never call one ticket: the row is locked, and what another one has locked is
    passed over. Raises NotAtWindow, InHand while somebody who was called has not come.
    """
    with scope.scoped(by.street or 0):
        sitting = _sitting(by)
        standing = QueueTicket.objects.select_for_update().filter(
            unit=sitting.unit, window=sitting.window, state__in=("called", "serving")
        )
        if (row := standing.first()) is not None:
            if row.state == "called":
                raise InHand
            _go(row, "finish", by, at)
        rows = QueueTicket.objects.filter(unit=sitting.unit, state="waiting", street=sitting.street)
        rows = rows.filter(line__in=list(lines)) if lines else rows
        rows = in_order(rows, at, rule_of(sitting.street).waiting.longest)
        found = rows.select_for_update(skip_locked=True).first()
        return _call(found, sitting, by, at) if found else None


@transaction.atomic
def call(*, ticket: int, by: Actor, at: datetime) -> QueueTicket:
    """Call one ticket before its turn; the journal says that it was picked. Raises QueueNotSo, InHand, NotAtWindow."""
    with scope.scoped(by.street or 0):
        sitting = _sitting(by)
        row = lock(ticket, by)
        if row.unit != sitting.unit:
            raise NotFound
        at_window = QueueTicket.objects.filter(
            unit=sitting.unit, window=sitting.window, state__in=("called", "serving")
        )
        if at_window.exists():
            raise InHand
        return _call(row, sitting, by, at, picked=True)


def _call(row: QueueTicket, sitting: Sitting, by: Actor, at: datetime, *, picked: bool = False) -> QueueTicket:
    limit = rule_of(row.street).waiting.limit
    if row.called_at is None:
        row.called_at, row.over = at, rules.over(row.ready_at, at, limit)
    row.window, row.account, row.calls = sitting.window, by.account or 0, 1
    return _go(row, "call", by, at, window=sitting.window, rank=row.rank, why=row.why, picked=picked or None)


def lock(ticket: int, by: Actor) -> QueueTicket:
    """Lock a ticket on which the actor may act; raises NotFound, Forbidden."""
    row = the_one(QueueTicket.objects.select_for_update().filter(pk=ticket))
    rights.refuse_strangers(by, row.street, row.unit)
    return row


@transaction.atomic
def act(*, ticket: int, do: str, by: Actor, at: datetime) -> QueueTicket:
    """Do what a clerk does with a ticket: see `BY_CLERK`. A resident with the link can only leave. Raises QueueNotSo."""
    with scope.scoped(*scope.of(by)):
        row = lock(ticket, by)
        if do not in BY_CLERK or (by.kind == "resident" and do != "leave"):
            raise NotFound
        if do == "resume":
            _resume(row, by)
        if do == "miss" and row.calls < (least := rule_of(row.street).waiting.calls):
            raise Invalid("Call the number {calls} times before you note that nobody came.", calls=least)
        if do == "again":
            row.calls += 1
        if do == "put_back":
            row.window, row.ended_at = 0, None
        return _go(row, do, by, at)


def _resume(row: QueueTicket, by: Actor) -> None:
    sitting = _sitting(by)
    busy = QueueTicket.objects.filter(unit=row.unit, window=sitting.window, state__in=("called", "serving"))
    if row.unit != sitting.unit or busy.exists():
        raise InHand
    row.window, row.account = sitting.window, by.account or 0


def _go(row: QueueTicket, do: str, by: Actor, at: datetime, **data: Any) -> QueueTicket:
    to = rules.moved(rules.TICKET_MOVES, do, row.state)
    if to is None:
        raise QueueNotSo
    if to != row.state:
        open_period = QueuePeriod.objects.filter(ticket=row.pk, ended_at=None)
        open_period.update(ended_at=Case(When(began_at__gt=at, then=F("began_at")), default=Value(at)))
        if to in rules.TIMED:
            QueuePeriod.objects.create(street=row.street, ticket=row.pk, state=to, began_at=at, account=by.account or 0)
    row.state = to
    if to in rules.ENDED:
        row.ended_at = at
    row.save(update_fields=MOVING)
    if to in rules.ENDED and row.booking:
        _end_booking(row, at)
    note(past(do), row, by, at, **data)
    return row


def _end_booking(row: QueueTicket, at: datetime) -> None:
    """End the booking with which somebody came: served, or come and not served; then it can be erased in its time."""
    one = Booking.objects.select_for_update().get(pk=row.booking)
    if row.state == "served" and one.state == "arrived":
        bookings.go(one, "serve")
    one.ended_at = at
    one.save(update_fields=["state", "ended_at"])


def close(row: QueueTicket, reason: str, by: Actor, at: datetime, **data: Any) -> None:
    """End a waiting ticket because the office does not serve it any more; the row is locked by the caller."""
    row.reason = reason
    _go(row, "close", by, at, reason=reason, **data)


def end_of_day(row: QueueTicket, at: datetime) -> None:
    """End what a day has left over: what is at a window counts as served, what waits as not served by us."""
    by = Actor(kind="system", code="system.queue", street=row.street, roles=frozenset({"system"}))
    if row.state in ("serving", "held"):
        _go(row, "finish", by, at)
    else:
        close(row, "end_of_day", by, at)


# ── what the ticket was for ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def tie(*, ticket: int, affair: int, came: Came | None = None, by: Actor, at: datetime) -> QueueTicket:
    """Tie a called ticket to an affair; with `came` the coming is counted as a trip of that affair (`hall.actions`).

    An affair that is taken in at the window names its ticket itself (`Application.ticket`) and is tied without `came`.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(ticket, by)
        rights.refuse_elsewhere(by, row.street, row.unit)
        if row.called_at is None:
            raise QueueNotSo
        one = affairs.lock(affair, by).row
        if came is not None:
            affairs.record_coming(affair=affair, came=came, by=by, at=at)
        Affair.objects.filter(pk=one.pk, ticket=0).update(ticket=row.pk)
        row.affair = one.pk
        row.save(update_fields=["affair"])
        note("hall.ticket_tied", row, by, at, affair=one.pk, trip=came is not None or None)
        return row
