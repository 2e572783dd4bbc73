"""A new street's folder from its code."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shiqiao.base.errors import Conflict, Invalid
from shiqiao.config.options import REPOSITORY
from shiqiao.kernel.people.spreadsheet import StaffRow, read_staff
from shiqiao.places.draft import Drafted, Wish, draft_street, find_streets, spelled
from shiqiao.places.schema import read_locality

pytestmark = pytest.mark.unit

MODEL = REPOSITORY / "localities" / "ganshiqiao"
DIVISIONS = MODEL / "territory" / "divisions.csv"
START = date(2018, 6, 27)


def draft(folder: Path, **more: Any) -> Drafted:
    values = {"street": 370103006, "divisions": DIVISIONS, "folder": folder, "grids": 3, "start": START}
    return draft_street(Wish(**{**values, "centre": (116.983, 36.659), **more}), MODEL)


def rows_of(staff: Path) -> list[dict[str, Any]]:
    sheet = load_workbook(staff)["人员"]
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_street_is_found_by_a_part_of_its_name_or_its_code() -> None:
    assert find_streets(DIVISIONS, "魏家庄") == [("370103006", "魏家庄街道")]
    assert find_streets(DIVISIONS, "370103006") == [("370103006", "魏家庄街道")]
    assert len(find_streets(DIVISIONS, "里")) > 2
    assert find_streets(DIVISIONS, "不存在") == []


def test_a_draft_is_a_sound_locality_with_names_from_the_codes(tmp_path: Path) -> None:
    made = draft(tmp_path / "weijiazhuang", code="weijiazhuang")
    place = read_locality(made.folder)
    assert (place.code, place.number, place.title.zh, place.title.en) == (
        "weijiazhuang", 370103006, "魏家庄街道", "Weijiazhuang Subdistrict",
    )  # fmt: skip
    assert (place.district.title.zh, place.city.title.zh, place.province.title.en) == (
        "市中区",
        "济南市",
        "Shandong Province",
    )
    assert [name for _, name in made.communities] == ["麟祥街社区", "永庆街社区", "魏家庄社区", "馆驿街社区"]
    assert len(made.grids) == 12
    assert made.grids[0] == ("370103006005001", "麟祥街社区第1网格")
    assert len({unit.code for unit in place.units}) == len(place.units)
    assert {unit.community for unit in place.units} - {""} == {code for code, _ in made.communities}


def test_every_proposed_post_of_the_staff_list_can_be_read_as_it_stands(tmp_path: Path) -> None:
    made = draft(tmp_path / "new")
    rows = [read_staff(number, row) for number, row in enumerate(rows_of(made.staff), 2)]
    assert [row for row in rows if not isinstance(row, StaffRow)] == []
    assert len(rows) == made.posts
    answered = [grid for row in rows if isinstance(row, StaffRow) for grid in row.grids]
    assert sorted(answered) == [code for code, _ in made.grids]  # each grid once
    roles = {role for row in rows if isinstance(row, StaffRow) for role in row.roles}
    assert roles >= {"admin", "dispatcher", "checker", "leader", "community_head", "grid_member", "callback", "handler"}
    assert not any(row.get("姓名") or row.get("登录名") for row in rows_of(made.staff))  # nobody of the model street


def test_boundaries_give_the_grids_and_the_centre_of_the_map(tmp_path: Path) -> None:
    grids = MODEL / "territory" / "grids.geojson"
    made = draft(tmp_path / "drawn", street=370103003, grids=grids, centre=None)
    assert len(made.grids) == 40
    centre = read_locality(made.folder).centre
    assert abs(centre.lon - 116.986) < 0.01
    assert abs(centre.lat - 36.651) < 0.01


@pytest.mark.parametrize(
    ("wish", "field", "said"),
    [
        ({"street": 370103007}, "street", "370103007000"),
        ({"grids": 0}, "grids", "between 1 and 99"),
        ({"centre": None}, "centre", "116.983,36.659"),
        ({"divisions": REPOSITORY / "localities/practice/territory/divisions.csv"}, "street", "370103006000"),
    ],
)
def test_what_is_missing_is_named_with_its_remedy(tmp_path: Path, wish: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(tmp_path / "new", **wish)
    assert field in refused.value.fields
    assert said in str(refused.value)
    assert not (tmp_path / "new" / "locality.yaml").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no json", "no GeoJSON"),
        ('{"features": 3}', "no GeoJSON"),
        (json.dumps({"features": []}), "no grid of this street"),
        (json.dumps({"features": [{"properties": {"code": "370103003001001"}}]}), "370103003001001"),
    ],
)
def test_a_file_that_is_no_map_of_this_street_is_refused(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "grids.geojson"
    file.write_text(content)
    with pytest.raises(Invalid, match=said):
        draft(tmp_path / "new", grids=file)


def test_a_folder_that_holds_a_street_is_never_overwritten(tmp_path: Path) -> None:
    made = draft(tmp_path / "new")
    before = (made.folder / "locality.yaml").read_text()
    with pytest.raises(Conflict):
        draft(tmp_path / "new", grids=4)
    assert (made.folder / "locality.yaml").read_text() == before


def test_english_names_are_guessed_from_the_sound() -> None:
    assert spelled("馆驿街") == "Guanyijie"
