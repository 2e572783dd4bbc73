"""A year of figures from one table: each row entered like by hand, the table itself kept as the paper of all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import Figure, Source, enter_actual
from shiqiao.scenes.plan.definitions import Target

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "target": ("目标任务", "指标", "Target"), "year": ("年度", "年份", "Year"), "month": ("月份", "Month"),
    "value": ("完成数", "Figure"), "district": ("全区数", "District"), "paper_title": ("来源文件", "Paper"),
    "paper_number": ("来源文号", "Number of the paper"), "paper_day": ("来源日期", "Day of the paper"),
}  # fmt: skip
NEEDED = ("target", "year", "month", "value")
NO_COLUMN = "The table needs a column {heading}."
NO_TARGET = "There is no target {name}; write its title or its code."
NO_NUMBER = "This is not a number."


@dataclass(frozen=True)
class Loaded:
    """What became of a table, or would become of it: by row each figure that is entered, and what is wrong."""

    rows: Mapping[int, tuple[Target, Figure]]
    wrong: Mapping[int, ShiqiaoError]

    @property
    def entered(self) -> int:
        """Return how many figures are entered."""
        return len(self.rows)


class _Nothing(Exception):
    """Takes back what was entered: where the table was only looked at, or nothing shall be when a single row is wrong."""


def load_year(
    *, path: Path, uploaded: str, title: str, whole: bool = False, look: bool = False, by: Actor, at: datetime
) -> Loaded:
    """Enter the figures of a table; `whole`: none when one row cannot be entered. `uploaded` is the hash of the table.

    `look` enters nothing and returns what would be. A row without a paper of its own comes from the table, called `title`.
    Raises Invalid for a table without the columns.
    """
    wrong: dict[int, ShiqiaoError] = {}
    entered: dict[int, tuple[Target, Figure]] = {}
    try:
        with transaction.atomic():
            for number, row in _rows(path, wrong):
                try:
                    with transaction.atomic():
                        entered[number] = _enter(row, uploaded, title, by, at)
                except ShiqiaoError as error:
                    wrong[number] = error
            if look or (whole and wrong):
                raise _Nothing
    except _Nothing:
        entered = entered if look else {}
    return Loaded(entered, dict(sorted(wrong.items())))


def _rows(path: Path, wrong: dict[int, ShiqiaoError]) -> Iterator[tuple[int, dict[str, Any]]]:
    def bad(number: int, why: str) -> None:
        wrong[number] = Invalid(fields={"row": why})

    for number, row in tables.read_rows(path, bad=bad):
        names = {field: next((one for one in known if one in row), "") for field, known in HEADINGS.items()}
        for field in NEEDED:
            if not names[field]:
                heading = HEADINGS[field][0]
                raise Invalid(NO_COLUMN, fields={"file": NO_COLUMN}, heading=heading)
        yield number, {field: row.get(name) for field, name in names.items() if name}


def _enter(row: Mapping[str, Any], uploaded: str, title: str, by: Actor, at: datetime) -> tuple[Target, Figure]:
    target = _target(str(row["target"] or ""), by)
    day = row.get("paper_day")
    source = Source(
        str(row.get("paper_title") or title)[:120], str(row.get("paper_number") or "")[:60],
        day.date() if isinstance(day, datetime) else day if isinstance(day, date) else None, uploaded=(uploaded,),
    )  # fmt: skip
    district = _number(row.get("district"), "district") if row.get("district") is not None else None
    figure = Figure(
        int(_number(row["year"], "year")), int(_number(row["month"], "month")), _number(row["value"], "value"), district,
        district_source=source.title if district is not None else "",
    )  # fmt: skip
    number = reads.number_of(by.street or 0, "targets", target.code)
    enter_actual(target=number, figure=figure, source=source, by=by, at=at)
    return target, figure


def _target(name: str, by: Actor) -> Target:
    for one in reads.targets(by.street or 0):
        if name in (one.code, one.title.zh, one.title.en):
            return one
    raise Invalid(fields={"target": NO_TARGET}, name=name or "–")


def _number(value: Any, field: str) -> Decimal:
    try:
        found = Decimal(str(value).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise Invalid(fields={field: NO_NUMBER}) from None
    if not found.is_finite():
        raise Invalid(fields={field: NO_NUMBER})
    return found
