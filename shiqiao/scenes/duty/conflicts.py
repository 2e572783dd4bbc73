"""What keeps a person from a turn: another turn at the same time, too little rest, being away. Said exactly."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.errors import DoubleDuty, PersonAway, RestBroken
from shiqiao.scenes.duty.tables import Availability, Turn

HOUR = timedelta(hours=1)


def days_of(since: datetime, until: datetime) -> list[date]:
    """Return the local days that a span touches."""
    first, last = localdate(since), localdate(until - timedelta(seconds=1))
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def away_days(street: int, persons: Iterable[int], since: date, until: date) -> dict[int, set[date]]:
    """Return on which days of a span (both included) who cannot take duty: entered here, or on leave in the house."""
    found: dict[int, set[date]] = {one: set() for one in persons}
    spans = [
        (row.person, row.days.lower, row.days.upper)
        for row in Availability.objects.filter(
            street=street, person__in=list(found), kind="away", ended_at=None, days__overlap=(since, until + timedelta(1))
        )
    ]  # fmt: skip
    spans += [(row.account, row.during.start, row.during.end) for row in people.book().leaves if row.account in found]
    for person, first, end in spans:
        first, last = max(first, since), min(end - timedelta(1), until) if end else until
        found[person] |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return found


def in_the_way(
    street: int, person: int, since: datetime, until: datetime, rest: timedelta, without: Iterable[int] = ()
) -> ShiqiaoError | None:
    """Return what keeps a person from a turn, as the error that says it; None for nothing. `without` are turns given away."""
    name = _name(person)
    away = away_days(street, [person], *((days := days_of(since, until))[0], days[-1]))[person]
    if day := next((one for one in days if one in away), None):
        return PersonAway(person=name, day=day.isoformat())
    near = Turn.objects.filter(street=street, person=person, live=True).exclude(state="changed")
    near = near.exclude(pk__in=list(without)).filter(
        Q(rested__overlap=(since, until + rest)) | Q(during__overlap=(since, until))
    )
    row = near.order_by("during").first()
    return _told(row, name, since, until, rest) if row else None


def _name(person: int) -> str:
    row = people.person(person)
    return row.name_en if (get_language() or "").startswith("en") and row.name_en else row.name


def _told(row: Turn, name: str, since: datetime, until: datetime, rest: timedelta) -> ShiqiaoError:
    begin, end = row.during.lower, row.during.upper
    span = {"since": f"{localtime(begin):%m-%d %H:%M}", "until": f"{localtime(end):%m-%d %H:%M}"}
    if begin < until and since < end:
        return DoubleDuty(person=name, **span)
    before = end <= since
    left = (since - end if before else begin - until) / HOUR
    needed = (row.rested.upper - end if before else rest) / HOUR
    return RestBroken(person=name, left=f"{left:g}", needed=f"{needed:g}", **span)


class Near:
    """The turns and days away of everybody around a moment, read at once: whether somebody is free is then asked in memory."""

    def __init__(self, street: int, around: datetime, days: int) -> None:
        edges = (around - timedelta(days), around + timedelta(days))
        rows = Turn.objects.filter(street=street, live=True, rested__overlap=edges).exclude(state="changed")
        self.turns = list(rows.order_by("during"))
        self.spans: dict[int, list[Turn]] = {}
        for row in self.turns:
            self.spans.setdefault(row.person, []).append(row)
        self.street, self.edges = street, (localdate(edges[0]), localdate(edges[1]))
        self._away: dict[int, set[date]] = {}

    def know(self, persons: Iterable[int]) -> None:
        """Read when some persons are away."""
        self._away |= away_days(self.street, persons, *self.edges)

    def free(self, person: int, span: tuple[datetime, datetime, datetime], without: Iterable[int]) -> bool:
        """Tell whether a person may take a turn (begin, end, end of rest), the turns `without` given away."""
        begin, end, rested = span
        if not self._away.get(person, set()).isdisjoint(days_of(begin, end)):
            return False
        left = set(without)
        return all(
            row.pk in left or not (row.rested.lower < rested and begin < row.rested.upper)
            for row in self.spans.get(person, ())
        )
