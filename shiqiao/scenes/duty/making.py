"""Making a roster: days and shifts from rules and calendar, people and what keeps them, then the plan written as a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Max

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.scenes.duty import planning, rights
from shiqiao.scenes.duty.conflicts import away_days, days_of
from shiqiao.scenes.duty.definitions import DutyRules, ShiftKind
from shiqiao.scenes.duty.fairness import Counts, plain
from shiqiao.scenes.duty.planning import Demand, Slot, Weighing
from shiqiao.scenes.duty.pools import Pools, pools_of
from shiqiao.scenes.duty.publishing import rules_of, version_of
from shiqiao.scenes.duty.store import ROSTER, note
from shiqiao.scenes.duty.tables import ROLES, Availability, Roster, Shift, Turn

LONGEST = 366  # days of one roster
MINUTE, DAY = timedelta(minutes=1), timedelta(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a shift that somebody takes."""

    shift: int  # its place in the list of shifts
    role: str
    place: int


@transaction.atomic
def make_roster(*, since: date, until: date, seed: int = 0, invented: bool = False, by: Actor, at: datetime) -> Roster:
    """Make a draft for days `since` to `until` (included); the same seed gives the same roster. Raises Invalid, Forbidden."""
    rights.refuse_keeping(by)
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        rules = rules_of(street)
        _check(rules, since, until)
        pools = pools_of(street, rules, datetime.combine(since, at.timetz()))
        _check_pools(rules, pools)
        shifts = shifts_for(street, rules, since, until)
        places = [
            Place(n, role, place) for n, row in enumerate(shifts) for role in ROLES
            for place in range(1 if role == "leader" else row.officers)
        ]  # fmt: skip
        slots = [_slot(shifts[one.shift], one.role, rules) for one in places]
        plan = planning.make(_task(street, rules, pools, slots, since, until, seed))
        days = DateRange(since, until + DAY)
        last = Roster.objects.filter(street=street, days=days).aggregate(n=Max("version"))["n"] or 0
        row = Roster.objects.create(
            street=street, days=days, version=last + 1, rules=version_of(street), seed=seed, made_by=by.account or 0,
            made_at=at, invented=invented, figures=_figures(slots, plan, pools),
        )  # fmt: skip
        _write(row, shifts, places, slots, plan, pools)
        note("duty.roster_made", Ref(ROSTER, row.pk), street, by, at, since=since.isoformat(), until=until.isoformat(),
             version=row.version, rules=row.rules, seed=seed, shifts=len(shifts), moves=plan.moves,
             empty=row.figures["empty"] or None)  # fmt: skip
    return row


def _check(rules: DutyRules, since: date, until: date) -> None:
    if not rules.kinds:
        raise Invalid(
            fields={"since": "There are no kinds of shift; an administrator publishes the rules of duty first."}
        )
    if until < since:
        raise Invalid(fields={"until": "The roster ends before it begins; correct one of the days."})
    if (until - since).days >= LONGEST:
        raise Invalid(fields={"until": "A roster is for a year at most; choose an earlier day."})


def _check_pools(rules: DutyRules, pools: Pools) -> None:
    most = max(one.officers for one in rules.kinds)
    if not pools.leader or len(pools.officer) < most:
        raise Invalid(
            fields={"since": "The pools of the rules hold too few people ({leaders} leaders, {officers} officers)."},
            leaders=len(pools.leader), officers=len(pools.officer),
        )  # fmt: skip


def shifts_for(street: int, rules: DutyRules, since: date, until: date) -> list[Shift]:
    """Return the shifts of days `since` to `until` (included), not yet written, in order of time."""
    calendar = calendar_for(street)
    days = (since + timedelta(n) for n in range((until - since).days + 1))
    found = [
        _shift(street, calendar, kind, day) for day in days for kind in rules.kinds if _begins_on(calendar, kind, day)
    ]
    return sorted(found, key=lambda row: row.during.lower)


def _begins_on(calendar: WorkCalendar, kind: ShiftKind, day: date) -> bool:
    return ("working" if calendar.is_workday(day) else "off") in kind.on


def _shift(street: int, calendar: WorkCalendar, kind: ShiftKind, day: date) -> Shift:
    begin = datetime.combine(day, kind.begins, calendar.tz)
    off = not calendar.is_workday(day)
    named = off and calendar.plan(day.toordinal()).note != "weekend"
    return Shift(
        street=street, kind=kind.code, day=day, during=DateTimeTZRange(begin, begin + kind.lasts), officers=kind.officers,
        night=kind.night, weekend=off and not named, holiday=named,
    )  # fmt: skip


def minutes(at: datetime) -> int:
    """Return a moment in minutes since 1970, as plans reckon."""
    return int(at.timestamp()) // 60


def _slot(row: Shift, role: str, rules: DutyRules) -> Slot:
    kind, begin, end = rules.kind(row.kind), row.during.lower, row.during.upper
    return Slot(
        role, minutes(begin), minutes(end), (kind.rest if kind else 0) * 60,
        tuple(day.toordinal() for day in days_of(begin, end)), row.night, row.weekend, row.holiday,
    )  # fmt: skip


