"""The versions of a boundary, and the features of a map file; used by the actions only."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import shapely
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from shiqiao.base.errors import Conflict, ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.territory.errors import FileUnreadable, LaterBoundary
from shiqiao.kernel.territory.models import Boundary, Division
from shiqiao.kernel.territory.rules import boundaries, codes, coordinates
from shiqiao.kernel.territory.rules.reports import Finding, ImportReport, RejectedRow
from shiqiao.kernel.territory.rules.rows import FeatureRow, parse

LARGEST = 200 * 1024 * 1024  # bytes of a GeoJSON file: it is held in memory


class Feature(NamedTuple):
    """A grid or division of a map file that can be drawn."""

    row: int
    number: int
    name: str
    shape: BaseGeometry
    source: str
    illustrative: bool


def read_features(path: Path, system: str, report: ImportReport) -> list[Feature]:
    """Return the usable features of a GeoJSON file; the others go to the report.

    Raises FileUnreadable, and CoordinateInvalid for an unknown system.
    """
    coordinates.convert(0, 0, system)  # refuses an unknown one, naming those there are
    found: dict[int, Feature] = {}
    for row, raw in enumerate(_collection(path), 1):
        feature = _feature(row, raw, system)
        if isinstance(feature, list):
            report.rejected += feature
        elif feature.number in found:
            reason = Sentence("Code {code} stands twice in the file.", code=codes.short(feature.number))
            report.rejected.append(RejectedRow(row, "code", reason))
        else:
            found[feature.number] = feature
    return list(found.values())


def known(features: list[Feature], report: ImportReport) -> list[Feature]:
    """Keep the features whose division is known; name the others in the report."""
    wanted = {f.number: str(f.number // 1000) for f in features}
    present = set(Division.objects.filter(code__in=set(wanted.values())).values_list("code", flat=True))
    kept = []
    for feature in features:
        if wanted[feature.number] in present:
            kept.append(feature)
        else:
            reason = Sentence("Division {code} is not known; import the divisions first.", code=wanted[feature.number])
            report.rejected.append(RejectedRow(feature.row, "code", reason))
    return kept


def draw(
    number: int, shape: BaseGeometry, begins: date | None, *, source: str, illustrative: bool,
    last: Boundary | None = None,
) -> Boundary:  # fmt: skip
    """Store a new version that begins on a day (None: since ever) and end the former one there."""
    last = last or Boundary.objects.filter(number=number).order_by("-valid").first()
    if last is not None:
        began, ended = last.valid.lower, last.valid.upper
        if begins is None or (began is not None and began >= begins) or (ended is not None and ended > begins):
            raise LaterBoundary(
                grid=codes.short(number), begins=ended or began, fields={"valid_from": "Choose a day after {begins}."}
            )
        if ended is None:
            last.valid = DateRange(began, begins)
            last.save(update_fields=["valid"])
    return Boundary.objects.create(
        number=number, shape=plain(shape), valid=DateRange(begins, None), source=source, illustrative=illustrative
    )


def close(number: int, on: date) -> None:
    """Let the present version end on a day; raises Conflict when it begins later."""
    last = Boundary.objects.filter(number=number, valid__upper_inf=True).first()
    if last is None:
        return
    if last.valid.lower is not None and last.valid.lower >= on:
        raise Conflict("The boundary of {grid} begins on {day}; choose a later day.", grid=number, day=last.valid.lower)
    last.valid = DateRange(last.valid.lower, on)
    last.save(update_fields=["valid"])


def findings(street: int, day: date) -> list[Finding]:
    """Return gaps, overlaps and parts beyond their community in the map of a street on a day."""
    rows = Boundary.objects.filter(street=street, valid__contains=day).filter(~Q(number=street * 1_000_000))
    shapes = {number: shapely.from_geojson(json.dumps(shape)) for number, shape in rows.values_list("number", "shape")}
    grids = {number: shape for number, shape in shapes.items() if number % 1000}
    whole = {number // 1000: shape for number, shape in shapes.items() if not number % 1000}
    return boundaries.faults(grids, whole)


def plain(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape as the JSON that is stored, so that two versions can be compared."""
    stored: dict[str, Any] = json.loads(json.dumps(boundaries.geojson(shape)))
    return stored


def digest(boundary: Boundary) -> str:
    """Return the SHA-256 of a boundary's shape, for the journal."""
    return hashlib.sha256(json.dumps(boundary.shape, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digests(numbers: list[int]) -> dict[str, str]:
    """Return the digest of the latest boundary of each number, by code, for the journal."""
    latest = Boundary.objects.filter(number__in=numbers, valid__upper_inf=True).order_by("number")
    return {str(codes.short(row.number)): digest(row) for row in latest}


def _collection(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable(path, "The file {file} is larger than 200 MB; split it by community.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _unreadable(path, "The file {file} cannot be opened: {reason}.", reason=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, "The file {file} is not JSON in UTF-8; export the map as GeoJSON.") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise _unreadable(path, "The file {file} is not a GeoJSON FeatureCollection; export the map as one.")
    return features


def _unreadable(path: Path, sentence: str, **params: Any) -> FileUnreadable:
    return FileUnreadable(sentence, fields={"file": sentence}, file=path.name, **params)


def _feature(row: int, raw: Any, system: str) -> Feature | list[RejectedRow]:
    properties = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(properties, Mapping):
        return [RejectedRow(row, "properties", Sentence("The feature has no properties; code and name are needed."))]
    read = parse(FeatureRow, row, properties)
    if isinstance(read, list):
        return read
    try:
        shape = boundaries.read_geometry(raw.get("geometry") or {})
    except ShiqiaoError as error:
        return [RejectedRow(row, "geometry", Sentence(error.message, **error.params))]
    return Feature(row, read.code, read.name, _to_wgs84(shape, system), read.source, read.illustrative)


def _to_wgs84(shape: BaseGeometry, system: str) -> BaseGeometry:
    if system in {"wgs84", "cgcs2000"}:
        return shape
    return shapely.transform(
        shape, lambda at: numpy.array([coordinates.convert(lon, lat, system) for lon, lat in at.tolist()])
    )
