"""Days for which scores are shown: a day, a month, a quarter, a year, each with the ones beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.scoring import reads, rules

EARLIEST = date(2000, 1, 1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
TITLES = {
    "day": gettext_noop("by the day"), "month": gettext_noop("by the month"), "quarter": gettext_noop("by the quarter"),
    "year": gettext_noop("by the year"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days [since, until) of a kind with what leads to those beside it, and whether nothing in it is open any more.

    `code` is how addresses name it: 2018-06-27, 2018-06, 2018-Q2, 2018. `closed_at` is told of months alone.
    """

    kind: str
    since: date
    until: date
    code: str
    closed: bool
    closed_at: datetime | None
    before: str
    after: str

    @property
    def label(self) -> str:
        """Return what it is called."""
        if self.kind == "day":
            return date_format(self.since, "DATE_FORMAT")
        if self.kind == "month":
            return date_format(self.since, "YEAR_MONTH_FORMAT")
        if self.kind == "year":
            return _("Year %(year)s") % {"year": self.since.year}
        return _("Quarter %(n)s of %(year)s") % {"n": _quarter(self.since), "year": self.since.year}

    @property
    def month(self) -> str:
        """Return the month in which it begins, as months alone are named."""
        return f"{self.since:%Y-%m}"

    @property
    def others(self) -> Sequence[tuple[str, str, bool]]:
        """Return every kind: title, code of the days of that kind round its last day that has begun, whether it is this."""
        last = min(self.until - timedelta(days=1), localdate(now()))
        return [(_(title), code_of(kind, last), kind == self.kind) for kind, title in TITLES.items()]


def span_of(actor: Actor, given: str) -> Span:
    """Return the days asked for as 2018-06-27, 2018-06, 2018-Q2 or 2018; the present month for anything else."""
    today = localdate(now())
    kind, day = _read(given) or ("month", today)
    since, until = around(kind, max(EARLIEST, min(day, today)))
    street = actor.street or 0
    closed, edge = reads.closed(street, since, until), reads.open_since(street)
    return Span(
        kind, since, until, code_of(kind, since), edge is not None and until <= edge, closed.closed_at if closed else None,
        code_of(kind, since - timedelta(days=1)), code_of(kind, until) if until <= today else "",
    )  # fmt: skip


def month_of(actor: Actor, given: str) -> Span:
    """Return the month asked for as 2018-06, the present one for anything else."""
    found = _read(given)
    return span_of(actor, given if found and found[0] == "month" else "")


def around(kind: str, day: date) -> tuple[date, date]:
    """Return the days [since, until) of a kind in which a day lies."""
    if kind == "day":
        return day, day + timedelta(days=1)
    since = date(day.year, (day.month - 1) // MONTHS[kind] * MONTHS[kind] + 1, 1)
    until = since
    for _month in range(MONTHS[kind]):
        until = rules.next_month(until)
    return since, until


def code_of(kind: str, day: date) -> str:
    """Return how addresses name the days of a kind in which a day lies."""
    return {
        "day": day.isoformat(), "month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{_quarter(day)}", "year": f"{day:%Y}",
    }[kind]  # fmt: skip


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _read(given: str) -> tuple[str, date] | None:
    year, _dash, rest = given.partition("-")
    kind = {"": "year", "Q": "quarter"}.get(rest[:1], "month" if len(rest) == len("06") else "day")
    if kind == "quarter" and rest[1:] in ("1", "2", "3", "4"):
        rest = f"{3 * int(rest[1:]) - 2:02}"
    try:
        return kind, date.fromisoformat({"year": f"{year}-01-01", "day": given}.get(kind, f"{year}-{rest}-01"))
    except ValueError:
        return None
