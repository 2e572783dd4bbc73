"""Loading residents, buildings and organisations: what becomes of each row; the same file twice; any rows whatever."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, reads, sealing
from shiqiao.kernel.registry.errors import NotForYourPost
from shiqiao.kernel.registry.models import Building, Dwelling, Household, Organisation, Person
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .conftest import credit_code, identity, undone

BY = system("import", street=STREET)
PHASES = (Phase.explicit, Phase.generate)  # shrinking in a database takes minutes and tells little more
Proof = Callable[[], list[str]]
HEAD = ("姓名", "身份证号", "电话", "地址", "户号", "与户主关系", "独居")
OLD, YOUNG = identity("19500203", 11), identity("19800704", 12)
FAMILY = [
    ("石小桥", OLD, "13800138000", "春元里小区3号楼2单元402室", "H001", "户主", "否"),
    ("杨柳", YOUNG, "", "春元里小区3号楼2单元402", "H001", "女儿", ""),
    ("白石", "", "13900139000", "春元里小区3号楼2单元501", "", "", "是"),
]


def write(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerows([head, *rows])
    return path


def load(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]], **more: Any) -> Any:
    return actions.import_residents(write(path / "rows.csv", head, rows), street=STREET, by=BY, at=now(), **more)


def test_residents_come_with_their_homes_households_and_facts(street: Street, tmp_path: Path, proven: Proof) -> None:
    report = load(tmp_path, HEAD, FAMILY)
    assert (report.added, report.rejected, report.likely) == (3, [], [])
    assert [str(note) for note in report.notes] == ["1 buildings and 2 dwellings were added."]
    building = Building.objects.get()
    assert (building.name, building.grid > 0, building.address > 0) == ("春元里小区3号楼", True, True)
    flats = Dwelling.objects.order_by("room").values_list("unit", "room", "floor")
    assert list(flats) == [("2", "402", 4), ("2", "501", 5)]
    house = Household.objects.get(number="H001")
    assert [member.role for member in reads.members_of(house.pk)] == ["head", "child"]
    (alone,) = reads.with_fact(BY, "person", "lives_alone", "yes").rows
    assert sealing.open_name(alone) == "白石"
    assert proven() == []


def test_the_same_file_again_adds_nobody_and_changes_nothing(street: Street, tmp_path: Path, proven: Proof) -> None:
    load(tmp_path, HEAD, FAMILY)
    before = list(Person.objects.order_by("pk").values_list("pk", "seq"))
    report = load(tmp_path, HEAD, FAMILY)
    assert (report.added, report.changed, report.unchanged, report.notes) == (0, 0, 3, [])
    assert list(Person.objects.order_by("pk").values_list("pk", "seq")) == before
    assert proven() == []


def test_a_match_brings_what_is_new_and_never_blanks(street: Street, tmp_path: Path, proven: Proof) -> None:
    load(tmp_path, HEAD, FAMILY)
    report = load(
        tmp_path,
        ("Name", "Identity number", "Phone", "Lives alone"),
        [("石小桥", OLD, "", "yes"), ("杨柳", YOUNG, "13700137000", "")],
    )
    assert (report.added, report.changed, report.rejected) == (0, 2, [])
    (old,), (young,) = reads.find_persons(BY, OLD), reads.find_persons(BY, YOUNG)
    assert sealing.open_person(old).phone == "13800138000"
    assert sealing.open_person(young).phone == "13700137000"
    assert [sealing.value_of(fact) for fact in reads.facts_of(BY, Ref("person", old.pk))] == ["yes"]
    assert len(reads.facts_of(BY, Ref("person", old.pk), ended=True)) == 1
    assert proven() == []


def test_who_resembles_somebody_is_loaded_and_listed(street: Street, tmp_path: Path, proven: Proof) -> None:
    load(tmp_path, HEAD, FAMILY)
    report = load(
        tmp_path, ("姓名", "电话", "网格"), [("白石", "13900139000", FIRST_GRID), ("白石头", "13900139000", FIRST_GRID)]
    )
    assert (report.added, report.likely) == (2, [2])
    assert len(reads.open_pairs(BY, "person")) == 1
    again = load(
        tmp_path, ("姓名", "电话", "网格"), [("白石", "13900139000", FIRST_GRID), ("白石头", "13900139000", FIRST_GRID)]
    )
    assert (again.added, again.unchanged) == (0, 2)
    assert proven() == []


def test_each_wrong_row_is_told_with_field_and_remedy(street: Street, tmp_path: Path, proven: Proof) -> None:
    rows = [
        ("石小桥", OLD[:-1] + ("1" if OLD[-1] != "1" else "2"), "", "春元里小区3号楼2单元402室", "", "户主", ""),
        ("", "", "", "春元里小区3号楼2单元402室", "", "户主", ""),
        ("杨柳", "", "12", "春元里小区3号楼2单元402室", "", "户主", ""),
        ("杨柳", "", "", "没有这个地方的某条路", "", "户主", ""),
        ("杨柳", "", "", "", "", "户主", ""),
        ("杨柳", "", "", "春元里小区3号楼2单元402室", "", "隔壁老王", ""),
        ("杨柳", "", "", "春元里小区3号楼2单元402室", "", "户主", "也许"),
        ("杨柳", YOUNG, "", "春元里小区3号楼2单元402室", "", "户主", ""),
        ("杨柳", YOUNG, "", "春元里小区3号楼2单元402室", "", "户主", ""),
        ("白石", YOUNG, "", "", "", "户主", ""),
    ]
    report = load(tmp_path, HEAD, rows)
    assert [(row.row, row.field) for row in report.rejected] == [
        (2, "身份证号"), (3, "姓名"), (4, "电话"), (5, "地址"), (6, "网格"), (7, "与户主关系"), (8, "独居"),
        (10, "身份证号"), (11, "身份证号"),
    ] or [(row.row, row.field) for row in sorted(report.rejected, key=lambda row: row.row)] == [
        (2, "身份证号"), (3, "姓名"), (4, "电话"), (5, "地址"), (6, "网格"), (7, "与户主关系"), (8, "独居"),
        (10, "身份证号"), (11, "身份证号"),
    ]  # fmt: skip
    assert report.added == 1
    assert OLD not in str(report.as_dict())
    assert proven() == []


def test_with_strict_one_wrong_row_refuses_all(street: Street, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused), transaction.atomic():
        load(tmp_path, HEAD, [*FAMILY, (*("", "", "", "", "", "", "")[:6], "是")], strict=True)
    assert not Person.objects.exists()
    assert not Building.objects.exists()


def test_only_keepers_of_the_street_import(street: Street, tmp_path: Path) -> None:
    with pytest.raises(NotForYourPost):
        actions.import_residents(
            write(tmp_path / "a.csv", HEAD, FAMILY), street=STREET, by=street.actor("c1g1"), at=now()
        )


def test_a_workbook_with_buildings_and_dwellings(street: Street, tmp_path: Path, proven: Proof) -> None:
    book = Workbook()
    book.active.append(["楼栋", "楼栋类型", "楼层数", "网格", "单元", "房号", "用途", "面积", "出租房"])
    for row in (
        ["春元里小区3号楼", "住宅", 6, None, None, None, None, None, None],
        ["春元里小区3号楼", None, None, None, "2单元", 402, "出租", 61.5, "是"],
        ["新楼", "商业", 12, FIRST_GRID, None, None, None, None, None],
        ["天边的楼", None, None, None, None, None, None, None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    for added, unchanged in ((3, 0), (0, 3)):
        report = actions.import_buildings(tmp_path / "b.xlsx", street=STREET, by=BY, at=now())
        assert (report.added, report.unchanged, [row.row for row in report.rejected]) == (added, unchanged, [5])
    flat = Dwelling.objects.get()
    assert (flat.unit, flat.room, flat.floor, flat.use, str(flat.area)) == ("2", "402", 4, "rented", "61.50")
    assert [row.key for row in reads.facts_of(BY, Ref("dwelling", flat.pk))] == ["rented_out"]
    assert proven() == []


def test_organisations_are_matched_by_code_and_else_by_name_and_place(
    street: Street, tmp_path: Path, proven: Proof
) -> None:
    head = ("单位名称", "统一社会信用代码", "单位类型", "地址", "网格", "九小场所类别", "联系人", "联系电话")
    rows = [
        ("春元小吃店", credit_code(1), "个体工商户", "春元里小区3号楼1单元101", "", "小餐饮", "杨柳", "13800138000"),
        ("路边修车摊", "", "", "", FIRST_GRID, "", "", ""),
        ("写错代码的店", credit_code(2)[:-1] + "?", "", "", FIRST_GRID, "", "", ""),
        ("另一名称", credit_code(1), "", "", FIRST_GRID, "", "", ""),
    ]
    path = write(tmp_path / "o.csv", head, rows)
    report = actions.import_organisations(path, street=STREET, by=BY, at=now())
    assert (report.added, [(row.row, row.field) for row in report.rejected]) == (
        2,
        [(4, "统一社会信用代码"), (5, "统一社会信用代码")],
    )
    (shop,) = reads.find_organisations(BY, credit_code(1))
    assert (shop.kind, Dwelling.objects.get(pk=shop.dwelling).room) == ("self_employed", "101")
    (contact,) = reads.contacts_of(shop.pk)
    assert sealing.open_name(contact.person) == "杨柳"
    again = actions.import_organisations(write(tmp_path / "o.csv", head, rows[:2]), street=STREET, by=BY, at=now())
    assert (again.added, again.unchanged) == (0, 2)
    assert Organisation.objects.count() == 2
    assert proven() == []


cell = st.sampled_from(
    [
        "",
        "石小桥",
        "杨柳",
        "白石",
        OLD,
        YOUNG,
        "13800138000",
        "12",
        "春元里小区3号楼2单元402",
        "H001",
        "户主",
        "是",
        "\u202e",
        "9" * 40,
    ]
)
person_row = st.tuples(
    st.one_of(st.sampled_from(["石小桥", "杨柳", "白石"]), cell), st.sampled_from(["", OLD, YOUNG, "12"]),
    st.sampled_from(["", "13800138000", "x"]), st.sampled_from(["", "春元里小区3号楼2单元402", "经七路305号", "天边"]),
    st.sampled_from(["", "H001", "H002"]), st.sampled_from(["", "户主", "子", "谁"]), st.sampled_from(["", "是", "否", "x"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=PHASES)
@given(st.lists(person_row, min_size=1, max_size=8))
def test_whatever_the_rows_every_one_is_accounted_for_and_a_second_run_adds_nobody(
    street: Street, tmp_path: Path, proven: Proof, rows: list[tuple[str, ...]]
) -> None:
    with undone():
        given_rows = [row for row in rows if any(cell.strip() for cell in row)]
        if given_rows:
            first = load(tmp_path, HEAD, given_rows)
            assert first.read == len(given_rows)
            second = load(tmp_path, HEAD, given_rows)
            assert second.added == 0
            assert second.read == len(given_rows)
            assert proven() == []
