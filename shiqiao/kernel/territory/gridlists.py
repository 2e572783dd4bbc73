"""Grids as a plain list, for a street whose boundaries nobody has drawn yet: places are then found by grid or address."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.base.sentences import Sentence
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.models import Division, Grid
from shiqiao.kernel.territory.rules import codes
from shiqiao.kernel.territory.rules.reports import ImportReport, RejectedRow
from shiqiao.kernel.territory.rules.rows import GridRow, english, parse


@transaction.atomic
def import_grid_list(path: Path | str, *, by: Actor, at: datetime, strict: bool = False) -> ImportReport:
    """Take grids (15-digit codes) from a table (csv, xlsx, xls, jsonl) with the columns code and name.

    Boundaries that are known already stay; a map may follow at any time by `import_grids`. Raises Invalid for an
    unreadable file, ImportRefused when `strict` and a row cannot be used, Forbidden.
    """
    if not (by.has("admin") or by.has("system")):
        raise Forbidden("Only an administrator may change divisions, grids and address books.")
    report = ImportReport()
    rows = _rows(path, report)
    known = Grid.objects.in_bulk([str(row.code) for row in rows.values()], field_name="code")
    for number, row in rows.items():
        if (why := _homeless(row)) is not None:
            report.rejected.append(RejectedRow(number, "code", why))
        else:
            outcome = _take(row, known.get(str(row.code)))
            setattr(report, outcome, getattr(report, outcome) + 1)
    if strict and report.rejected:
        raise ImportRefused(report, count=len({one.row for one in report.rejected}))
    touch("territory")
    for street in sorted({codes.street_of(row.code) for row in rows.values()}):
        if report.added or report.changed:
            journal.write("territory.grid_list_imported", subject=Ref("street", street), street=street, by=by, at=at,
                          data={"added": report.added, "changed": report.changed})  # fmt: skip
    return report


def _rows(path: Path | str, report: ImportReport) -> dict[int, GridRow]:
    found: dict[int, GridRow] = {}
    seen: set[int] = set()
    for number, raw in tables.read_rows(path, bad=lambda n, why: report.rejected.append(RejectedRow(n, "row", why))):
        row = parse(GridRow, number, english(raw))
        if isinstance(row, list):
            report.rejected += row
        elif row.code in seen:
            twice = Sentence("Code {code} stands twice in the file.", code=str(row.code))
            report.rejected.append(RejectedRow(number, "code", twice))
        else:
            seen.add(row.code)
            found[number] = row
    return found


def _homeless(row: GridRow) -> Sentence | None:
    """A grid lies in a community that is known."""
    community = codes.division_code(str(row.code)[:12])
    if Division.objects.filter(code=community).exists():
        return None
    return Sentence("There is no community {code}; import the divisions first, or correct the code.", code=community)


def _take(row: GridRow, grid: Grid | None) -> str:
    if grid is None:
        Grid.objects.create(code=str(row.code), name=row.name)
        return "added"
    if grid.name == row.name:
        return "unchanged"
    grid.name = row.name
    grid.save(update_fields=["name"])
    return "changed"
