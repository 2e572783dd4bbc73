"""Putting a month away: frozen, written, read back, compared, and only then taken out of the tables, in one transaction.

Ended at any moment it has lost nothing: until the last commit the month stands in the tables, afterwards in its file. What
is left of a try (a month that takes no more, a file that nobody names) is taken up or cleared by the next call.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict
from shiqiao.config.archive import fit, form, ground
from shiqiao.config.archive.errors import FileChanged
from shiqiao.config.archive.ground import PATIENCE, TABLES, Connection, Month
from shiqiao.config.keeping.postgres import migrations
from shiqiao.kernel.journal.kept import note_month
from shiqiao.kernel.matters.proof import check_range

_RUNS = """CREATE TEMP TABLE months_away ON COMMIT DROP AS
SELECT l.street, %(first)s::bigint AS first_id, s.starts_at, s.ends_at, count(*)::int AS lines,
  string_agg(l.hash, ''::bytea ORDER BY l.subject, l.seq) AS hashes
FROM {} l JOIN journal_seal s ON s.street = l.street AND l.recorded_at >= s.starts_at AND l.recorded_at < s.ends_at
GROUP BY 1, 3, 4"""
_PUT = """INSERT INTO matters_archive
(first_id, end_id, name, first_day, last_day, erase_from, matters, lines, bytes, sha256, put_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True, slots=True)
class Put:
    """A month that was put away: its file, and the bytes that its parts and the file take."""

    month: str
    path: Path
    matters: int
    lines: int
    freed: int
    bytes: int
    sha256: str


def reached(step: str) -> None:
    """Do nothing: a step was reached. Tests end the work here, at each of them."""


def put_month_away(name: str, *, data: Path, owner_url: str, by: Actor, at: datetime) -> Put:
    """Put a month away. Raises NotFound, MonthStays naming each reason, MonthBusy, TablesBusy, Conflict when it is away."""
    with ground.alone(owner_url), psycopg.connect(owner_url) as owner:
        month = _standing(owner, name)
        with whole():
            fit.reasons(month, at, quick=True)[1].refuse(month)
        ground.freeze(owner, month)
        owner.commit()
        reached("frozen")
        try:
            with whole():
                known = _fit(month, at)
            path = form.path_of(data, month.name)
            sums = _write(owner, month, path, data)
            reached("written")
            _read_back(path, data, sums)
            sha256, size = form.fingerprint(path)
            reached("compared")
            freed = sum(ground.parts(owner)[month.part(table)].bytes for table in TABLES)
            owner.commit()
            _take_out(owner, month, known, (size, sha256), by, at)
        except Exception:
            owner.rollback()
            ground.thaw(owner, month)
            owner.commit()
            raise
        reached("taken out")
        sweep(owner, data)
    return Put(month.name, path, known.matters, known.lines, freed, size, sha256)


def _standing(owner: Connection, name: str) -> Month:
    month = ground.month_named(owner, name)
    there = ground.stands(owner, month)
    owner.commit()
    if not there:
        raise Conflict("The month {month} is put away already.", month=name)
    return month


def _fit(month: Month, at: datetime) -> fit.Facts:
    """Ask once more, now that nothing can move; then prove all records of the month. Raises MonthStays."""
    known, reasons = fit.reasons(month, at)
    reasons.refuse(month)
    findings = list(check_range(month.first_id, month.end_id))
    if findings or known is None:
        reasons.add("unproven", fit.UNPROVEN, count=len(findings), first=next(map(str, findings), ""))
        reasons.refuse(month)
    assert known is not None
    return known


# ── the file ───────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _fresh(path: Path) -> Iterator[Any]:
    """Give a new file that appears under its name when it is whole and on the disk."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
        partial.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    finally:
        partial.unlink(missing_ok=True)


def _write(owner: Connection, month: Month, path: Path, data: Path) -> dict[str, dict[str, Any]]:
    """Write the file of a month from one moment of the tables; returns rows and hash of each table."""
    sums: dict[str, dict[str, Any]] = {}
    with owner.transaction(), _fresh(path) as file:
        owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        form.plainly(owner)
        names = {table: list(form.columns(owner, table)) for table in TABLES}
        about = {
            "month": month.name, "first_id": month.first_id, "end_id": month.end_id, "columns": names,
            "product": version("shiqiao"), "migrations": migrations(owner),
        }  # fmt: skip
        packer = form.writer(file, data, about)
        for table, (_, order) in TABLES.items():
            counted = form.Sum()
            pieces = form.copied(owner, ground.part_of(table, month), names[table], order)
            packer.add(table, form.squeezed(counted.counted(pieces)))
            sums[table] = counted.plain()
            reached(f"wrote {table}")
        packer.finish({"tables": sums})
    return sums


def _read_back(path: Path, data: Path, sums: dict[str, dict[str, Any]]) -> None:
    """Read the file from the disk to its end and compare each table with what was read out of it. Raises FileChanged."""
    found: dict[str, dict[str, Any]] = {}
    with path.open("rb") as file:
        reader = form.Reader(file, path.name, data)
        for table, pieces in reader.tables():
            counted = form.Sum()
            for _ in counted.counted(pieces):
                pass
            found[table] = counted.plain()
        if found != sums or reader.sums != sums:
            raise FileChanged(path=path)


# ── the tables ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_out(
    owner: Connection, month: Month, known: fit.Facts, kept: tuple[int, str], by: Actor, at: datetime
) -> None:
    """Take the parts out, with the hashes of their lines and the name of the file in their place: all or nothing."""
    with owner.transaction():
        part = ground.part_of("journal_line", month)
        owner.execute(sql.SQL(_RUNS).format(part), {"first": month.first_id})
        reached("hashed")
        ground.patiently(owner, lambda: _swap(owner, month, known, kept, by, at))
        reached("swapped")


def _swap(owner: Connection, month: Month, known: fit.Facts, kept: tuple[int, str], by: Actor, at: datetime) -> None:
    names = sql.SQL(", ").join(sql.Identifier("public", table) for table in TABLES)
    owner.execute(PATIENCE)
    owner.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
    owner.execute("INSERT INTO journal_away SELECT * FROM months_away")
    size, sha256 = kept
    owner.execute(_PUT, [
        month.first_id, month.end_id, month.name, known.first_day, known.last_day, known.erase_from, known.matters,
        known.lines, size, sha256, at,
    ])  # fmt: skip
    with owner.cursor() as cursor:
        note_month(
            cursor, name=month.name, away=True, matters=known.matters, lines=known.lines, sha256=sha256, by=by, at=at
        )
    for table in TABLES:
        owner.execute(sql.SQL("DROP TABLE {}").format(ground.part_of(table, month)))


def sweep(owner: Connection, data: Path) -> list[str]:
    """Remove files that no month names: of a try that ended early, or of a month that was opened; returns their names."""
    named = {f"{name}{form.ENDING}" for (name,) in owner.execute("SELECT name FROM matters_archive").fetchall()}
    owner.commit()
    gone = [path for path in sorted(form.folder_of(data).glob(f"*{form.ENDING}*")) if path.name not in named]
    gone += sorted(form.folder_of(data).glob(f".*{form.ENDING}.partial"))
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]
