"""Cells of tables that offices send, as values: what stands there as text, and days however they are written."""

import re
from datetime import date, datetime
from typing import Any

from shiqiao.base.sentences import Sentence

_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?")


def text(value: Any) -> str:
    """Return a cell as text without blanks around it; an empty cell is an empty text."""
    return "" if value is None else str(value).strip()


def day(value: Any) -> date | None:
    """Return a cell as a day: 2018-06-27, 2018/6/27, 2018年6月27日, 20180627. Raises ValueError with a Sentence."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    found = _DAY.fullmatch(text(value))
    try:
        return date(*map(int, found.groups())) if found else _no_day(value)
    except ValueError:
        return _no_day(value)


def _no_day(value: Any) -> date:
    raise ValueError(Sentence("{value} is not a date. Write it like 2018-06-27.", value=str(value)[:20]))
