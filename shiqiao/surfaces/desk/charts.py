"""What the cockpit draws: thirty days, twelve months, the lines of work; each is a table first, its rows open lists.

Asked for by the page when it is scrolled to, and a page of its own without scripts. What is over changes seldom: it is kept
for ten minutes, for all who lead the street.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.briefly import Briefly
from shiqiao.kernel.matters import pulse
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.rules import Score, month_before, next_month
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.cockpit import listed
from shiqiao.surfaces.desk.forms import day_start

DAYS, MONTHS = 30, 12
RATES = ("echoed_same_day", "handled_in_time", "solved", "satisfied")
PAST, PRESENT = 600.0, 20.0  # seconds
_past: Briefly[Mapping[date, tuple[int, int]]] = Briefly(PAST)
_closed: Briefly[Score | None] = Briefly(PAST)
_running: Briefly[Score | None] = Briefly(PRESENT)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a chart: as it is drawn, as it is said, and the list behind it."""

    value: str
    said: str
    url: str = ""
    label: str = ""  # the series, for readers on a telephone


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its kind (bars, lines, stack), heading, the names of its series, and rows of numbers."""

    kind: str
    title: str
    first: str
    series: Sequence[str]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]
    unit: str = ""


def charts(actor: Actor, at: datetime) -> list[Drawn]:
    """Return the charts of who leads a street."""
    street = actor.street or 0
    return [_labelled(one) for one in (_days(street, at), _months(street, at), _lines(street, at))]


def _labelled(one: Drawn) -> Drawn:
    def named(cells: Sequence[Cell]) -> list[Cell]:
        return [replace(cell, label=name) for cell, name in zip(cells, one.series, strict=True)]

    return replace(one, rows=[(title, url, named(cells)) for title, url, cells in one.rows])


def _days(street: int, at: datetime) -> Drawn:
    today, begins = localdate(at), day_start(at)
    before = _past((street, today), lambda: pulse.days(street, begins=day_start(at, 1 - DAYS), ends=begins))
    found = {**before, **pulse.days(street, begins=begins, ends=day_start(at, 1))}
    rows = []
    for day in (today - timedelta(days=n) for n in reversed(range(DAYS))):
        reported, closed = found.get(day, (0, 0))
        url = listed(show="all", since=day.isoformat(), until=day.isoformat())
        rows.append((f"{day:%m-%d}", url, (Cell(str(reported), str(reported), url), Cell(str(closed), str(closed)))))
    return Drawn("bars", _("Reported and closed, thirty days"), _("Day"), (_("Reported"), _("Closed")), rows)


def _months(street: int, at: datetime) -> Drawn:
    first = localdate(at).replace(day=1)
    version = reads.in_force(street, first)
    titles = {one.code: words.said(one.title) for one in version.table.indicators} if version else {}
    known = [code for code in RATES if code in titles]
    months = [first]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    rows = [_month(street, month, known, first) for month in reversed(months)]
    return Drawn("lines", _("Rates of the last twelve months"), _("Month"), [titles[code] for code in known], rows, "%")


def _month(street: int, month: date, known: Sequence[str], present: date) -> tuple[str, str, Sequence[Cell]]:
    keep = _running if month == present else _closed
    found = keep((street, month), lambda: next(iter(reads.scores(street, "street", month, next_month(month))), None))
    lines = {line.code: line for line in found.lines} if found else {}
    cells = []
    for code in known:
        line = lines.get(code)
        if line is None or line.value is None:
            cells.append(Cell("", "—"))
            continue
        url = f"{reverse('desk:score-rows', args=['street', street, code])}?month={month:%Y-%m}&side=other"
        cells.append(Cell(f"{float(line.value) * 100:.1f}", f"{float(line.value):.1%}", url))
    return f"{month:%Y-%m}", f"{reverse('desk:score', args=['street', street])}?month={month:%Y-%m}", cells


def _lines(street: int, at: datetime) -> Drawn:
    rows = []
    for line, late, today, everything in pulse.open_by_line(street, at=at, ends=day_start(at, 1)):
        urls = (listed(line=line, show="open", light="red"), listed(line=line, show="open", today="on"), "")
        numbers = (late, today, everything - late - today)
        cells = [Cell(str(number), str(number), url) for number, url in zip(numbers, urls, strict=True)]
        rows.append((words.line_title(line), listed(line=line, show="open"), cells))
    series = (_("Late"), _("Due today"), _("In time"))
    return Drawn("stack", _("Open work by line"), _("Line"), series, rows)
