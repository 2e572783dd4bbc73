"""Sums of whole months: what a page adds up are hundreds of rows and not the cells of every day.

A month is summed for each grid twice, by person and by unit; every kind of subject is a sum of one of the two. Made from
the cells whenever those are counted, and thrown away with them.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from shiqiao.kernel.scoring.rules import next_month
from shiqiao.kernel.scoring.selecting import Part

AXES = ("person", "unit")
INTO = "INSERT INTO scoring_month (street, version, part, month, axis, community, grid, subject, hits, counts) "


def sum_up(street: int, part: Part, since: date, until: date, grids: Iterable[int] = ()) -> None:
    """Sum the months anew in which some days lie: of all grids of a street, or of some. The caller has the transaction."""
    wanted = sorted(set(grids))
    here = " AND grid = ANY(%(grids)s)" if wanted else ""
    given: dict[str, Any] = {
        "street": street,
        "part": part.code,
        "since": since.replace(day=1),
        "until": until,
        "grids": wanted,
    }
    many = range(1, len(part.indicators) + 1)
    hits, counts = (f"ARRAY[{', '.join(f'sum({name}[{at}])' for at in many)}]::int[]" for name in ("hits", "counts"))
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM scoring_month WHERE street = %(street)s AND part = %(part)s "
            f"AND month >= %(since)s AND month < %(until)s{here}", given,
        )  # fmt: skip
        cursor.execute(
            f"{INTO}SELECT street, version, part, month, CASE WHEN GROUPING(person) = 0 THEN 'person' ELSE 'unit' END, "
            f"community, grid, CASE WHEN GROUPING(person) = 0 THEN person ELSE unit END, {hits}, {counts} "
            "FROM (SELECT *, date_trunc('month', day::timestamp)::date AS month FROM scoring_cell WHERE street = %(street)s "
            f"AND part = %(part)s AND day >= %(since)s AND day < %(until)s{here}) c GROUP BY GROUPING SETS "
            "((street, version, part, month, community, grid, person), (street, version, part, month, community, grid, unit))",
            given,
        )  # fmt: skip


def pieces(since: date, until: date) -> list[tuple[str, date, date]]:
    """Split days [since, until) into whole months, which are summed, and days of others: (month or day, since, until)."""
    first = since if since.day == 1 else next_month(since)
    last = until.replace(day=1)
    if first >= last:
        return [("day", since, until)]
    found = [("day", since, first), ("month", first, last), ("day", last, until)]
    return [one for one in found if one[1] < one[2]]


def rows(kind: str, piece: str) -> tuple[str, str]:
    """Return what follows FROM for a kind of subject, up to the days, and the column that holds the subject.

    Takes street, version, a list of parts, since, until.
    """
    if piece == "day":
        return "scoring_cell WHERE street = %s AND version = %s AND part = ANY(%s) AND day >= %s AND day < %s", kind
    axis = kind if kind in AXES else "unit"
    where = "scoring_month WHERE street = %s AND version = %s AND part = ANY(%s) AND month >= %s AND month < %s"
    return f"{where} AND axis = '{axis}'", "subject" if kind in AXES else kind
