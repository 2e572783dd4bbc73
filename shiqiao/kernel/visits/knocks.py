"""One knock (一次敲门): visits that are due at one door are made together, and a door is not knocked at too often.

A door is a household, for whoever lives in it; else the firm, dwelling, building or place itself. A new visit joins a knock
that is still to come when their days overlap, whatever its line of work; else it takes the first free turn of a month in its
window. The budget of a month is kept by constraints (`visits_knock`): what is planned by hand beyond it is refused,
urgent kinds, re-checks and what a cycle opens go out all the same, and say so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.registry.models import Person
from shiqiao.kernel.visits import reads
from shiqiao.kernel.visits.models import Budget, Errand, Knock, Visit
from shiqiao.kernel.visits.reads import ZONE
from shiqiao.kernel.visits.rules import Sheet

USUAL = 2  # knocks at a door in a month, where the street has said nothing
DOORS = ("household", "organisation", "dwelling", "building", "place", "person")
URGENT, RECHECK, CYCLE = "urgent", "recheck", "cycle"
MAY = frozenset({"admin", "leader", "system"})
LOOKED_BACK = 62  # days: a knock that is older is over, or its visits are overdue


class BudgetSpent(Conflict):
    """This month's visits to this door are used up: {stands}. Make it together with one of them, or choose later days."""

    code = "budget_spent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit that wants a knock: its number, whom it goes to, on which local days, and why it may go beyond the budget."""

    visit: int
    subject: Ref
    opens: date
    closes: date
    beyond: str = ""


