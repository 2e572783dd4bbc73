"""Proving patrols: points stand where the journal says, and every check-in is what it was judged and decided to be."""

from collections.abc import Iterator
from itertools import islice

from shiqiao.kernel.journal.reads import Finding, Progress, chains
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.patrols.points import place_of
from shiqiao.kernel.patrols.rules import POINT

CHUNK = 200


def check_patrols(progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove all points and check-ins, and that none of them stands there without a journal."""
    streams, points, found = chains(POINT), 0, 0
    while chunk := list(islice(streams, CHUNK)):
        lives = {lines[0].subject.id: lines for lines in chunk}
        yield from _points(lives)
        ids = {line.data["check_in"]: line for lines in chunk for line in lines if "check_in" in line.data}
        found += len(ids)
        yield from _check_ins(ids)
        points += len(chunk)
        progress(points)
    if points < (there := Point.objects.count()):
        yield Finding(POINT, f"{there - points} rows have no journal")
    if found < (there := CheckIn.objects.count()):
        yield Finding("check_in", f"{there - found} rows have no journal")


def _points(lives: dict[int, list[Line]]) -> Iterator[Finding]:
    rows = Point.objects.in_bulk(list(lives))
    for number, lines in lives.items():
        where, row = f"{POINT}:{number}", rows.get(number)
        if row is None:
            yield Finding(where, "is in the journal but not in the table")
            continue
        told: dict[str, int] = {}
        for line in lines:
            told |= {key: line.data[key] for key in ("grid", "number", "lon", "lat", "radius") if key in line.data}
        if told != {"grid": row.grid, "number": row.number, **place_of(row)}:
            yield Finding(where, "stands elsewhere than the journal says")
        if any(line.code == "patrols.point_retired" for line in lines) is not (row.retired_at is not None):
            yield Finding(where, "is in use, or not, against what the journal says")


def _check_ins(told: dict[int, Line]) -> Iterator[Finding]:
    """`told` is the last line about each check-in: chains are read in order, so that a decision follows the act."""
    rows = CheckIn.objects.defer("position").in_bulk(list(told))
    for number, line in told.items():
        row = rows.get(number)
        if row is None:
            yield Finding(f"check_in:{number}", "is in the journal but not in the table")
        elif (row.state, row.point) != (line.data["state"], line.subject.id):
            yield Finding(f"check_in:{number}", "is not what the journal says")
