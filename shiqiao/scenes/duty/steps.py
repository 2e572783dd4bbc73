"""The steps of a roster: checked by another than who made it, published, or dropped; and what is wrong with one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden
from shiqiao.scenes.duty import rights
from shiqiao.scenes.duty.conflicts import away_days, days_of
from shiqiao.scenes.duty.errors import DaysTaken, NotSoNow, RosterLacks
from shiqiao.scenes.duty.store import ROSTER, lock_roster, note, settle, tell
from shiqiao.scenes.duty.tables import Roster, Shift, Turn


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a roster: nobody (a place is empty), away (somebody is away), near (another roster is too near)."""

    code: str
    day: date
    kind: str
    person: int = 0


def problems(row: Roster, *, most: int = 100) -> list[Problem]:
    """Return what is wrong with a draft by what is known now: empty places, people away, turns of other rosters too near."""
    shifts = {one.pk: one for one in Shift.objects.filter(roster=row.pk)}
    turns = list(Turn.objects.filter(roster=row.pk, state="standing"))
    found = _empty(shifts, turns) + _away(row, shifts, turns) + _near(row, shifts, turns)
    return sorted(found, key=lambda one: (one.day, one.kind, one.person))[:most]


def _empty(shifts: dict[int, Shift], turns: list[Turn]) -> list[Problem]:
    manned = dict.fromkeys(shifts, 0)
    for turn in turns:
        manned[turn.shift] += 1
    return [Problem("nobody", one.day, one.kind) for pk, one in shifts.items() if manned[pk] < 1 + one.officers]


def _away(row: Roster, shifts: dict[int, Shift], turns: list[Turn]) -> list[Problem]:
    persons = {turn.person for turn in turns}
    away = away_days(row.street, persons, row.days.lower, row.days.upper + timedelta(1))
    return [
        Problem("away", shifts[turn.shift].day, shifts[turn.shift].kind, turn.person)
        for turn in turns
        if not away[turn.person].isdisjoint(days_of(turn.during.lower, turn.during.upper))
    ]


def _near(row: Roster, shifts: dict[int, Shift], turns: list[Turn]) -> list[Problem]:
    if not turns:
        return []
    edges = (min(turn.rested.lower for turn in turns), max(turn.rested.upper for turn in turns))
    others = Turn.objects.filter(street=row.street, live=True, rested__overlap=edges).exclude(state="changed")
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for one in others.exclude(roster=row.pk):
        spans.setdefault(one.person, []).append((one.rested.lower, one.rested.upper))
    return [
        Problem("near", shifts[turn.shift].day, shifts[turn.shift].kind, turn.person)
        for turn in turns
        if any(low < turn.rested.upper and turn.rested.lower < high for low, high in spans.get(turn.person, ()))
    ]


@transaction.atomic
def check_roster(*, roster: int, by: Actor, at: datetime) -> Roster:
    """Check a draft: another than who made it looks, and nothing may be wrong. Raises Forbidden, NotSoNow, RosterLacks."""
    rights.refuse_keeping(by)
    with scope.scoped(*scope.of(by)):
        row = lock_roster(by.street or 0, roster)
        if row.state != "draft":
            raise NotSoNow
        if row.made_by == (by.account or 0):
            raise Forbidden(fields={"post": "You made this roster; another person checks it."})
        if found := problems(row):
            raise RosterLacks(many=len(found))
        row.state, row.checked_by, row.checked_at = "checked", by.account or 0, at
        row.save(update_fields=["state", "checked_by", "checked_at"])
        note("duty.roster_checked", Ref(ROSTER, row.pk), row.street, by, at, version=row.version)
    return row


@transaction.atomic
def publish_roster(*, roster: int, by: Actor, at: datetime) -> Roster:
    """Publish a checked roster; from now on it changes by swaps and replacements alone. Everybody in it is told.

    Raises Forbidden, NotSoNow, DaysTaken; Conflict when the database refuses double duty, broken rest or an unmanned shift.
    """
    rights.refuse_keeping(by)
    with scope.scoped(*scope.of(by)):
        row = lock_roster(by.street or 0, roster)
        if row.state != "checked":
            raise NotSoNow
        if Roster.objects.filter(street=row.street, state="published", days__overlap=row.days).exists():
            raise DaysTaken
        if found := problems(row):
            raise RosterLacks(many=len(found))
        row.state, row.published_by, row.published_at = "published", by.account or 0, at
        with _refusing():
            row.save(update_fields=["state", "published_by", "published_at"])
            Turn.objects.filter(roster=row.pk).update(live=True)
            Shift.objects.filter(roster=row.pk).update(live=True)
            settle()
        note("duty.roster_published", Ref(ROSTER, row.pk), row.street, by, at, version=row.version)
        people = Turn.objects.filter(roster=row.pk).order_by("person").values_list("person", flat=True).distinct()
        tell("duty.roster_published", Ref(ROSTER, row.pk), row.street, at, people)
    return row


class _refusing:
    """Turn what the database refuses into a sentence."""

    def __enter__(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.point.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            raise Conflict(
                "The database refuses this: somebody would have double duty or too little rest, or a shift would not be manned."
            ) from error


refusing = _refusing


@transaction.atomic
def drop_roster(*, roster: int, by: Actor, at: datetime) -> Roster:
    """Drop a draft or checked roster; it stays on file. Raises Forbidden, NotSoNow."""
    rights.refuse_keeping(by)
    with scope.scoped(*scope.of(by)):
        row = lock_roster(by.street or 0, roster)
        if row.state not in ("draft", "checked"):
            raise NotSoNow
        row.state = "dropped"
        row.save(update_fields=["state"])
        note("duty.roster_dropped", Ref(ROSTER, row.pk), row.street, by, at, version=row.version)
    return row
