"""Check-in at the begin of a turn, what is missed, and the hand-over log that passes open lines to the next shift."""

from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.scenes.duty import rights
from shiqiao.scenes.duty.errors import NotSoNow
from shiqiao.scenes.duty.store import (
    SHIFT,
    TURN,
    lock_shift,
    lock_turns,
    note,
    posts_named,
    rules_for,
    seal,
    tell,
    written,
)
from shiqiao.scenes.duty.tables import ENTRY_KINDS, LogEntry, Passing, Shift, Turn

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AFTER = timedelta(hours=2)  # after its end a shift's log is still written


@transaction.atomic
def check_in(*, turn: int, by: Actor, at: datetime) -> Turn:
    """Check in for one's own turn, once; how late one is follows from the begin and the grace of the rules.

    Locks the turn. Raises Forbidden for another's turn, NotSoNow outside the time, Conflict for a second time.
    """
    with scope.scoped(*scope.of(by)):
        row = lock_turns(by.street or 0, turn)[0]
        if row.person != by.account:
            raise Forbidden(fields={"post": "Only who has the turn checks in."})
        if row.checked_in_at is not None:
            raise Conflict("You have checked in already.")
        rules = rules_for(Shift.objects.get(pk=row.shift))
        if not row.live or row.state != "standing" or not may_check_in(row, rules.early, at):
            raise NotSoNow(
                "You check in from {early} minutes before the begin to the end of the turn.", early=rules.early
            )
        late = int(max(at - row.during.lower, timedelta(0)) / MINUTE)
        row.checked_in_at, row.late_minutes = at, late if late > rules.grace else 0
        row.save(update_fields=["checked_in_at", "late_minutes"])
        note("duty.checked_in", Ref(TURN, row.pk), row.street, by, at, shift=row.shift, late=row.late_minutes or None)
    return row


def may_check_in(row: Turn, early: int, at: datetime) -> bool:
    """Tell whether a moment lies where one checks in for a turn; `early` are minutes before its begin."""
    return bool(row.during.lower - early * MINUTE <= at < row.during.upper)


def look_after(*, at: datetime) -> int:
    """Warn of missed check-ins and pass on the open lines of shifts that are over, in every street; for the worker.

    Returns how many it did. Each turn is warned of once, each shift passed on once.
    """
    with scope.whole():
        missed = list(
            Turn.objects.filter(
                live=True, state="standing", checked_in_at=None, missed_at=None, during__startswith__lte=at,
                during__endswith__gt=at,
            )[:200]
        )  # fmt: skip
        over = list(Shift.objects.filter(
            live=True, passed_on_at=None, during__endswith__lte=at - 30 * MINUTE, during__endswith__gt=at - DAY
        )[:50])  # fmt: skip
    done = sum(_warn(row.street, row.pk, at) for row in missed)
    return done + sum(_pass_on_late(row.street, row.pk, at) for row in over)


@transaction.atomic
def _warn(street: int, turn: int, at: datetime) -> int:
    by = system("duty", street=street)
    with scope.scoped(street):
        row = lock_turns(street, turn)[0]
        rules = rules_for(Shift.objects.get(pk=row.shift))
        if (
            row.checked_in_at
            or row.missed_at
            or row.state != "standing"
            or at < row.during.lower + rules.grace * MINUTE
        ):
            return 0
        row.missed_at = at
        row.save(update_fields=["missed_at"])
        note("duty.check_in_missed", Ref(TURN, row.pk), street, by, at, shift=row.shift, role=row.role)
        leader = Turn.objects.filter(shift=row.shift, role="leader", state="standing").exclude(pk=row.pk).first()
        keepers = () if leader else posts_named(street, rules.keepers)
        tell(
            "duty.check_in_missed", Ref(TURN, row.pk), street, at, [row.person, leader.person if leader else 0], keepers
        )
    return 1


@transaction.atomic
def _pass_on_late(street: int, shift: int, at: datetime) -> int:
    by = system("duty", street=street)
    with scope.scoped(street):
        row = lock_shift(street, shift)
        return 0 if row.passed_on_at else 1 + _pass(row, by, at)


# ── the log ────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_shift(by: Actor, shift: Shift) -> bool:
    """Tell whether an actor is, or was, on duty in a shift."""
    return Turn.objects.filter(shift=shift.pk, person=by.account or 0).exclude(state="changed").exists()


def may_write(by: Actor, shift: Shift) -> bool:
    """Tell whether an actor writes into a shift's log: who is on duty in it, leaders, who keeps the rosters."""
    return by.street == shift.street and (rights.keeps(by) or of_shift(by, shift))


def _writing(by: Actor, number: int) -> Shift:
    row = lock_shift(by.street or 0, number)
    if not may_write(by, row):
        raise Forbidden(fields={"post": "Only who is on duty in this shift, or leads, writes its log."})
    return row


