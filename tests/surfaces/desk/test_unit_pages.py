"""Whom one calls: the telephone of a unit, entered once, on the page of a matter, on the board and as a spreadsheet."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Unit
from shiqiao.kernel.people.units import set_unit_phone
from shiqiao.testing.street import Street

Enter = Callable[[str], Client]
NUMBER = "0531-82009999"


def unit_of(row: Matter) -> Unit:
    return Unit.objects.get(pk=row.unit)


def test_who_organises_enters_it_and_everybody_reads_it_where_one_has_to_call(street: Street, enter: Enter) -> None:
    number = street.report("路口垃圾成堆", item="06010").number
    unit = unit_of(Matter.objects.get(number=number))
    assert enter("leader1").post(f"/people/units/{unit.pk}/", {"phone": NUMBER}).status_code == 302
    reader = enter("dispatch1")
    assert f"tel:{NUMBER}" in reader.get(f"/matters/{number}/").content.decode()
    page = reader.get("/people/units/").content.decode()
    assert f"tel:{NUMBER}" in page
    assert f"/people/units/{unit.pk}/" not in page, "who may not change it is not offered it"
    assert reader.post(f"/people/units/{unit.pk}/", {"phone": "1"}).status_code == 403
    assert f"tel:{NUMBER}" in reader.get("/people/units/", {"q": NUMBER[-4:]}).content.decode()
    assert "没有符合的单位" in reader.get("/people/units/", {"q": "桃花源"}).content.decode()
    assert (
        "Units and telephones"
        in enter("leader1").get("/people/units/", headers={"accept-language": "en"}).content.decode()
    )


def test_a_department_stands_on_the_board_with_its_number(street: Street, enter: Enter) -> None:
    unit = Unit.objects.get(code="urban_management")
    set_unit_phone(unit=unit, phone=NUMBER, by=street.actor("leader1"), at=now())
    assert f"tel:{NUMBER}" in enter("dispatch1").get("/coverage/").content.decode()


def test_the_spreadsheet_has_every_unit_with_its_number(street: Street, enter: Enter) -> None:
    unit = Unit.objects.get(code="urban_management")
    set_unit_phone(unit=unit, phone=NUMBER, by=street.actor("leader1"), at=now())
    book = openpyxl.load_workbook(BytesIO(enter("dispatch1").get("/export/units.xlsx").getvalue()))
    cells = [row for page in book for row in page.iter_rows(values_only=True)]
    assert sum(NUMBER in row for row in cells) == 1
    assert len(cells) > Unit.objects.filter(street=unit.street).count()


def test_what_is_no_number_is_refused_and_an_unchanged_one_writes_no_line(street: Street, enter: Enter) -> None:
    unit, by = Unit.objects.get(code="urban_management"), street.actor("leader1")
    answer = enter("leader1").post(f"/people/units/{unit.pk}/", {"phone": "问王科长"})
    assert answer.status_code == 422
    assert "问王科长" in answer.content.decode(), "what was typed stays"
    with pytest.raises(Invalid):
        set_unit_phone(unit=unit, phone="x", by=by, at=now())
    with pytest.raises(Forbidden):
        set_unit_phone(unit=unit, phone=NUMBER, by=street.actor("dispatch1"), at=now())
    for _again in range(2):
        set_unit_phone(unit=unit, phone=NUMBER, by=by, at=now())
    lines = JournalLine.objects.filter(code="people.unit_phone_set")
    assert [line.data for line in lines] == [{"unit": "urban_management"}]
    set_unit_phone(unit=unit, phone="", by=by, at=now())
    unit.refresh_from_db()
    assert unit.phone == ""
