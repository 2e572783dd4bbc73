"""Divisions, dated boundaries and address books in the database."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from shiqiao.base.actor import Actor, system
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held
from shiqiao.config.options import REPOSITORY
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.territory import actions, drawing, reads
from shiqiao.kernel.territory.errors import ImportRefused, LaterBoundary, UnknownGrid
from shiqiao.kernel.territory.models import Address, Boundary, Division, Grid

pytestmark = pytest.mark.django_db
PLACE = REPOSITORY / "localities" / "ganshiqiao" / "territory"
STREET, COMMUNITY, GRID, NEIGHBOUR = 370103003, 370103003001, 370103003001003, 370103003001005
AT = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"by": system("import"), "at": AT}
INSIDE = (116.985, 36.654)  # in GRID, near NEIGHBOUR


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with held(AT):
        yield


@pytest.fixture
def street() -> None:
    assert not actions.import_divisions(PLACE / "divisions.csv", **WHO).rejected
    assert not actions.import_grids(PLACE / "grids.geojson", **WHO).rejected


@pytest.fixture
def book(street: None) -> None:
    assert not actions.import_addresses(PLACE / "addresses.csv", street=STREET, **WHO).rejected


def table(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def feature(code: str, *ring: tuple[float, float], **properties: object) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}
    return {"type": "Feature", "properties": {"code": code, "name": "x", **properties}, "geometry": shape}


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def narrow() -> dict[str, Any]:
    """Return GRID without its western part: a gap opens, INSIDE is no longer in it."""
    return box(116.9852, 36.653101, 116.985327, 36.654854)


def collection(folder: Path, *features: dict[str, Any]) -> Path:
    return table(folder, json.dumps({"type": "FeatureCollection", "features": list(features)}), "map.geojson")


def test_the_journal_binds_each_drawn_shape_by_its_digest(street: None) -> None:
    line = JournalLine.objects.get(code="territory.grids_imported")
    assert len(line.data["drawn"]) == 48
    assert line.data["drawn"][str(GRID)] == drawing.digest(Boundary.objects.get(number=GRID))


def test_the_model_district_has_17_streets_and_216_communities(street: None) -> None:
    assert Division.objects.filter(level="street").count() == 17
    assert Division.objects.filter(level="community").count() == 216
    assert [place.title for place in reads.communities(STREET)][:2] == ["春元里社区", "聚善街社区"]
    assert [place.title for place in reads.parents(GRID)] == ["山东省", "济南市", "市中区", "杆石桥街道", "春元里社区"]
    assert len(reads.grids(STREET)) == 40
    assert reads.children(COMMUNITY)[0] == reads.Place(370103003001001, "春元里社区第1网格", "grid", COMMUNITY)


def test_importing_again_changes_nothing(book: None) -> None:
    lines = JournalLine.objects.count()
    again = [
        actions.import_divisions(PLACE / "divisions.csv", **WHO),
        actions.import_grids(PLACE / "grids.geojson", **WHO),
        actions.import_addresses(PLACE / "addresses.csv", street=STREET, **WHO),
    ]
    assert all(report.added == report.changed == 0 and report.unchanged == report.read for report in again)
    assert JournalLine.objects.count() == lines


def test_each_rejected_row_is_named_with_field_and_reason_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "代码,名称,生效日期\n370100000000,济南市,\n37010300300,少一位,\n370103000000,,\n370103003000,某街道,2020-13-01\n"
        "370109001001,没有上级,\n370100000000,两次,\n370199000000,某区,2020-01-01\n",
    )
    report = actions.import_divisions(path, **WHO)
    assert [(row.row, row.field) for row in report.rejected] == [
        (3, "code"), (4, "name"), (5, "valid_from"), (7, "code"), (6, "code"),
    ]  # fmt: skip
    assert "370109001000" in report.rejected[-1].reason
    assert report.added == 2
    assert report.read == 7
    assert json.dumps(report.as_dict())


def test_asked_to_be_strict_an_import_takes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, "code,name\n370100000000,济南市\n1,x\n")
    with pytest.raises(ImportRefused, match="1 of the rows") as refused:
        actions.import_divisions(path, **WHO, strict=True)
    assert not Division.objects.exists()
    assert refused.value.report.rejected[0].row == 3


def test_a_gbk_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes("代码,名称\n370100000000,济南市\n".encode("gbk"))
    assert actions.import_divisions(path, **WHO).added == 1
    assert reads.title(3701) == "济南市"


def test_a_point_finds_its_grid_from_memory(street: None) -> None:
    reads.locate(*INSIDE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = reads.locate(*INSIDE)
        many = reads.locate_many([INSIDE[0], 0.0], [INSIDE[1], 0.0])
    assert len(queries) == 0
    assert (found.grid, found.community, found.street) == (GRID, COMMUNITY, STREET)
    assert Boundary.objects.get(pk=found.boundary).number == GRID
    assert many.grid.tolist() == [GRID, 0]
    assert not reads.locate(117.5, 36.65)


def test_what_is_no_position_is_refused_with_a_remedy(street: None) -> None:
    with pytest.raises(Invalid) as refused:
        reads.locate(36.65, 116.98)
    assert "longitude first" in refused.value.fields["lat"]


def test_a_redrawn_boundary_holds_from_its_day_and_the_former_one_before(street: None) -> None:
    before = reads.locate(*INSIDE)
    day = date(2018, 7, 1)
    redrawn = actions.redraw_boundary(grid=GRID, geometry=narrow(), valid_from=day, **WHO)
    assert reads.locate(*INSIDE) == before
    assert reads.locate(*INSIDE, on=day - timedelta(days=1)) == before
    assert reads.locate(*INSIDE, on=day).grid != GRID
    assert reads.locate(116.98525, 36.654, on=day).boundary == redrawn.boundary.pk
    with held(datetime(2018, 6, 30, 16, 0, tzinfo=UTC)):  # midnight in Jinan
        assert reads.locate(*INSIDE).grid != GRID
    assert [f.kind for f in redrawn.findings] == ["gap"]
    line = JournalLine.objects.get(code="territory.boundary_redrawn")
    assert line.data["boundary"] == redrawn.boundary.pk
    assert (line.kind, line.subject, line.street) == ("grid", GRID, STREET)


def test_gaps_and_overlaps_of_an_import_are_reported(street: None, tmp_path: Path) -> None:
    wide = box(116.98386, 36.653101, 116.986, 36.654854)
    new = {**feature(str(GRID)), "geometry": wide}
    report = actions.import_grids(collection(tmp_path, new), **WHO, valid_from=date(2018, 8, 1))
    assert (report.changed, report.added) == (1, 0)
    (found,) = report.findings
    assert (found.kind, found.codes) == ("overlap", (GRID, NEIGHBOUR))
    assert found.area == pytest.approx(60.2 * 194.5, rel=0.02)


def test_a_boundary_cannot_begin_before_the_one_it_follows(street: None) -> None:
    actions.redraw_boundary(grid=GRID, geometry=narrow(), valid_from=date(2018, 7, 1), **WHO)
    with pytest.raises(LaterBoundary, match="2018-07-01"):
        actions.redraw_boundary(grid=GRID, geometry=narrow(), valid_from=date(2018, 7, 1), **WHO)


def test_the_database_refuses_two_boundaries_of_a_grid_on_one_day(street: None) -> None:
    with pytest.raises(IntegrityError, match="boundary_one_at_a_time"), transaction.atomic():
        Boundary.objects.create(number=GRID, shape=narrow(), valid=DateRange(date(2030, 1, 1), None))
    with pytest.raises(IntegrityError, match="boundary_some_day"), transaction.atomic():
        Boundary.objects.create(number=1, shape=narrow(), valid=DateRange(date(2030, 1, 1), date(2030, 1, 1)))


def test_a_retired_grid_takes_no_point_from_its_last_day_on(street: None) -> None:
    day = date(2018, 9, 1)
    actions.retire_grid(grid=GRID, on=day, **WHO)
    assert reads.locate(*INSIDE).grid == GRID
    assert not reads.locate(*INSIDE, on=day)
    assert len(reads.grids(STREET)) == 40
    assert len(reads.grids(STREET, on=day)) == 39
    with pytest.raises(Conflict):
        actions.retire_grid(grid=GRID, on=day, **WHO)


def test_features_that_cannot_be_used_are_named(street: None, tmp_path: Path) -> None:
    square = ((117.0, 36.0), (117.1, 36.0), (117.1, 36.1), (117.0, 36.0))
    path = collection(
        tmp_path,
        feature("370103003001009", *square[:3]),
        feature("370103003099001", *square),
        feature("37010300300101", *square),
        {"type": "Feature", "properties": None},
        feature("370103003001010", *square),
        feature("370103003001010", *square),
    )
    report = actions.import_grids(path, **WHO)
    assert sorted((row.row, row.field) for row in report.rejected) == [
        (1, "geometry"), (2, "code"), (3, "code"), (4, "properties"), (6, "code"),
    ]  # fmt: skip
    assert report.added == 1
    with pytest.raises(Invalid, match="GeoJSON FeatureCollection"):
        actions.import_grids(table(tmp_path, "[]"), **WHO)
    with pytest.raises(Invalid, match="not JSON"):
        actions.import_grids(table(tmp_path, "x"), **WHO)


def test_a_map_in_gcj02_lands_where_it_belongs(street: None, tmp_path: Path) -> None:
    from shiqiao.kernel.territory.rules.coordinates import wgs84_to_gcj02

    ring = [wgs84_to_gcj02(*p) for p in [(117.0, 36.6), (117.001, 36.6), (117.001, 36.601), (117.0, 36.6)]]
    actions.import_grids(collection(tmp_path, feature("370103003001011", *ring)), **WHO, system="gcj02")
    assert reads.locate(117.0008, 36.6004).grid == 370103003001011


def test_only_an_administrator_changes_the_map(street: None) -> None:
    member = Actor(kind="account", code="x", roles=frozenset({"grid_member"}))
    with pytest.raises(Forbidden):
        actions.redraw_boundary(grid=GRID, geometry=narrow(), valid_from=date(2019, 1, 1), by=member, at=AT)


def test_an_unknown_grid_cannot_be_redrawn(street: None) -> None:
    with pytest.raises(UnknownGrid):
        actions.redraw_boundary(grid=370103003001099, geometry=narrow(), valid_from=date(2019, 1, 1), **WHO)


def test_the_book_has_its_points_in_the_matching_communities(book: None) -> None:
    assert Address.objects.count() >= 120
    assert not Address.objects.filter(grid=0).exists()
    hits = reads.find_address("乐山小区3号楼", STREET)
    assert hits[0].name == "乐山小区3号楼"
    assert hits[0].grid // 1000 == 370103003004
    assert reads.find_address("经八纬一", STREET)[0].grid // 1000 == 370103003003
    assert reads.find_address("济南市市中区杆石桥街道聚膳街", STREET)[0].name == "聚善街"
    with CaptureQueriesContext(connection) as queries:
        reads.find_address("七一", STREET)
    assert len(queries) == 0


def test_an_address_follows_the_map_of_the_day(book: None) -> None:
    name = Address.objects.filter(grid=GRID, lon__lt=116.9849).first()
    assert name is not None
    assert reads.find_address(name.name, STREET)[0].grid
    actions.redraw_boundary(grid=GRID, geometry=narrow(), valid_from=date(2018, 7, 1), **WHO)
    with held(datetime(2018, 7, 2, tzinfo=UTC)):
        assert all(hit.grid != GRID for hit in reads.find_address(name.name, STREET) if hit.id == name.pk)


def test_addresses_that_cannot_be_used_are_named(street: None, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "名称,类型,经度,纬度,坐标系,网格\n甲小区,小区,117.5,36.6,,\n乙小区,小区,,,,\n丙小区,小区,116.98,,,\n丁小区,城堡,116.985,36.654,,\n"
        "戊小区,小区,,,,370103003001099\n己小区,小区,,,,370103003001003\n庚小区,小区,116.985,36.654,,\n",
    )
    report = actions.import_addresses(path, street=STREET, **WHO)
    assert [(row.row, row.field) for row in report.rejected] == [
        (2, "lon"), (3, "row"), (4, "row"), (5, "kind"), (6, "grid"),
    ]  # fmt: skip
    assert report.added == 2
    assert Address.objects.get(name="庚小区").grid == GRID
    with pytest.raises(NotFound):
        actions.import_addresses(path, street=370103999, **WHO)


def test_another_street_does_not_see_the_address_book_but_the_map(book: None, fenced: Callable[..., None]) -> None:
    fenced(370103004)
    assert Address.objects.count() == 0
    assert reads.locate(*INSIDE).grid == GRID
    assert Grid.objects.count() == 40


def test_titles_are_loaded_street_by_street(street: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert reads.title(GRID) == "春元里社区第3网格"
        assert reads.title(str(COMMUNITY)) == "春元里社区"
        assert reads.title(STREET) == "杆石桥街道"
        assert reads.title("370103003999") == "370103003999"
        assert reads.title("37") == "山东省"
        assert reads.title("nonsense") == "nonsense"
    assert len([q for q in queries if "territory_" in q["sql"]]) <= 3


def test_divisions_are_found_by_the_beginning_of_their_name(street: None) -> None:
    assert [place.code for place in reads.search_divisions("杆石")] == [STREET]
    assert {place.parent for place in reads.search_divisions("", level="community", within=STREET)} == {STREET}
    assert reads.search_divisions("纬一", within=STREET) == []


def test_the_map_of_a_street_is_geojson_marked_illustrative(street: None) -> None:
    shown = reads.geojson(STREET)
    assert len(shown["features"]) == 48
    assert all(f["properties"]["illustrative"] for f in shown["features"])
    grid = next(f for f in shown["features"] if f["id"] == GRID)
    assert grid["properties"]["title"] == "春元里社区第3网格"
    assert grid["properties"]["parent"] == str(COMMUNITY)


def test_the_shipped_tables_match_their_headings() -> None:
    with (PLACE / "addresses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 120
    assert {row["source"] for row in rows} == {"illustrative"}
