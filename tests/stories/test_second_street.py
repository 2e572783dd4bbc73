"""A second street: drafted from its code, its staff list filled in with mistakes, set up beside the first, and used."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import system
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.config.guide import Guide, wrong_rows
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import coverage
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.reads import grids
from shiqiao.places.install import install
from shiqiao.testing.street import MORNING, STREET, Street, later

SECOND, GRID = 370103006, 370103006017002


def fill_in(staff: Path, **wrong: Any) -> None:
    """Fill in every post with an invented person; `wrong` puts a value into the cell (heading of row 3)."""
    book = load_workbook(staff)
    sheet = book["人员"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        code = sheet.cell(row, column["岗位编号"]).value
        sheet.cell(row, column["姓名"]).value = f"虚构{row}号"
        sheet.cell(row, column["登录名"]).value = f"second.{code}"
    for heading, value in wrong.items():
        sheet.cell(3, column[heading]).value = value
    book.save(staff)


def set_up(folder: Path) -> None:
    install(folder, by=system("init"), at=now())
    Account.objects.filter(street=SECOND).update(must_change_password=False)


def drafted(tmp_path: Path) -> Any:
    return Guide(
        street="魏家庄", folder=tmp_path / "weijiazhuang", grids="3", centre="116.983，36.659", ask=False
    ).draft()


def test_a_street_is_set_up_from_a_spreadsheet_with_errors_in_it(street: Street, tmp_path: Path) -> None:
    made = drafted(tmp_path)
    before = Account.objects.count()
    fill_in(made.staff, 角色="大总管", 起始日期="去年", 网格="99")
    with pytest.raises(ImportRefused) as refused:
        set_up(made.folder)
    said = wrong_rows(refused.value)
    for heading in ("角色", "起始日期"):
        assert f"row 3, {heading}: " in said
    assert "大总管" in said
    # Nothing is left behind: no person, no grid.
    assert Account.objects.count() == before
    assert grids(SECOND) == []
    fill_in(made.staff, 角色="街道领导", 起始日期="2018-06-27", 网格=None)
    set_up(made.folder)
    assert len(grids(SECOND)) == 12
    rows = coverage(SECOND, now())
    assert len(rows) == 36
    assert not any(row.gap for row in rows)
    set_up(made.folder)  # a second time changes nothing
    assert len(coverage(SECOND, now())) == 36
    assert len(coverage(STREET, now())) == 120


def test_the_second_street_works_on_its_matters_and_neither_sees_the_others(street: Street, tmp_path: Path) -> None:
    made = drafted(tmp_path)
    fill_in(made.staff)
    set_up(made.folder)
    dispatcher, member = street.actor("second.centre.head"), street.actor("second.c4.g2")
    first = street.report("杆石桥的垃圾")
    # There is no map yet: the grid says where it is, a point alone leads to the unrouted list.
    second = street.report("馆驿街的垃圾", by=dispatcher, street=SECOND, lon=None, lat=None, grid=GRID)
    lost = street.report("说不清在哪", by=dispatcher, street=SECOND, lon=116.983, lat=36.659)
    assert (second.sheet.grid, second.sheet.post, second.sheet.unrouted) == (GRID, member.post, False)
    assert lost.sheet.unrouted
    assert lost.why[0]["step"] == "no_map"
    with held(later(MORNING, minutes=10)):
        actions.dispatch_matter(matter=second.id, handler="c4.g2", by=dispatcher, at=now())
        actions.answer_matter(matter=second.id, answer="今天下午清理", by=member, at=now())
    listed = {row.number for row in reads.matters(dispatcher, reads.Filters()).rows}
    assert listed == {second.number, lost.number}
    assert first.number in {row.number for row in reads.matters(street.actor("dispatch1"), reads.Filters()).rows}
    for actor, number in ((dispatcher, first.number), (street.actor("leader1"), second.number)):
        with pytest.raises(NotFound):
            reads.access_matter(actor, number)
    street.fence(SECOND)
    with pytest.raises(NotFound):
        actions.accept_matter(matter=first.id, by=dispatcher, at=now())


def test_residents_choose_their_street_and_their_link_remembers_it(street: Street, tmp_path: Path) -> None:
    made = drafted(tmp_path)
    fill_in(made.staff)
    only = Client(headers={"accept-language": "zh-hans"})
    assert "杆石桥街道" in only.get("/portal/").content.decode()  # one street: nothing to choose
    set_up(made.folder)
    browser = Client(headers={"accept-language": "zh-hans"})
    page = browser.get("/portal/").content.decode()
    assert "您要找哪个街道" in page
    assert all(f"street={one}" in page for one in (STREET, SECOND))
    assert "魏家庄街道" in browser.get("/portal/", {"street": SECOND}).content.decode()
    form = browser.get("/portal/report/").content.decode()  # remembered
    assert "馆驿街社区" in form
    assert "春元里" not in form
    sent = browser.post(
        "/portal/report/", {"client_id": "x" * 32, "text": "楼下垃圾堆了三天", "item": "06010", "estate": f"g{GRID}"}
    )
    assert sent.status_code == 303
    link = sent["location"].split("?")[0]
    number, secret = link.strip("/").split("/")[-2:]
    row = by_secret(number, secret, at=now())
    assert (row.street, row.grid) == (SECOND, GRID)
    stranger = Client(headers={"accept-language": "zh-hans"})  # another browser, nothing remembered
    assert "魏家庄街道" in stranger.get(link).content.decode()
    followed = stranger.post("/portal/follow/", {"number": number, "secret": f"http://testserver{link}"})
    assert followed.status_code == 303
    other = Client(headers={"accept-language": "zh-hans"})
    other.get("/portal/", {"street": STREET})
    assert "魏家庄街道" in other.get(link).content.decode()  # the link counts, not what was looked at before


def test_a_street_that_nobody_set_up_cannot_be_chosen(street: Street) -> None:
    browser = Client(headers={"accept-language": "zh-hans"})
    page = browser.get("/portal/", {"street": "999999999"})
    assert "杆石桥街道" in page.content.decode()
    assert "street" not in page.cookies
    assert settings.OPTIONS.locality == ""
