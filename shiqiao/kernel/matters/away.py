"""Months that were put away: which they are, and what is said of a matter that would lie in one (decision 72).

What is said follows from the number alone, for a month is a range of ids: it tells nobody whether there is such a matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from shiqiao.kernel.matters.errors import InArchive
from shiqiao.kernel.matters.rules import identifier_in
from shiqiao.kernel.retention.hooks import Stop

STOPPED = "It lies in the archive of a closed month. Let the administrator open that month, then erase it."  # msgid
REPORTERS = "What came in {month} lies in the archive of the office. Ask the office: it can open it again."  # msgid
COLUMNS = "name, first_id, end_id, first_day, last_day, erase_from, matters, lines, bytes, sha256, put_at"


@dataclass(frozen=True, slots=True)
class Away:
    """A month that was put away: ids [first_id, end_id), local days on which its matters moved, what its file holds.

    `erase_from` is when a retention rule first asks for something in it, None for never: by then it is to be opened.
    """

    name: str
    first_id: int
    end_id: int
    first_day: date
    last_day: date
    erase_from: datetime | None
    matters: int
    lines: int
    bytes: int
    sha256: str
    put_at: datetime


def put_away() -> list[Away]:
    """Return the months that were put away, oldest first."""
    return _asked("true", [])


def month_away(identifier: int) -> Away | None:
    """Return the month that was put away in which an id lies."""
    return next(iter(_asked("%s >= first_id AND %s < end_id", [identifier, identifier])), None)


def away_between(since: date, until: date) -> list[Away]:
    """Return the months that were put away of which a matter may have moved on the days [since, until)."""
    return _asked("first_day < %s AND last_day >= %s", [until, since])


def _asked(condition: str, values: Sequence[int | date]) -> list[Away]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM matters_archive WHERE {condition} ORDER BY first_id", values)
        return [Away(*row) for row in cursor.fetchall()]


def refuse_away(identifier: int, message: str = "") -> None:
    """Raise InArchive when an id lies in a month that was put away; to be asked where no row was found."""
    if identifier and (found := month_away(identifier)):
        raise InArchive(message, month=found.name)


def refuse_number(number: str, message: str = "") -> None:
    """Raise InArchive when the id in a number lies in a month that was put away."""
    refuse_away(identifier_in(number), message)


def stops(ids: Sequence[int]) -> Mapping[int, Stop]:
    """Return which of some ids lie in months that were put away: nothing of them can be erased until they are opened."""
    months = put_away() if ids else []
    return {one: Stop(STOPPED) for one in ids if any(month.first_id <= one < month.end_id for month in months)}
