"""Which old backups stay. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from shiqiao.base.errors import Invalid

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Keep:
    """How many backups stay: the newest of each of the last `days` days that have one, likewise weeks and months.

    Whatever is less than a day older than the newest stays as well.
    """

    days: int = 7
    weeks: int = 5
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> "Keep":
        """Read `7,5,12`; raises Invalid."""
        parts = text.split(",")
        if len(parts) != 3 or not all(part.strip().isdigit() for part in parts) or int(parts[0]) < 1:
            raise Invalid(
                fields={"keep": "Write three numbers, days, weeks and months, such as 7,5,12; days at least 1."}
            )
        return cls(*map(int, parts))


def to_keep(made: Iterable[tuple[str, datetime]], keep: Keep, zone: tzinfo) -> set[str]:
    """Return the names that stay of backups (name, when it was made); the newest one always does."""
    newest_first = sorted(made, key=lambda one: (one[1], one[0]), reverse=True)
    periods: list[tuple[int, Callable[[date], object]]] = [
        (keep.days, lambda day: day),
        (keep.weeks, lambda day: day.isocalendar()[:2]),
        (keep.months, lambda day: (day.year, day.month)),
    ]
    kept = {name for name, at in newest_first if newest_first[0][1] - at < DAY}
    for most, period in periods:
        seen: set[object] = set()
        for name, at in newest_first:
            of = period(at.astimezone(zone).date())
            if of not in seen and len(seen) < most:
                seen.add(of)
                kept.add(name)
    return kept
