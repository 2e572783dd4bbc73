"""The streets below a district, city or province, each with its open work and its scores: as page and as list to take away.

All figures are those that each street sees of itself: open work from `figures`, shares and total from its own indicators.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.matters.figures import OpenWork, open_in
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.scoring import across, rules
from shiqiao.kernel.scoring.rules import Measured, Score
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.profiles import StreetProfile
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.kit.above import streets_below

SHARES = {
    "in_time": ("handled_in_time", gettext_noop("Handled in time")),
    "same_day": ("echoed_same_day", gettext_noop("Answered the same day")),
    "satisfied": ("satisfied", gettext_noop("Satisfied")),
}
"""Column -> (code of the indicator as the streets' own tables have it, heading)."""
COLUMNS = {
    "name": gettext_noop("Street"), "open": gettext_noop("Open matters"), "late": gettext_noop("Overdue"),
    **{name: title for name, (_code, title) in SHARES.items()}, "total": gettext_noop("Total score"),
    "rank": gettext_noop("Rank"),
}  # fmt: skip
RISES = frozenset({"name", "rank"})  # the first click puts the smallest on top; elsewhere the greatest


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator of a street in the month: how many hit, of how many; None where nothing was counted."""

    title: str
    n: int = 0
    d: int = 0
    value: Fraction | None = None
    small: bool = False

    @property
    def said(self) -> str:
        """Return the value in percent, empty where there is none."""
        return "" if self.value is None else f"{float(self.value):.1%}"


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street: what is open now, of it overdue; shares, total and rank (0: none) of the month."""

    street: int
    name: str
    division: str
    url: str
    open: int
    late: int
    shares: Sequence[Share]
    total: Decimal | None
    rank: int


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: the order it leads to, and how the rows stand by it now (ascending, descending, empty)."""

    title: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The page: whose streets, of which month the scores are, the rows in the order asked for."""

    division: str
    month: date
    heads: Sequence[Head]
    rows: Sequence[StreetRow]
    several: bool

    @property
    def label(self) -> str:
        """Return what the month is called."""
        return _said(self.month)

    @property
    def open(self) -> int:
        """Return how many matters are open in all."""
        return sum(row.open for row in self.rows)

    @property
    def late(self) -> int:
        """Return how many of them are overdue."""
        return sum(row.late for row in self.rows)


def overview(actor: Actor, at: datetime, order: str = "") -> Overview:
    """Return the streets below an actor's office, by rank unless another column is asked for (`late`, `-late`)."""
    name, falls = order.removeprefix("-"), order.startswith("-")
    if name not in COLUMNS:
        name, falls = "rank", False
    found = rows(actor, at)
    heads = [_head(code, title, name, falls) for code, title in COLUMNS.items()]
    division = territory.title((actor.street or 0) * 1_000_000)
    several = len({row.division for row in found}) > 1
    return Overview(division, _month(at), heads, in_order(found, name, falls), several)


def rows(actor: Actor, at: datetime) -> list[StreetRow]:
    """Return a row for each street below, by number; a query for open work and one for each kind of scores."""
    streets = streets_below(actor)
    low, high = scope.reading(actor)
    work = open_in(low, high, at=at, ends=day_start(at, 1)) if streets else {}
    scored = across.street_scores([one.street for one in streets], _month(at))
    ranked = {one.subject: one for one in rules.ranked(list(scored.values()))}
    return [_row(one, work.get(one.street), ranked.get(one.street), at) for one in streets]


def in_order(found: Sequence[StreetRow], name: str, falls: bool) -> list[StreetRow]:
    """Return rows by a column; those without a value come last, whichever way."""
    told = [(value, row) for row in found if (value := _value(row, name)) is not None]
    rest = sorted((row for row in found if _value(row, name) is None), key=lambda row: row.total is None)
    return [row for _value_, row in sorted(told, key=lambda one: one[0], reverse=falls)] + rest


def score_url(street: int, at: datetime) -> str:
    """Return the address of a street's own figures of the last finished month."""
    return f"{reverse('desk:score', args=['street', street])}?month={_month(at):%Y-%m}"


def _month(at: datetime) -> date:
    return rules.month_before(localdate(at))


def _said(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def _row(one: StreetProfile, work: OpenWork | None, score: Score | None, at: datetime) -> StreetRow:
    lines = {line.code: line for line in score.lines} if score else {}
    shares = [_share(_(title), lines.get(code)) for code, title in SHARES.values()]
    return StreetRow(
        one.street, words.in_language(one.title_zh, one.title_en), territory.title(one.street // 1000),
        reverse("desk:district-street", args=[one.street]), work.all if work else 0, work.late if work else 0, shares,
        score.total if score else None, score.rank if score else 0,
    )  # fmt: skip


def _share(title: str, line: Measured | None) -> Share:
    return Share(title, line.n, line.d, line.value, line.small) if line else Share(title)


def _value(row: StreetRow, name: str) -> Any:
    if name in SHARES:
        return row.shares[[*SHARES].index(name)].value
    return (row.rank or None) if name == "rank" else getattr(row, name)


def _head(code: str, title: str, by: str, falls: bool) -> Head:
    if code != by:
        return Head(_(title), f"?order={'' if code in RISES else '-'}{code}", "")
    return Head(_(title), f"?order={'' if falls else '-'}{code}", "descending" if falls else "ascending")


# ── the list to take away ──────────────────────────────────────────────────────────────────────────────────────────

EXPORTED = (
    Column("Street", width=22), Column("District", width=16), Column("Open matters", "number", 12),
    Column("Overdue", "number", 10), *(Column(title, "number", 14) for _code, title in SHARES.values()),
    Column("Total score", "number", 10), Column("Rank", "number", 8),
)  # fmt: skip


def exported(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the rows of the page in its order; shares in percent."""
    for row in overview(actor, now(), params.get("order", "")).rows:
        shares = [None if one.value is None else round(100 * float(one.value), 1) for one in row.shares]
        yield row.name, row.division, row.open, row.late, *shares, row.total, row.rank or None


def facts(actor: Actor, params: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Say of which month the scores are."""
    return ((_("Scores of"), _said(_month(now()))), (_("Shares"), _("in percent")))


ALL = (ListExport("streets", "Streets at a glance", "desk:district", EXPORTED, exported, roles=ABOVE, facts=facts),)