def _task(
    street: int, rules: DutyRules, pools: Pools, slots: list[Slot], since: date, until: date, seed: int
) -> Demand:
    everybody = list(dict.fromkeys((*pools.leader, *pools.officer)))
    away = away_days(street, everybody, since, until + DAY)
    told = rules.weights
    return Demand(
        slots, {role: pools.of(role) for role in ROLES},
        {one: frozenset(day.toordinal() for day in days) for one, days in away.items()},
        _wished(street, everybody, "avoid", since, until), _wished(street, everybody, "prefer", since, until),
        _fixed(street, everybody, since, until), history_of(street, rules, since),
        Weighing((told.balance, told.night, told.weekend, told.holiday), told.rest, told.wish, rules.space * 60), seed,
    )  # fmt: skip


def _wished(street: int, everybody: list[int], kind: str, since: date, until: date) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    rows = Availability.objects.filter(street=street, person__in=everybody, kind=kind, ended_at=None)
    for row in rows.filter(days__overlap=(since, until + DAY)):
        days = frozenset(range(row.days.lower.toordinal(), row.days.upper.toordinal()))
        found[row.person] = found.get(row.person, frozenset()) | days
    return found


def _fixed(street: int, everybody: list[int], since: date, until: date) -> dict[int, list[tuple[int, int, int]]]:
    """The turns of other published rosters near the edges: they keep their people from turns that come too soon."""
    zone = calendar_for(street).tz
    edges = (datetime.combine(since - 4 * DAY, datetime.min.time(), zone),
             datetime.combine(until + 5 * DAY, datetime.min.time(), zone))  # fmt: skip
    found: dict[int, list[tuple[int, int, int]]] = {}
    rows = Turn.objects.filter(street=street, live=True, person__in=everybody, during__overlap=edges)
    for row in rows.exclude(state="changed"):
        begin, end, rested = (minutes(at) for at in (row.during.lower, row.during.upper, row.rested.upper))
        found.setdefault(row.person, []).append((begin, end, rested - end))
    return found


def history_of(street: int, rules: DutyRules, before: date) -> dict[int, Counts]:
    """Return what everybody had in published rosters within the days that the rules look back, up to a day (not included)."""
    return counted(street, before - timedelta(rules.looks_back), before)


def counted(street: int, since: date, until: date) -> dict[int, Counts]:
    """Return how many turns everybody had on days `since` to `until` (not included), by published rosters: two queries."""
    rows = Shift.objects.filter(street=street, live=True, day__gte=since, day__lt=until)
    shifts = {row[0]: row[1:] for row in rows.values_list("pk", "night", "weekend", "holiday")}
    found: dict[int, Counts] = {}
    turns = Turn.objects.filter(shift__in=list(shifts)).exclude(state="changed")
    for person, shift in turns.values_list("person", "shift"):
        night, weekend, holiday = shifts[shift]
        found[person] = found.get(person, Counts()) + Counts.of(night=night, weekend=weekend, holiday=holiday)
    return found


def _figures(slots: list[Slot], plan: planning.Plan, pools: Pools) -> dict[str, Any]:
    told: dict[str, Any] = {"moves": plan.moves, "empty": sum(one.person == 0 for one in plan.choices)}
    for role in ROLES:
        counts = dict.fromkeys(pools.of(role), Counts())
        for slot, choice in zip(slots, plan.choices, strict=True):
            if choice.person and slot.role == role:
                counts[choice.person] += Counts.of(night=slot.night, weekend=slot.weekend, holiday=slot.holiday)
        told[role] = plain(counts)
    return told


def _write(
    row: Roster, shifts: list[Shift], places: list[Place], slots: list[Slot], plan: planning.Plan, pools: Pools
) -> None:
    for one in shifts:
        one.roster = row.pk
    Shift.objects.bulk_create(shifts, batch_size=1000)
    turns = []
    for place, slot, choice in zip(places, slots, plan.choices, strict=True):
        if not choice.person:
            continue
        during = shifts[place.shift].during
        turns.append(Turn(
            street=row.street, roster=row.pk, shift=shifts[place.shift].pk, role=place.role, place=place.place,
            person=choice.person, post=pools.posts[choice.person], during=during,
            rested=DateTimeTZRange(during.lower, during.upper + slot.rest * MINUTE), reasons=_reasons(choice, slots),
        ))  # fmt: skip
    Turn.objects.bulk_create(turns, batch_size=1000)


def _reasons(choice: planning.Choice, slots: list[Slot]) -> dict[str, Any]:
    passed: Iterable[list[Any]] = (
        [person, code, date.fromordinal(slots[way].days[0]).isoformat() if way >= 0 else ""]
        for person, code, way in choice.passed
    )
    return {"why": list(choice.why), "passed": list(passed)}


def month_of_day(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + timedelta(32)).replace(day=1) - DAY
