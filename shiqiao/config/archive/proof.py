"""Proving what is put away: each file is the one that was written, and its lines are those that the days were sealed with."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from shiqiao.base.actor import Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.config.archive import form
from shiqiao.kernel.journal.reads import Finding, Progress, chained, check_chain
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.away import Away, put_away

_RUNS = "SELECT street, starts_at, ends_at, hashes FROM journal_away WHERE first_id = %s ORDER BY street, starts_at"
Runs = Mapping[int, list[tuple[datetime, datetime, bytes]]]


def check_archive(data: Path, progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove every month that was put away, from its file; over all streets."""
    for month in put_away():
        where, path = f"archive {month.name}", form.path_of(data, month.name)
        if not path.is_file():
            yield Finding(where, f"its file {path.name} is missing")
        elif form.fingerprint(path) != (month.sha256, month.bytes):
            yield Finding(where, f"its file {path.name} is not the one that was written")
        else:
            try:
                yield from _check_file(month, path, data, progress)
            except (ShiqiaoError, ValueError, KeyError) as error:
                yield Finding(where, f"its file {path.name} cannot be read: {error}")


def _check_file(month: Away, path: Path, data: Path, progress: Progress) -> Iterator[Finding]:
    seen, matters = _Seen(), 0
    with path.open("rb") as file:
        reader = form.Reader(file, path.name, data)
        for table, pieces in reader.tables():
            if table == "journal_line":
                names = reader.about["columns"][table]
                for lines in chained(
                    map(seen.take, (_line(dict(zip(names, row, strict=True))) for row in form.rows(pieces)))
                ):
                    yield from check_chain(lines)
                    matters += 1
                    progress(matters)
    where = f"archive {month.name}"
    if (matters, seen.lines) != (month.matters, month.lines):
        yield Finding(where, f"holds {matters} matters and {seen.lines} lines, not {month.matters} and {month.lines}")
    yield from (Finding(where, what) for what in seen.differs(_runs(month)))


class _Seen:
    """The hashes of the lines that went by, by street."""

    def __init__(self) -> None:
        self.lines = 0
        self._hashes: dict[int, list[tuple[datetime, bytes]]] = defaultdict(list)

    def take(self, line: Line) -> Line:
        """Remember a line's hash and pass it on."""
        self.lines += 1
        self._hashes[line.street].append((line.recorded_at, line.hash))
        return line

    def differs(self, runs: Runs) -> Iterator[str]:
        """Say which days were sealed with other lines than went by, and how many were sealed on no day."""
        for street, days in runs.items():
            found: dict[datetime, bytearray] = {starts: bytearray() for starts, _, _ in days}
            for recorded, one in self._hashes.pop(street, []):
                day = next((starts for starts, ends, _ in days if starts <= recorded < ends), None)
                if day is not None:
                    found[day] += one
            for starts, _, hashes in days:
                if bytes(found[starts]) != hashes:
                    yield f"the lines of {street} that were sealed for {starts:%Y-%m-%d} are not those in the file"
        if left := sum(map(len, self._hashes.values())):
            yield f"{left} lines in the file were sealed on no day"


def _runs(month: Away) -> Runs:
    found: dict[int, list[tuple[datetime, datetime, bytes]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, [month.first_id])
        for street, starts, ends, hashes in cursor.fetchall():
            found[street].append((starts, ends, bytes(hashes)))
    return found


def _line(row: Mapping[str, Any]) -> Line:
    """Read a line from the text that PostgreSQL wrote."""
    return Line(
        int(row["street"]), Ref(str(row["kind"]), int(row["subject"])), int(row["seq"]), str(row["code"]),
        datetime.fromisoformat(row["happened_at"]), datetime.fromisoformat(row["recorded_at"]), str(row["actor"]),
        json.loads(row["data"]), bytes.fromhex(row["prev"][2:]), bytes.fromhex(row["hash"][2:]),
    )  # fmt: skip
