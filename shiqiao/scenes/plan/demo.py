"""The demo's figures: those of the report, and invented months with an invented paper, entered by the units in charge."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from openpyxl import Workbook

from shiqiao.base.actor import Actor, Reach, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import Figure, Source, correct_actual, enter_actual, enter_known
from shiqiao.scenes.plan.definitions import Target

PAPER_DAY = 12  # of the month after
INVENTED = "（演示数据，虚构）"
# Target → year → figures of its months from January on; invented, also where the year's end was in the report.
MONTHS: dict[str, dict[int, tuple[str, ...]]] = {
    "budget_revenue": {
        2017: ("1.46", "2.31", "3.42", "4.55", "5.61", "6.88", "8.02", "8.97", "10.05", "11.21", "12.20"),
        2018: ("1.58", "2.52", "3.71", "4.93", "6.09"),
    },
    "fixed_investment": {
        2017: ("0.06", "0.18", "0.47", "0.72", "1.01", "1.36", "1.60", "1.85", "2.14", "2.43", "2.74"),
        2018: ("0.05", "0.17", "0.49", "0.74", "1.02"),
    },
    "retail_sales": {
        2017: ("2.11", "4.02", "5.98", "7.97", "10.02", "12.09", "14.08", "16.11", "18.23", "20.47", "22.55"),
        2018: ("2.28", "4.36", "6.49", "8.63", "10.86"),
    },
    "capital_attracted": {2018: ("0.30", "0.75", "1.42", "1.90", "2.28")},
    "jobs_registered": {2018: ("42", "88", "171", "236", "297")},
    "renewal_signed": {2018: ("0", "6.5", "18.2", "31.0", "38.6")},
    "unlawful_structures": {2018: ("12100", "11200", "9650", "8100", "6900")},
}  # fmt: skip
DISTRICT = {("budget_revenue", 2018, 5): "31.87"}
MISTYPED = ("retail_sales", 2018, 4, "8.36", "录入时数字颠倒，以月报为准")


def load(street: int, report: Any = None) -> None:
    """Enter the figures once; nothing where some stand already."""
    zone = ZoneInfo(settings.TIME_ZONE)
    with scope.scoped(street):
        if reads.years_entered(street):
            return
        until = now()
        for target in reads.targets(street):
            by = _in_charge(street, target, until)
            for figure, at in _figures(target, zone):
                if by is not None and at < until:
                    with held(at):
                        _enter(street, target, figure, by, at)
        enter_known(street=street, by=system("plan", street=street), at=until)


def _in_charge(street: int, target: Target, at: datetime) -> Actor | None:
    """Return who enters for a unit: the first of its posts that somebody holds."""
    unit = people.unit_by_code(target.in_charge, street).id
    for post in people.posts(street):
        if post.unit == unit and (account := people.holder_of(post.id, at).account):
            return Actor(
                "account", post.code, account, post.id, street, frozenset(post.roles), Reach(posts=frozenset({post.id}))
            )
    return None


def _figures(target: Target, zone: ZoneInfo) -> Iterator[tuple[Figure, datetime]]:
    for year, values in MONTHS.get(target.code, {}).items():
        for month, value in enumerate(values, start=1):
            entered = date(year + month // 12, month % 12 + 1, PAPER_DAY)
            district = DISTRICT.get((target.code, year, month))
            figure = Figure(
                year, month, Decimal(value), Decimal(district) if district else None,
                district_source="财政收入月报" + INVENTED if district else "", invented=True,
            )  # fmt: skip
            yield figure, datetime.combine(entered, time(9, 30), zone)


def _enter(street: int, target: Target, figure: Figure, by: Actor, at: datetime) -> None:
    number = reads.number_of(street, "targets", target.code)
    source = _source(target, figure, at)
    code, year, month, wrong, why = MISTYPED
    if (target.code, figure.year, figure.month) != (code, year, month):
        enter_actual(target=number, figure=figure, source=source, by=by, at=at)
        return
    first = Figure(year, month, Decimal(wrong), invented=True)
    row = enter_actual(target=number, figure=first, source=source, by=by, at=at)
    correct_actual(actual=row.pk, figure=figure, source=_source(target, figure, at), reason=why, by=by, at=at)


def _source(target: Target, figure: Figure, at: datetime) -> Source:
    title = f"{target.source.zh}（{figure.year}年{figure.month}月）{INVENTED}"
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(["指标", "单位", "截至月份", "数值"])
    sheet.append([target.title.zh, target.unit.zh, figure.month, float(figure.value)])
    held_in = io.BytesIO()
    book.save(held_in)
    return Source(title, f"演示〔{figure.year}〕{figure.month}号", at.date(), file=held_in.getvalue(), name="月报.xlsx")
