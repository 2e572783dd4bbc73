"""What the pages show of scores by month: the street's table, and one counter with the reasons of its score."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.hall.counters import Counter
from shiqiao.scenes.hall.fives import grounds, reads, rights, scored, shown, words
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import SENSES
from shiqiao.scenes.hall.fives.scored import Month
from shiqiao.surfaces.desk.words import in_language

BACK, TREND = 6, 12


@dataclass(frozen=True)
class Cell:
    """A month's score as it is shown."""

    month: date
    score: str
    tone: str
    bar: int
    row: Month


@dataclass(frozen=True)
class StationRow:
    """A counter in the table: this month, against the month before, and the months before that."""

    title: str
    url: str
    now: Cell
    change: str
    change_tone: str
    before: list[Cell]
    open_url: str


def cell(row: Month, good: int) -> Cell:
    """Return a month's score as it is shown."""
    return Cell(row.month, words.score(row.score), words.tone(row.score, good), (row.score or 0) // 10, row)


def change(one: Month, before: Month) -> tuple[str, str]:
    """Say how a score moved against the month before."""
    if one.score is None or before.score is None:
        return "—", "grey"
    moved = one.score - before.score
    if not moved:
        return _("unchanged"), "grey"
    said = f"{abs(moved) // 10}.{abs(moved) % 10}"
    return (f"▲ {said}", "green") if moved > 0 else (f"▼ {said}", "red")


def overview(actor: Actor, month: date, at: datetime) -> dict[str, Any]:
    """Return what the page of 5S shows: what waits, and every counter by month."""
    street, seen = actor.street or 0, rights.stations(actor)
    months = [*_before(month, BACK - 1), month]
    table, found = five_s_of(street), scored.scores(street, months, at)
    return {
        "rows": [_station(one, months, found, table.good) for one in seen.values()], "months": months[:-1], "month": month,
        "earlier": _before(month, 1)[0], "later": _after(month, at), "waiting": waiting(actor, at),
        "rounds": shown.round_rows(reads.open_rounds(actor)), "walks": bool(rights.walks(actor)) and bool(table.areas),
        "published": bool(table.areas), "good": table.good, "deductions": table.deductions,
    }  # fmt: skip


def _station(one: Counter, months: list[date], found: Any, good: int) -> StationRow:
    cells = [cell(found.get((one.unit, month), Month(month)), good) for month in months]
    said, tone = change(cells[-1].row, cells[-2].row)
    url = reverse("desk:hall:five-s-at", args=[one.unit])
    return StationRow(
        in_language(one.title_zh, one.title_en), f"{url}?month={months[-1]:%Y-%m}", cells[-1], said, tone, cells[:-1],
        f"{reverse('desk:hall:findings')}?tab=all&station={one.unit}&month={months[-1]:%Y-%m}",
    )  # fmt: skip


def waiting(actor: Actor, at: datetime) -> list[tuple[str, str, str, str]]:
    """Return what waits for the actor: title, count, address, tone."""
    counted, url = reads.counts(actor, at), reverse("desk:hall:findings")
    found = [
        (
            _(words.TABS[tab]),
            shown.tabs_bounded(counted[tab]) or "0",
            f"{url}?tab={tab}",
            tone if counted[tab] else "grey",
        )
        for tab, tone in (("mine", "yellow"), ("check", "blue"), ("late", "red"))
    ]
    if rights.walks(actor):
        many = grounds.how_many(actor)
        found.append((_("Proposed by records"), str(many), reverse("desk:hall:grounds"), "yellow" if many else "grey"))
    return found


def _before(month: date, many: int) -> list[date]:
    found: list[date] = []
    while len(found) < many:
        month = (month - timedelta(days=1)).replace(day=1)
        found.insert(0, month)
    return found


def _after(month: date, at: datetime) -> date | None:
    following = (month + timedelta(days=32)).replace(day=1)
    return following if following <= scored.months_back(at, 1)[0] else None


def station_page(actor: Actor, one: Counter, month: date, at: datetime) -> dict[str, Any]:
    """Return a counter's page: the month with what made its score, areas by the five, the trend, findings and rounds."""
    street = actor.street or 0
    months = [*_before(month, TREND - 1), month]
    table, found = five_s_of(street), scored.scores(street, months, at)
    trend = [cell(found.get((one.unit, when), Month(when)), table.good) for when in months]
    marks = scored.marks_of(one.unit, month)
    page = reads.findings(actor, reads.Filters("all", one.unit, month), at, limit=50)
    row = trend[-1].row
    return {
        "station": in_language(one.title_zh, one.title_en), "unit": one.unit, "now": trend[-1], "month": month,
        "walked": f"{row.points * 1000 // row.possible / 10:.1f}" if row.possible else "",
        "trend": [one for one in trend if one.row.possible][::-1], "five": words.senses(table), "areas": [
            (words.area(table, area.code), [_mean(marks.get(area.code, {}).get(code), table.evidence_below) for code in SENSES])
            for area in table.areas_at(one.hall) if area.code in marks
        ],
        "found": shown.rows_of(page.rows, at), "rounds": shown.round_rows(reads.rounds_of(one.unit)),
        "walks": one.unit in rights.walks(actor) and bool(table.areas), "earlier": _before(month, 1)[0],
        "later": _after(month, at), "deductions": table.deductions,
    }  # fmt: skip


def _mean(pair: tuple[int, int] | None, below: int) -> tuple[str, str]:
    if not pair or not pair[1]:
        return "—", "grey"
    tenths = pair[0] * 10 // pair[1]
    return f"{tenths // 10}.{tenths % 10}", shown.mark_tone(tenths // 10, below)
