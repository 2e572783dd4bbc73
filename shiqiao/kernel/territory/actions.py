"""Writing territory: divisions, grids with dated boundaries, address books. Administrators may, and the system.

Each import is one transaction: rows that cannot be used are named in its report and the rest is taken, or, with
`strict`, nothing is.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, NotFound, ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory import drawing, reads
from shiqiao.kernel.territory.divisions import import_divisions
from shiqiao.kernel.territory.errors import UnknownGrid
from shiqiao.kernel.territory.importing import CHUNK, Progress, finish, may, write
from shiqiao.kernel.territory.models import Address, Boundary, Division, Grid
from shiqiao.kernel.territory.rules import codes
from shiqiao.kernel.territory.rules.boundaries import read_geometry
from shiqiao.kernel.territory.rules.reports import Finding, ImportReport, RejectedRow
from shiqiao.kernel.territory.rules.rows import AddressRow, english, parse

__all__ = [
    "Progress", "Redrawn", "import_addresses", "import_divisions", "import_grids", "redraw_boundary", "retire_grid",
]  # fmt: skip


class Redrawn(NamedTuple):
    """A new boundary, and what does not fit on the map of its first day."""

    boundary: Boundary
    findings: list[Finding]


@transaction.atomic
def import_grids(
    path: Path | str,
    *,
    by: Actor,
    at: datetime,
    valid_from: date | None = None,
    source: str = "",
    system: str = "wgs84",
    strict: bool = False,
) -> ImportReport:
    """Take grids (15-digit codes) and boundaries of divisions (12 or 9 digits) from a GeoJSON FeatureCollection.

    The properties are code, name, source, and boundary = "illustrative". A first boundary without `valid_from`
    holds since ever; one that changes a known boundary begins on `valid_from`, else on the local day of `at`. An
    unchanged boundary is left alone. `system` names the coordinates of the file. The report tells gaps, overlaps and
    parts beyond the community's border. Raises Invalid, ImportRefused, Forbidden.
    """
    may(by)
    report = ImportReport()
    features = drawing.read_features(Path(path), system, report)
    features = drawing.known(features, report)
    _upsert_grids(features)
    streets: dict[int, list[int]] = {}
    for feature in features:
        outcome = _draw_feature(feature, valid_from, localdate(at), source)
        if isinstance(outcome, RejectedRow):
            report.rejected.append(outcome)
            continue
        setattr(report, outcome, getattr(report, outcome) + 1)
        if outcome != "unchanged":
            streets.setdefault(codes.street_of(feature.number), []).append(feature.number)
    finish(report, strict=strict)
    for street, drawn in sorted(streets.items()):
        report.findings += drawing.findings(street, valid_from or localdate(at))
        journal.write("territory.grids_imported", subject=Ref("street", street), street=street, by=by, at=at,
                      data={"drawn": drawing.digests(drawn), "source": source})  # fmt: skip
    return report


@transaction.atomic
def redraw_boundary(
    *, grid: int, geometry: dict[str, Any], valid_from: date, by: Actor, at: datetime,
    source: str = "", illustrative: bool = False,
) -> Redrawn:  # fmt: skip
    """Give a grid a new boundary from a day on; the former one ends there. Locks the grid's row.

    `geometry` is GeoJSON in WGS84 or CGCS2000 degrees. Matters keep the version by which they were located.
    Raises BoundaryInvalid, LaterBoundary, UnknownGrid, Forbidden.
    """
    may(by)
    held = _lock_grid(grid)
    shape = read_geometry(geometry)
    boundary = drawing.draw(grid, shape, valid_from, source=source, illustrative=illustrative)
    touch("territory")
    journal.write(
        "territory.boundary_redrawn", subject=Ref("grid", grid), street=held.street, by=by, at=at,
        data={"grid": held.code, "boundary": boundary.pk, "from": str(valid_from), "shape": drawing.digest(boundary)},
    )  # fmt: skip
    return Redrawn(boundary, drawing.findings(held.street, valid_from))


@transaction.atomic
def retire_grid(*, grid: int, on: date, by: Actor, at: datetime) -> Grid:
    """Let a grid end: from the day `on` no point lies in it. Locks the grid's row. Raises UnknownGrid, Conflict."""
    may(by)
    held = _lock_grid(grid)
    if held.retired_on:
        raise Conflict("Grid {grid} has already ended on {day}.", grid=grid, day=held.retired_on)
    drawing.close(grid, on)
    held.retired_on = on
    held.save(update_fields=["retired_on"])
    touch("territory")
    journal.write("territory.grid_retired", subject=Ref("grid", grid), street=held.street, by=by, at=at,
                  data={"grid": held.code, "on": on.isoformat()})  # fmt: skip
    return held


