"""The demo's queue: some weeks of bookings and tickets at the hall and eight stations, and the line of this morning. Invented.

The past is played through in memory, one window after another by the published order, and written in bulk with its journal;
what stands open this morning goes through the actions.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import GENESIS, Line, chain, stamp
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.hall.demo import FAMILY, GIVEN, Stage
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import places, rules, tickets
from shiqiao.scenes.hall.queue.definitions import QueueRule
from shiqiao.scenes.hall.queue.models import Booking, BookingPlace, QueuePeriod, QueueTicket, Sitting
from shiqiao.scenes.hall.queue.publishing import plans, rule_of, version_of

DAYS = 15  # working days of the past
SHUT = 0.04  # of a station's days
BUSY = {True: 26, False: 11}  # tickets a day: the hall, a station
WHO = (("arrival", 64), ("elderly", 16), ("appointment", 14), ("disabled", 3), ("veteran", 3))
Ranges = tuple[tuple[int, int], ...]
Told = tuple[str, datetime, str, dict[str, Any]]  # code, when, who (code of the actor), data


class Day:
    """One day of one counter, played through in memory."""

    def __init__(self, stage: Stage, unit: int, day: date, rng: Random) -> None:
        self.stage, self.unit, self.day, self.rng = stage, unit, day, rng
        self.street, self.rule, self.version = stage.street, rule_of(stage.street), version_of(stage.street)
        self.counter = stage.counters[unit]
        self.clerk = stage.by(self.counter, stage.moment(day, 540))
        self.tickets: list[QueueTicket] = []
        self.bookings: list[Booking] = []
        self.sittings: list[Sitting] = []
        self.opened: Ranges = ()
        self.reason = "end_of_day"
        self.periods: dict[int, list[QueuePeriod]] = {}
        self.told: dict[int, list[Told]] = {}

    def play(self) -> None:
        """Let people come, be called in the published order, and be served; on a few days the system fails before noon."""
        self.opened = calendar_for(self.street).plan(self.day.toordinal()).open
        if not self.counter.hall and self.rng.random() < SHUT:
            self.opened = ((self.opened[0][0], self.opened[0][1] - 2400),)
            self.reason = "system_down"
        come = sorted(self._arrivals(), key=lambda one: one.taken_at)
        self._number(come)
        free, waiting, close = self._at(self.opened[0][0]), list(come), self._at(self.opened[-1][1])
        self._sit()
        while waiting:
            at = self._within(max(free, min(one.taken_at for one in waiting)))
            there = [one for one in waiting if one.taken_at <= at]
            one = min(
                there, key=lambda t: (*rules.call_key(t.rank, t.ready_at, at, self.rule.waiting.longest), t.serial)
            )
            waiting.remove(one)
            free = self._serve(one, 1, max(at, one.ready_at if one.ready_at < close else at), close)

    def _within(self, at: datetime) -> datetime:
        """Return a moment, or the next one at which the counter is open; nobody is called at noon."""
        return next((max(at, self._at(low)) for low, high in self.opened if at < self._at(high)), at)

    def _sit(self) -> None:
        """The first window is manned by who answers for the counter; the demo names no other clerks."""
        for begin, end in self.opened:
            self.sittings.append(Sitting(
                street=self.street, unit=self.unit, window=1, account=self.clerk.account or 0, began_at=self._at(begin),
                ended_at=self._at(end),
            ))  # fmt: skip

    def _at(self, second: int) -> datetime:
        return datetime.fromtimestamp(second, self.stage.zone)

    def _arrivals(self) -> Iterator[QueueTicket]:
        lines = [one.code for one in self.rule.lines if one.code in plans(self.street)[self.unit].places]
        for _ in range(round(BUSY[self.counter.hall] * self.rng.uniform(0.7, 1.4))):
            low, high = self.rng.choices(self.opened, weights=[end - begin for begin, end in self.opened])[0]
            second = self.rng.triangular(low, high - 1200, low + (high - low) / 4)
            who = self.rng.choices([code for code, _n in WHO], weights=[n for _c, n in WHO])[0]
            line = self.rng.choices(lines, weights=[5, 2, 3][: len(lines)])[0]
            yield from self._one(self._at(int(second)), line, who)

    def _one(self, at: datetime, line: str, who: str) -> Iterator[QueueTicket]:
        claims = {who} - {"appointment", "arrival"}
        stands = rules.standing(self.rule.order, claims, booked=who == "appointment")
        row = QueueTicket(
            street=self.street, unit=self.unit, line=line, day=self.day, channel=self.rng.choice(("kiosk", "kiosk", "portal")),
            rank=stands.rank, why=stands.why, rules=self.version, state="waiting", taken_at=at, ready_at=at, invented=True,
        )  # fmt: skip
        if who != "appointment":
            yield row
        elif (booked := self._booking(at, line)) is not None and booked.state == "served":
            row._booked = booked  # type: ignore[attr-defined]
            row.taken_at = booked.starts_at - timedelta(minutes=self.rng.randrange(1, 12))  # type: ignore[operator]
            row.ready_at = booked.starts_at  # type: ignore[assignment]
            yield row

    def _booking(self, at: datetime, line: str) -> Booking | None:
        """Return an invented booking of the slot in which `at` lies; most come, some do not, a few are cancelled."""
        size = self.rule.slots.minutes * 60
        slot = next((s for s in rules.slots(self.opened, size // 60) if s[0] <= at.timestamp() < s[1]), None)
        if slot is None or any(one.line == line and one.starts_at == self._at(slot[0]) for one in self.bookings):
            return None
        state = self.rng.choices(("served", "missed", "cancelled", "revoked"), weights=(80, 10, 8, 2))[0]
        starts, ends = self._at(slot[0]), self._at(slot[1])
        phone = f"139{self.rng.randrange(10**8):08}"
        made = starts - timedelta(days=self.rng.randrange(1, 6), minutes=self.rng.randrange(300))
        over = {
            "served": ends, "missed": ends + timedelta(minutes=self.rule.waiting.late), "cancelled": made + timedelta(hours=3),
            "revoked": starts - timedelta(hours=3),
        }[state]  # fmt: skip
        name = self.rng.choice(FAMILY) + self.rng.choice(GIVEN)
        row = Booking(
            street=self.street, unit=self.unit, line=line, day=self.day, starts_at=starts, ends_at=ends, state=state,
            channel=self.rng.choice(("portal", "portal", "phone")), name=bookings.seal(name), phone=bookings.seal(phone),
            phone_blind=sealing.phone_blind(phone), of_day=1, of_all=1, made_at=made,
            ended_at=over, reason="system_down" if state == "revoked" else "", invented=True,
            told_at=over if state == "revoked" else None,
        )  # fmt: skip
        self.bookings.append(row)
        return row

    def _number(self, come: list[QueueTicket]) -> None:
        for row in come:
            row.serial = sum(one.line == row.line for one in self.tickets) + 1
            line = self.rule.line(row.line)
            row.number = f"{line.letter if line else ''}{row.serial:03}"
            self.tickets.append(row)

    def _serve(self, row: QueueTicket, window: int, at: datetime, close: datetime) -> datetime:
        """Call a ticket, and let it be served; returns when the window is free again."""
        by, key = self.clerk.code, id(row)
        told: list[Told] = [("hall.ticket_taken", row.taken_at, "resident", {
            "number": row.number, "unit": row.unit, "line": row.line, "why": row.why, "rules": row.rules,
            "channel": row.channel,
        })]  # fmt: skip
        self.told[key], self.periods[key] = told, [self._period("waiting", row.ready_at, max(at, row.ready_at))]
        if at >= close:
            row.state, row.reason, row.ended_at = "closed", self.reason, max(close, row.taken_at)
            if hasattr(row, "_booked"):
                row._booked.state = "arrived"
            told.append(("hall.not_served", row.ended_at, "system.queue", {"reason": self.reason}))
            return at
        row.called_at, row.window, row.calls, row.account = at, window, 1, self.clerk.account or 0
        row.over = rules.over(row.ready_at, at, self.rule.waiting.limit)
        told.append(("hall.called", at, by, {"window": window, "rank": row.rank, "why": row.why}))
        begun = at + timedelta(seconds=20 + self.rng.randrange(60))
        if self.rng.random() < 0.04 and not hasattr(row, "_booked"):
            row.state, row.calls, row.ended_at = "missed", self.rule.waiting.calls, begun + timedelta(minutes=2)
            told.append(("hall.not_there", row.ended_at, by, {}))
            self.periods[key].append(self._period("called", at, row.ended_at))
            return row.ended_at
        line = self.rule.line(row.line)
        minutes = (line.minutes if line else 10) * self.rng.uniform(0.5, 1.6)
        row.state, row.ended_at = "served", begun + timedelta(minutes=minutes)
        told += [("hall.serving", begun, by, {}), ("hall.served", row.ended_at, by, {})]
        self.periods[key] += [self._period("called", at, begun), self._period("serving", begun, row.ended_at)]
        return row.ended_at

    def _period(self, state: str, began: datetime, ended: datetime) -> QueuePeriod:
        account = 0 if state == "waiting" else self.clerk.account or 0
        return QueuePeriod(street=self.street, state=state, began_at=began, ended_at=max(ended, began), account=account)


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if QueueTicket.objects.filter(street=street).exists() or not plans(street):
            return
        with transaction.atomic():
            stage, until = Stage(street), now()
            days = past_days(stage, until)
            played = [Day(stage, unit, day, Random(f"{unit} {day}")) for day in days for unit in plans(street)]
            for one in played:
                one.play()
            write(street, played, rule_of(street))
            this_morning(stage, until)


def past_days(stage: Stage, until: datetime) -> list[date]:
    """Return the working days before the present one."""
    cal, day, found = calendar_for(stage.street), until.astimezone(stage.zone).date(), list[date]()
    while len(found) < DAYS:
        day -= timedelta(days=1)
        if cal.is_workday(day):
            found.append(day)
    return found[::-1]


def write(street: int, played: list[Day], rule: QueueRule) -> None:
    """Write played days: bookings with their places, tickets, periods, windows, and the lines of them all."""
    booked = [row for day in played for row in day.bookings]
    held_places = [
        BookingPlace(
            street=street, unit=row.unit, line=row.line, day=row.day, seat=1, starts_at=row.starts_at, ends_at=row.ends_at
        )
        for row in booked
    ]  # fmt: skip
    for row, place in zip(booked, BookingPlace.objects.bulk_create(held_places, batch_size=1000), strict=True):
        row.place = place
    Booking.objects.bulk_create(booked, batch_size=500)
    drawn = [row for day in played for row in day.tickets]
    for row in drawn:
        row.booking = row._booked.pk if hasattr(row, "_booked") else 0
    tied = _tie(street, played)
    QueueTicket.objects.bulk_create(drawn, batch_size=500)
    for row in tied:
        Affair.objects.filter(pk=row.affair).update(ticket=row.pk)
    _write_periods(played)
    Sitting.objects.bulk_create([row for day in played for row in day.sittings], batch_size=1000)
    told = [(Ref(tickets.KIND, row.pk), day.told[id(row)]) for day in played for row in day.tickets]
    told += [(Ref(bookings.KIND, row.pk), _life(row)) for row in booked]
    journal.write_many([line for subject, life in told for line in _lines(subject, street, life)])


def _tie(street: int, played: list[Day]) -> list[QueueTicket]:
    """Tie served tickets to what was taken in at their counter on their day; returns them. Who only asked stays untied."""
    taken: dict[tuple[int, date], list[int]] = {}
    rows = Affair.objects.filter(street=street, channel="counter", trips__gt=0).order_by("taken_at", "id")
    first = min((one.day for one in played), default=localdate(now()))
    for affair, unit, at in rows.filter(taken_at__date__gte=first).values_list("pk", "station", "taken_at"):
        taken.setdefault((unit, localdate(at)), []).append(affair)
    found = []
    for day in played:
        served = [row for row in day.tickets if row.state == "served"]
        for row, affair in zip(served, taken.get((day.unit, day.day), []), strict=False):
            row.affair = affair
            _code, at, by, _data = day.told[id(row)][-1]
            day.told[id(row)].insert(-1, ("hall.ticket_tied", at, by, {"affair": affair}))
            found.append(row)
    return found


def _write_periods(played: list[Day]) -> None:
    made = []
    for day in played:
        for row in day.tickets:
            for period in day.periods[id(row)]:
                period.ticket = row.pk
                made.append(period)
    QueuePeriod.objects.bulk_create(made, batch_size=2000)


def _life(row: Booking) -> list[Told]:
    assert row.starts_at is not None
    assert row.ended_at is not None
    data = {"unit": row.unit, "line": row.line, "starts": stamp(row.starts_at), "channel": row.channel}
    first: list[Told] = [("hall.booked", row.made_at, "resident", data)]
    came: list[Told] = [("hall.arrived", row.starts_at - timedelta(minutes=5), "resident", {"late": False})]
    return first + {
        "served": came, "arrived": came,
        "missed": [("hall.no_show", row.ended_at, "system.queue", {})],
        "cancelled": [("hall.booking_cancelled", row.ended_at, "resident", {})],
        "revoked": [("hall.booking_revoked", row.ended_at, "system.queue", {"reason": row.reason})],
    }[row.state]  # fmt: skip


def _lines(subject: Ref, street: int, told: list[Told]) -> Iterator[Line]:
    prev = GENESIS
    for seq, (code, at, actor, data) in enumerate(told, start=1):
        line = chain(
            prev=prev,
            seq=seq,
            street=street,
            subject=subject,
            code=code,
            happened_at=at,
            recorded_at=at,
            actor=actor,
            data=data,
        )
        prev = line.hash
        yield line


# ── this morning, through the actions ──────────────────────────────────────────────────────────────────────────────


def this_morning(stage: Stage, until: datetime) -> None:
    """Let people stand in line now: at each counter somebody at the window, some waiting, some booked for later."""
    rng = Random(48)
    with held(until):
        places.make_places(stage.street, until)
    for number, unit in enumerate(plans(stage.street)):
        counter = stage.counters[unit]
        clerk, there = stage.by(counter, until), 7 if counter.hall else 3 + number % 3
        begins = until - timedelta(minutes=34)
        with held(begins):
            tickets.sit_down(unit=unit, window=1, by=clerk, at=begins)
        for n in range(there):
            _drawn(stage, unit, begins + timedelta(minutes=n * 30 // there), n, rng)
        called = until - timedelta(minutes=4)
        with held(called):
            row = tickets.call_next(by=clerk, at=called)
            if row is not None:
                tickets.act(ticket=row.pk, do="begin", by=clerk, at=called)
        _booked_ahead(stage, unit, until, clerk, rng)


def _drawn(stage: Stage, unit: int, at: datetime, n: int, rng: Random) -> None:
    lines = [one.code for one in rule_of(stage.street).lines if one.code in plans(stage.street)[unit].places]
    claims = [("elderly",), (), (), ("disabled",), (), (), ("veteran",)][n % 7] if n else ()
    by = Actor(kind="resident", code="resident", street=stage.street, roles=frozenset({"reporter"}))
    with held(at):
        tickets.take_ticket(
            street=stage.street, unit=unit, line=lines[n % len(lines)], claims=claims, channel="kiosk", by=by, at=at,
            invented=True,
        )  # fmt: skip


def _booked_ahead(stage: Stage, unit: int, until: datetime, clerk: Actor, rng: Random) -> None:
    free = [one for one in places.free_slots(stage.street, unit, "insurance", until) if one.free]
    at = until - timedelta(minutes=30)
    for n, slot in enumerate(free[:14:2]):
        who = bookings.Booker(
            rng.choice(FAMILY) + rng.choice(GIVEN), f"137{rng.randrange(10**8):08}", ("elderly",) if n % 3 == 0 else (),
            "medical_card_renewal", invented=True,
        )  # fmt: skip
        with held(at):
            bookings.book(
                street=stage.street, unit=unit, line="insurance", starts_at=slot.starts_at, booker=who,
                channel="phone" if n % 2 else "desk", by=clerk, at=at,
            )  # fmt: skip