@transaction.atomic
def write_log(
    *, shift: int, kind: str, text: str, stays_open: bool = False, client_id: str = "", by: Actor, at: datetime
) -> LogEntry:
    """Write a line into the log of a running shift; sent twice with one `client_id` it stands once. Raises Invalid."""
    with scope.scoped(*scope.of(by)):
        row = _writing(by, shift)
        said = written(text, "text", "Write what happened.")
        if kind not in ENTRY_KINDS:
            raise Invalid(fields={"kind": "Choose what it is."})
        if not row.during.lower - 60 * MINUTE <= at < row.during.upper + AFTER or row.passed_on_at:
            raise NotSoNow("The log is written while the shift runs, until it has been handed over.")
        there = LogEntry.objects.filter(street=row.street, client_id=client_id).first() if client_id else None
        if there is not None:
            return there
        entry = LogEntry.objects.create(
            street=row.street, shift=row.pk, kind=kind, text=seal(said), at=at, account=by.account or 0, open=stays_open,
            client_id=client_id,
        )  # fmt: skip
        note(
            "duty.log_written",
            Ref(SHIFT, row.pk),
            row.street,
            by,
            at,
            entry=entry.pk,
            kind=kind,
            open=stays_open or None,
        )
    return entry


def lock_entry(street: int, number: int) -> LogEntry:
    """Lock a line of a street's logs; raises NotFound."""
    row = LogEntry.objects.select_for_update().filter(street=street, pk=number).first()
    if row is None:
        raise NotFound
    return row


def holder_of(entry: LogEntry) -> int:
    """Return the shift that a line is with: the last one that it was passed on to, else the one that wrote it."""
    last = Passing.objects.filter(entry=entry.pk).order_by("-pk").values_list("shift", flat=True).first()
    return last or entry.shift


@transaction.atomic
def close_entry(*, entry: int, result: str, matter: str = "", by: Actor, at: datetime) -> LogEntry:
    """Close an open line with what came of it, or with the number of the matter that it became. Raises Forbidden, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = lock_entry(by.street or 0, entry)
        _writing(by, holder_of(row))
        if not row.open:
            raise NotSoNow
        said = written(result, "result", "" if matter else "Write what came of it.")
        if matter:
            try:
                row.matter = access_matter(by, matter).id
            except NotFound as error:
                raise Invalid(
                    fields={"matter": "There is no such matter that you may see; look at its number."}
                ) from error
        row.open, row.closed_at, row.closed_by, row.result = False, at, by.account or 0, seal(said)
        row.save()
        note("duty.log_closed", Ref(SHIFT, row.shift), row.street, by, at, entry=row.pk, matter=row.matter or None)
    return row


def after(shift: Shift) -> Shift | None:
    """Return the shift that follows a shift."""
    coming = Shift.objects.filter(street=shift.street, live=True, during__startswith__gte=shift.during.upper)
    return coming.filter(day__lte=shift.day + 10 * DAY).order_by("during").first()


def open_of(shift: Shift) -> list[LogEntry]:
    """Return the open lines that are with a shift: its own, and those passed on to it."""
    passed = Passing.objects.filter(shift=shift.pk).values_list("entry", flat=True)
    rows = LogEntry.objects.filter(street=shift.street, open=True)
    return [row for row in rows.order_by("pk") if row.shift == shift.pk or row.pk in set(passed)]


@transaction.atomic
def pass_on(*, shift: int, by: Actor, at: datetime) -> int:
    """Hand over: every open line goes to the next shift, which must acknowledge it; returns how many. Locks the shift.

    From an hour before the end of the shift on. Raises Forbidden, NotSoNow, Conflict without a next shift.
    """
    with scope.scoped(*scope.of(by)):
        row = _writing(by, shift)
        if row.passed_on_at or at < row.during.upper - 60 * MINUTE:
            raise NotSoNow("A shift is handed over once, from an hour before its end.")
        if after(row) is None:
            raise Conflict("There is no next shift yet; publish the roster of the coming days first.")
        return _pass(row, by, at)


def _pass(row: Shift, by: Actor, at: datetime) -> int:
    coming = after(row)
    lines = open_of(row) if coming else []
    for entry in lines:
        Passing.objects.get_or_create(
            entry=entry.pk, shift=coming.pk if coming else 0,
            defaults={"street": row.street, "passed_at": at, "passed_by": by.account or 0},
        )  # fmt: skip
    row.passed_on_at, row.passed_on_by = at, by.account or 0
    row.save(update_fields=["passed_on_at", "passed_on_by"])
    note("duty.passed_on", Ref(SHIFT, row.pk), row.street, by, at, to=coming.pk if coming else None,
         entries=[entry.pk for entry in lines])  # fmt: skip
    if coming and lines:
        tell("duty.passed_on", Ref(SHIFT, coming.pk), row.street, at,
             Turn.objects.filter(shift=coming.pk, state="standing").values_list("person", flat=True))  # fmt: skip
    return len(lines)


@transaction.atomic
def acknowledge(*, shift: int, by: Actor, at: datetime) -> int:
    """Acknowledge what the former shift passed on, by somebody on duty in this one; returns how many. Raises Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock_shift(by.street or 0, shift)
        if not of_shift(by, row):
            raise Forbidden(fields={"post": "Only who is on duty in this shift acknowledges what was passed on."})
        unseen = Passing.objects.filter(shift=row.pk, seen_at=None)
        entries = list(unseen.order_by("pk").values_list("entry", flat=True))
        if not entries:
            raise NotSoNow
        unseen.update(seen_at=at, seen_by=by.account or 0)
        note("duty.acknowledged", Ref(SHIFT, row.pk), row.street, by, at, entries=entries)
    return len(entries)
