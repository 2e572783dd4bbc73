"""Loading buildings and dwellings: a row without a room is the building itself, with one a dwelling of it."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.registry.imports.homes import Homes
from shiqiao.kernel.registry.imports.reporting import CHUNK, Progress, Report, close, opened, stretches
from shiqiao.kernel.registry.imports.rows import BuildingRow, Read, RegistryReport, read
from shiqiao.kernel.registry.models import Building, Dwelling, Fact, Record
from shiqiao.kernel.registry.store import Writing
from shiqiao.kernel.registry.writes.stating import restate
from shiqiao.kernel.territory.rules.spelling import squeeze


@transaction.atomic
def import_buildings(
    path: Path | str, *, street: int, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> RegistryReport:
    """Take a list of buildings and dwellings (xlsx, xls, csv, jsonl) into a street; returns what became of each row.

    Columns: 楼栋 楼栋类型 楼层数 网格, and for a dwelling 单元 房号 楼层 用途 面积 and fields of the dictionary (出租房, 群租).
    With `strict` one wrong row refuses the whole file (ImportRefused).
    """
    report = opened(street, by)
    loader = Buildings(street, by, at, report)
    rows = tables.read_rows(path, bad=lambda number, why: report.reject(number, "行", why))
    for stretch in stretches(rows, CHUNK):
        loader.take(stretch)
        if progress:
            progress(stretch[-1][0])
    return close(report, strict)


class Buildings:
    """One import under way."""

    def __init__(self, street: int, by: Actor, at: datetime, report: Report) -> None:
        self.street, self.by, self.at, self.report = street, by, at, report
        self.homes = Homes(street)
        self.specs = dictionary()

    def take(self, rows: list[tuple[int, dict[str, Any]]]) -> None:
        """Take a stretch of rows."""
        self.work = self.homes.work = Writing(by=self.by, at=self.at)
        for number, raw in rows:
            one = read(BuildingRow, number, raw)
            if isinstance(one, list):
                self.report.reject_all(number, one)
                continue
            try:
                self.report.outcome[number] = self._take(one)
            except ShiqiaoError as error:
                self.report.refuse(number, BuildingRow, error)
        self.work.send()

    def _take(self, one: Read) -> str:
        row = one.row
        if not row.room and one.facts:
            raise Invalid(fields={"room": "Give the room that this is said of."})
        fresh = squeeze(row.building) not in self.homes.buildings
        kind, floors = row.kind or "residential", int(row.floors or 0)
        building = self.homes.building(row.building, self.homes.grid(row), kind, floors)
        if not row.room:
            return (
                "added"
                if fresh
                else self._change(building, [], kind=row.kind or building.kind, floors=floors or building.floors)
            )
        unit, area = row.unit.removesuffix("单元"), Decimal(row.area).quantize(Decimal("0.01")) if row.area else None
        new = (unit, row.room) not in self.homes.rooms(building)
        values = {"floor": int(row.floor or 0), "use": row.use or "owned", "area": area}
        dwelling = self.homes.dwelling(building, unit, row.room, **values)
        given = {"floor": int(row.floor or 0), "use": row.use, "area": area}
        said = self._change(
            dwelling, self._facts(one, dwelling, new), **{name: value for name, value in given.items() if value}
        )
        return "added" if new else said

    def _change(self, row: Record, parts: list[Any], **values: Any) -> str:
        self.work.touch(row)
        for name, value in values.items():
            setattr(row, name, value)
        if not parts and not self.work.changed(row):
            return "unchanged"
        code = "registry.building_changed" if isinstance(row, Building) else "registry.dwelling_changed"
        row.source, row.confirmed_at = "import", self.at
        self.work.tell(code, row, *parts)
        return "changed"

    def _facts(self, one: Read, dwelling: Dwelling, new: bool) -> list[Any]:
        found: list[Any] = []
        for key, value in one.facts.items():
            rows = Fact.objects.filter(kind="dwelling", subject=dwelling.pk, key=key, ended_at=None)
            current = None if new else rows.first()
            if current is None or sealing.value_of(current) != value:
                made, ended = restate(self.work, dwelling, self.specs[key], value, "import", current)
                found += [part for part in (ended, made) if part is not None]
        return found