@transaction.atomic
def import_addresses(
    path: Path | str, *, street: int, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Take a street's address book from csv, xlsx, xls or jsonl.

    Columns: name, kind (estate, road, building, landmark or 小区, 道路, 楼栋, 地标), aliases (separated by |), lon,
    lat, system (wgs84, cgcs2000, gcj02, bd09), grid, first, last, side, source. A row with a point gets its grid
    from the map; the point must lie in the street. Raises Invalid, NotFound for an unknown street, ImportRefused,
    Forbidden.
    """
    may(by)
    if not Division.objects.filter(code=f"{street}000").exists():
        raise NotFound("There is no street {street}; import the divisions first.", street=street)
    report = ImportReport()
    known = {_address_key(a): a for a in Address.objects.filter(street=street)}
    fresh: dict[tuple[object, ...], Address] = {}
    for number, raw in tables.read_rows(path, bad=_refuser(report)):
        row = parse(AddressRow, number, english(raw))
        entry = row if isinstance(row, list) else _address(street, number, row)
        if isinstance(entry, list):
            report.rejected += entry
        elif _address_key(entry) in fresh:
            report.rejected.append(
                RejectedRow(
                    number, "name", Sentence("“{name}” with these numbers stands twice in the file.", name=entry.name)
                )
            )
        else:
            fresh[_address_key(entry)] = entry
        if progress and number % CHUNK == 0:
            progress(number)
    _save_addresses(fresh, known, report)
    finish(report, strict=strict)
    write("territory.addresses_imported", Ref("street", street), street, report, by=by, at=at)
    return report


def _lock_grid(grid: int) -> Grid:
    held = Grid.objects.select_for_update().filter(code=str(grid)).first()
    if held is None:
        raise UnknownGrid(grid=grid, fields={"grid": "Choose a grid of the street, or import the grids first."})
    return held


def _upsert_grids(features: Iterable[drawing.Feature]) -> None:
    grids = [f for f in features if f.number % 1000]
    known = Grid.objects.in_bulk([str(f.number) for f in grids], field_name="code")
    Grid.objects.bulk_create(
        [Grid(code=str(f.number), name=f.name or str(f.number)) for f in grids if str(f.number) not in known]
    )
    for feature in grids:
        grid = known.get(str(feature.number))
        if grid and feature.name and grid.name != feature.name:
            Grid.objects.filter(pk=grid.pk).update(name=feature.name)


def _draw_feature(feature: drawing.Feature, valid_from: date | None, today: date, source: str) -> str | RejectedRow:
    last = Boundary.objects.filter(number=feature.number).order_by("-valid").first()
    if last and last.valid.upper is None and last.shape == drawing.plain(feature.shape):
        return "unchanged"
    begins = valid_from if last is None else valid_from or today
    try:
        drawing.draw(feature.number, feature.shape, begins, source=feature.source or source,
                     illustrative=feature.illustrative, last=last)  # fmt: skip
    except Conflict as error:
        return RejectedRow(feature.row, "code", Sentence(error.message, **error.params))
    return "changed" if last else "added"


def _address(street: int, number: int, row: AddressRow) -> Address | list[RejectedRow]:
    """Make an address of a row, or say why its place cannot be used."""
    try:
        point = row.point()
    except ShiqiaoError as error:
        return [RejectedRow(number, "lon", Sentence(error.message, **error.params))]
    grid = row.grid
    if point and reads.has_grids(street):
        found = reads.locate(*point)
        if found.street != street:
            reason = Sentence("The point lies outside the street's grids; check it and the column system.")
            return [RejectedRow(number, "lon", reason)]
        grid = found.grid
    elif grid and not Grid.objects.filter(code=str(grid), street=street).exists():
        return [RejectedRow(number, "grid", Sentence("There is no grid {grid} in this street.", grid=grid))]
    lon, lat = point or (None, None)
    return Address(
        street=street, name=row.name, kind=row.kind, aliases=list(row.aliases), lon=lon, lat=lat, grid=grid,
        first=row.first, last=row.last, side=row.side, source=row.source,
    )  # fmt: skip


def _address_key(address: Address) -> tuple[object, ...]:
    return address.name, address.kind, address.first, address.side


def _save_addresses(
    fresh: dict[tuple[object, ...], Address], known: dict[tuple[object, ...], Address], report: ImportReport
) -> None:
    fields = ["aliases", "lon", "lat", "grid", "last", "source"]
    write = []
    for key, entry in fresh.items():
        old = known.get(key)
        if old is not None and _same(old, entry, fields):
            report.unchanged += 1
            continue
        write.append(entry)
        report.added += old is None
        report.changed += old is not None
    Address.objects.bulk_create(
        write, batch_size=CHUNK, update_conflicts=True, unique_fields=["street", "name", "kind", "first", "side"],
        update_fields=fields,
    )  # fmt: skip


def _same(one: object, other: object, fields: Iterable[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _refuser(report: ImportReport) -> Callable[[int, str], None]:
    return lambda number, reason: report.rejected.append(RejectedRow(number, "row", reason))