def set_budget(*, street: int, most: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Set how often a month one knocks at a door, by kind of door; what is not named stays. Raises Invalid, Forbidden."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("The budget of visits is set by an administrator or a leader of the street.")
    wrong = {
        f"visit_budget.{kind}": "Name household, organisation, dwelling, building, place or person, and 1 to 31 knocks a month."
        for kind, count in most.items()
        if kind not in DOORS or not 1 <= count <= 31
    }
    if wrong:
        raise Invalid(fields=wrong)
    with transaction.atomic():
        for kind, count in sorted(most.items()):
            row, fresh = Budget.objects.get_or_create(street=street, door_kind=kind, defaults={"most": count})
            if not fresh and row.most == count:
                continue
            Budget.objects.filter(pk=row.pk).update(most=count)
            data = {"door": kind, "most": count}
            write("visits.budget_set", subject=Ref("visit_budget", row.pk), street=street, by=by, at=at, data=data)


def budgets(street: int) -> dict[str, int]:
    """Return the budget of a month by kind of door."""
    return {kind: USUAL for kind in DOORS} | dict(Budget.objects.filter(street=street).values_list("door_kind", "most"))


def doors_of(subjects: Iterable[Ref]) -> dict[Ref, Ref]:
    """Return the door of each subject: the household of a person who lives in one, else the subject itself."""
    known = set(subjects)
    persons = [one.id for one in known if one.kind == "person"]
    homes = (
        dict(Person.objects.filter(pk__in=persons, household__gt=0).values_list("pk", "household")) if persons else {}
    )
    return {one: Ref("household", homes[one.id]) if one.kind == "person" and one.id in homes else one for one in known}


def wanted_of(number: int, sheet: Sheet, *, beyond: str = "") -> Wanted:
    """Return what a visit wants, by its value: re-checks and urgent kinds may go beyond the budget."""
    if not beyond:
        urgent = reads.kind_of_sheet(sheet).table.urgent
        beyond = RECHECK if sheet.recheck_of else URGENT if urgent else CYCLE if sheet.plan or sheet.attempt > 1 else ""
    days = (sheet.done_at.astimezone(ZONE).date(),) * 2 if sheet.done_at else _days(sheet.earliest, sheet.latest)
    return Wanted(number, Ref(sheet.subject_kind, sheet.subject_id), *days, beyond)


def join(street: int, visits: Sequence[Wanted]) -> None:
    """Give each new visit its knock, in the running transaction: a few queries for any number of visits.

    Raises BudgetSpent for one that neither joins a knock nor finds a free turn and may not go beyond the budget. Who takes
    the same turn at the same moment is refused by the constraint, and what is taken is looked at again.
    """
    for tries_left in (2, 1, 0):
        try:
            with transaction.atomic():
                _join(street, visits)
            return
        except IntegrityError:
            if not tries_left:
                raise


def _join(street: int, visits: Sequence[Wanted]) -> None:
    doors = doors_of(one.subject for one in visits)
    first = min(one.opens for one in visits)
    rows = _knocks(street, doors.values(), min(first, now().astimezone(ZONE).date()))
    coming, taken, most = _coming(rows), _taken(rows), budgets(street)
    fresh, chosen = list[Knock](), list[tuple[int, Knock]]()
    for one in sorted(visits, key=lambda one: (one.closes, one.visit)):
        door = doors[one.subject]
        knock = _shared(coming.get(door, []), one)
        if knock is None:
            knock = _turn(street, door, one, taken.setdefault(door, set()), most[door.kind])
            fresh.append(knock)
        coming.setdefault(door, []).append((knock, one.opens, one.closes))
        chosen.append((one.visit, knock))
    Knock.objects.bulk_create(fresh, batch_size=500)
    errands = [Errand(visit=number, street=street, knock=knock.pk) for number, knock in chosen]
    Errand.objects.bulk_create(errands, batch_size=500)


def release(visit: int) -> None:
    """Give a cancelled visit's knock back, unless others are made with it: the door keeps its budget."""
    errand = Errand.objects.filter(visit=visit).first()
    if errand is not None:
        errand.delete()
        Knock.objects.filter(pk=errand.knock).exclude(pk__in=Errand.objects.values("knock")).delete()


def _knocks(street: int, doors: Iterable[Ref], day: date) -> list[Knock]:
    known, since = set(doors), day - timedelta(days=LOOKED_BACK)
    rows = Knock.objects.filter(street=street, door_id__in=[door.id for door in known], month__gte=since)
    return [row for row in rows if Ref(row.door_kind, row.door_id) in known]


def _coming(rows: Sequence[Knock]) -> dict[Ref, list[tuple[Knock, date, date]]]:
    """Return the knocks still to come by door, each with the days that all its open visits share."""
    errands = dict(Errand.objects.filter(knock__in=[row.pk for row in rows]).values_list("visit", "knock"))
    open_ = Visit.objects.filter(pk__in=list(errands), state="planned").values_list("pk", "earliest", "latest")
    days: dict[int, tuple[date, date]] = {}
    for visit, earliest, latest in open_ if errands else ():
        opens, closes = _days(earliest, latest)
        first, last = days.get(errands[visit], (opens, closes))
        days[errands[visit]] = max(first, opens), min(last, closes)
    found: dict[Ref, list[tuple[Knock, date, date]]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        if row.pk in days:
            found.setdefault(Ref(row.door_kind, row.door_id), []).append((row, *days[row.pk]))
    return found


def _taken(rows: Sequence[Knock]) -> dict[Ref, set[tuple[date, int]]]:
    found: dict[Ref, set[tuple[date, int]]] = {}
    for row in rows:
        found.setdefault(Ref(row.door_kind, row.door_id), set()).add((row.month, row.turn))
    return found


def _days(earliest: datetime, latest: datetime) -> tuple[date, date]:
    return earliest.astimezone(ZONE).date(), (latest - timedelta(seconds=1)).astimezone(ZONE).date()


def _shared(coming: Sequence[tuple[Knock, date, date]], one: Wanted) -> Knock | None:
    """Return a knock to come on a day of the visit's; one that others have narrowed since is judged by all of them."""
    today = now().astimezone(ZONE).date()
    days: dict[int, tuple[Knock, date, date]] = {}
    for knock, opens, closes in coming:
        _, first, last = days.get(id(knock), (knock, opens, closes))
        days[id(knock)] = knock, max(first, opens), min(last, closes)
    for knock, opens, closes in days.values():
        if max(opens, one.opens, today) <= min(closes, one.closes):
            return knock
    return None


def _turn(street: int, door: Ref, one: Wanted, taken: set[tuple[date, int]], most: int) -> Knock:
    """Take the first free turn of a month in the window."""
    free = ((month, turn) for month in months(one) for turn in range(1, most + 1) if (month, turn) not in taken)
    month, turn = next(free, (months(one)[0], 0))
    if not turn and not one.beyond:
        raise spent(door, one)
    taken.add((month, turn))
    return Knock(
        street=street, door_kind=door.kind, door_id=door.id, month=month, turn=turn, most=most,
        beyond="" if turn else one.beyond,
    )  # fmt: skip


def months(one: Wanted) -> list[date]:
    """Return the months in which a visit may be made, from today on."""
    today = now().astimezone(ZONE).date()
    month, found = max(min(today, one.closes), one.opens).replace(day=1), list[date]()
    while month <= one.closes:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def spent(door: Ref, one: Wanted) -> BudgetSpent:
    """Return the refusal, naming the visits that stand by number, kind and day."""
    rows = Knock.objects.filter(door_kind=door.kind, door_id=door.id, month__in=months(one))
    visits = Visit.objects.filter(pk__in=Errand.objects.filter(knock__in=rows.values("pk")).values("visit"))
    told = [
        f"{row.id} {reads.kind_of(row).table.title.zh} {(row.done_at or row.latest).astimezone(ZONE):%m-%d}"
        for row in visits.defer("content").order_by("latest", "id")[:4]
    ]
    return BudgetSpent(stands="；".join(told), fields={"latest": "Choose days of a later month, or make it together."})


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def together(visits: Iterable[int]) -> dict[int, int]:
    """Return the knock of each visit, in one query; visits that are older than knocks have none."""
    return dict(Errand.objects.filter(visit__in=list(visits)).values_list("visit", "knock"))


def companions(visit: int) -> list[int]:
    """Return the other visits that are made with the same knock."""
    knock = Errand.objects.filter(visit=visit).values_list("knock", flat=True).first()
    if knock is None:
        return []
    return sorted(Errand.objects.filter(knock=knock).exclude(visit=visit).values_list("visit", flat=True))


def door_this_month(subject: Ref, street: int, day: date) -> tuple[int, int]:
    """Return how many knocks a door has had or is to have in the month of a day, and how many it may have."""
    door = doors_of([subject])[subject]
    count = Knock.objects.filter(
        street=street, door_kind=door.kind, door_id=door.id, month=day.replace(day=1), turn__gt=0
    ).count()
    return count, budgets(street)[door.kind]
