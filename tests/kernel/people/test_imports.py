"""Staff lists as offices send them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from django.conf import settings

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.imports import import_people
from shiqiao.kernel.people.models import Account, Holding, Post, Responsibility, Unit
from shiqiao.kernel.territory import actions as territory
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.rules.reports import ImportReport

from .offices import AT, BY, GRIDS, NEXT_STREET, STREET

pytestmark = pytest.mark.django_db
HEAD = "单位,岗位,岗位编号,角色,姓名,登录名,电话,社区,网格,条线,起始日期,副岗"
LEADER = "街道办事处,主任,street.director,街道领导,石一,shi,,,,,2017-01-01,"
CHIEF = "春元里社区,社区负责人,c1.head,社区负责人,春一,chun1,,春元里社区,,,2017/1/1,"
FIRST = (
    "春元里社区网格工作站,第一网格员,c1.g1,网格员,春二,chun2,13800000001,370103003001,1,城管、民生,2017年1月1日,c1.g2"
)
SECOND = "春元里社区网格工作站,第二网格员,c1.g2,网格员,春三,chun3,,370103003001,370103003001002,,20170101,c1.g1"
GOOD = [LEADER, CHIEF, FIRST, SECOND]


@pytest.fixture
def load(db: None, two_communities: None, tmp_path: Path) -> Any:
    def run(*rows: str, encoding: str = "utf-8", strict: bool = False, head: str = HEAD) -> ImportReport:
        path = tmp_path / "staff.csv"
        path.write_bytes("\n".join([head, *rows]).encode(encoding))
        return import_people(path, street=STREET, strict=strict, **BY)

    return run


def faults(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.row, row.field) for row in report.rejected]


def test_a_list_becomes_units_posts_people_and_responsibilities(load: Any) -> None:
    report = load(*GOOD)
    assert (report.added, report.changed, report.unchanged, report.rejected) == (4, 0, 0, [])
    assert dict(Unit.objects.values_list("title_zh", "kind")) == {
        "街道办事处": "street_office",
        "春元里社区": "community",
        "春元里社区网格工作站": "grid_station",
    }
    assert len(report.notes) == 3
    first = Post.objects.get(code="c1.g1")
    assert (first.roles, first.territory, first.lines) == (["grid_member"], GRIDS[0], ["city", "livelihood"])
    assert Post.objects.get(code="c1.head").head_of
    assert Post.objects.get(code="c1.head").territory == GRIDS[0] - 1
    assert reads.responsible_for(GRIDS[0], "city", AT).name == "春二"
    assert reads.responsible_for(GRIDS[1], "safety", AT).name == "春三"
    gap = reads.responsible_for(GRIDS[0], "safety", AT)
    assert (gap.name, gap.reason) == ("春一", "no_responsibility")
    assert reads.ladder(first.pk)[0] == Post.objects.get(code="c1.g2").pk
    assert not Account.objects.get(username="chun2").has_usable_password()
    assert actions.phone_of(Account.objects.get(username="chun2")) == "13800000001"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_the_same_list_again_changes_nothing(load: Any, encoding: str) -> None:
    load(*GOOD)
    lines = JournalLine.objects.count()
    report = load(*GOOD, encoding=encoding)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 4)
    assert JournalLine.objects.count() == lines


def test_a_changed_row_changes_the_post_and_hands_it_over(load: Any) -> None:
    load(*GOOD)
    moved = (
        SECOND.replace("第二网格员", "二号网格员").replace("春三,chun3", "春四,chun4").replace("20170101", "2018-06-01")
    )
    report = load(*GOOD[:3], moved)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 3)
    assert Holding.objects.filter(post__code="c1.g2").count() == 2
    assert reads.responsible_for(GRIDS[1], "city", AT).name == "春四"
    assert reads.post_by_code("c1.g2", STREET).title_zh == "二号网格员"


def test_excel_lists_are_read_with_their_dates(db: None, two_communities: None, tmp_path: Path) -> None:
    rows: list[list[Any]] = [line.split(",") for line in (HEAD, *GOOD)]
    for row in rows[1:]:
        row[10] = datetime(2017, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone
    rows[3][6], rows[3][8] = 13800000001, GRIDS[0]
    book, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet = old.add_sheet("人员")
    for number, row in enumerate(rows):
        book.active.append(row)
        for column, cell in enumerate(row):
            style = xlwt.easyxf(num_format_str="YYYY-MM-DD") if isinstance(cell, datetime) else xlwt.Style.default_style
            sheet.write(number, column, cell, style)
    book.save(tmp_path / "staff.xlsx")
    old.save(str(tmp_path / "staff.xls"))
    assert import_people(tmp_path / "staff.xlsx", street=STREET, strict=True, **BY).added == 4
    assert import_people(tmp_path / "staff.xls", street=STREET, strict=True, **BY).unchanged == 4


WRONG = {
    "岗位编号": SECOND.replace("c1.g2", "二号", 1),
    "角色": SECOND.replace("网格员,春三", "将军,春三"),
    "行": SECOND.replace("chun3", ""),
    "电话": SECOND.replace("chun3,,", "chun3,abc,"),
    "社区": SECOND.replace(",370103003001,", ",桃花源社区,"),
    "网格": SECOND.replace("370103003001002", "370103003001009"),
    "条线": SECOND.replace("002,,", "002,消防,"),
    "起始日期": SECOND.replace("20170101", "2017-02-30"),
    "单位": SECOND.replace("春元里社区网格工作站", "", 1),
    "登录名": SECOND.replace("chun3", "chun1"),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_field_is_named_with_its_row_and_the_rest_is_loaded(load: Any, field: str) -> None:
    report = load(LEADER, CHIEF, WRONG[field])
    assert faults(report) == [(4, field)]
    assert "{" not in report.rejected[0].reason
    assert report.added == 2
    assert report.read == 3
    assert Post.objects.count() == 2
    assert not Account.objects.filter(username="chun3").exists(), "nothing of a rejected row stays"


def test_with_strict_one_wrong_row_refuses_all(load: Any) -> None:
    with pytest.raises(ImportRefused) as caught:
        load(LEADER, CHIEF, WRONG["条线"], strict=True)
    assert faults(caught.value.report) == [(4, "条线")]
    assert not Unit.objects.exists()


def test_two_rows_that_claim_one_grid_are_refused_by_the_constraint(load: Any) -> None:
    report = load(*GOOD, SECOND.replace("c1.g2", "c1.g3", 1).replace("春三,chun3", "春五,chun5"))
    assert faults(report) == [(6, "起始日期")]
    assert "another post" in report.rejected[0].reason
    assert Responsibility.objects.filter(grid=GRIDS[1], line="city").count() == 1


def test_a_post_twice_in_the_list_is_refused(load: Any) -> None:
    assert faults(load(*GOOD, SECOND)) == [(6, "岗位编号")]


def test_an_unknown_deputy_is_named_and_the_post_stays(load: Any) -> None:
    report = load(LEADER, CHIEF, FIRST)
    assert faults(report) == [(4, "副岗")]
    assert Post.objects.filter(code="c1.g1").exists()
    assert report.read == 3


def test_a_column_that_nobody_knows_is_not_passed_over(load: Any) -> None:
    report = load(LEADER + ",是", head=HEAD + ",党员")
    assert faults(report) == [(2, "党员")]
    assert not load(LEADER + ",", head=HEAD + ",党员").rejected


def test_a_vacant_post_and_all_grids_of_a_community(load: Any) -> None:
    report = load(LEADER, "春元里社区,综治专员,c1.safety,网格员,,,,春元里社区,全部,综治,2017-01-01,")
    assert report.rejected == []
    assert Post.objects.get(code="c1.safety").territory == GRIDS[0] - 1
    found = reads.responsible_for(GRIDS[1], "safety", AT)
    assert (found.name, found.reason) == ("石一", "no_holder")


def test_a_street_without_grids_and_a_file_that_is_no_table_are_refused(load: Any, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Import divisions and grids first"):
        import_people(tmp_path / "staff.csv", street=NEXT_STREET, **BY)
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0\x00")
    with pytest.raises(Invalid):
        import_people(tmp_path / "photo.csv", street=STREET, **BY)


def test_the_model_street_has_a_name_for_every_grid_and_line(db: None) -> None:
    place = settings.LOCALITIES / "ganshiqiao"
    when = {"by": BY["by"], "at": datetime(2017, 1, 1, tzinfo=UTC)}
    territory.import_divisions(place / "territory/divisions.csv", strict=True, **when)
    territory.import_grids(place / "territory/grids.geojson", strict=True, **when)
    report = import_people(place / "people/staff.csv", street=STREET, strict=True, **BY)
    assert report.added == Post.objects.count() >= 70
    rows = reads.coverage(STREET, AT)
    assert len(rows) == 120
    assert [row for row in rows if row.gap] == []
    assert all(one.responsible.by == "holder" for one in rows)
    assert len({one.responsible.account for one in rows}) == 48


def test_a_list_brings_the_telephones_of_units_and_leaves_alone_what_it_does_not_name(load: Any) -> None:
    head, wide = HEAD + ",单位电话", [LEADER + ",0531-82001000", CHIEF + ",0531-82001001", FIRST + ",", SECOND + ","]
    assert load(*wide, head=head).added == 4
    phones = dict(Unit.objects.exclude(phone="").values_list("title_zh", "phone"))
    assert phones[LEADER.split(",")[0]] == "0531-82001000"
    assert load(*wide, head=head).unchanged == 4
    assert load(*GOOD).unchanged == 4
    assert dict(Unit.objects.exclude(phone="").values_list("title_zh", "phone")) == phones
    assert load(LEADER + ",0531-82001009", head=head).changed == 1


def test_two_numbers_for_one_unit_are_named(load: Any) -> None:
    rows = (FIRST + ",0531-82001001", SECOND + ",0531-82001002")
    assert (5, "单位电话") in faults(load(LEADER + ",", CHIEF + ",", *rows, head=HEAD + ",单位电话"))
