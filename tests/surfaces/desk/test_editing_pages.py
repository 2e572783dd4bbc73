"""Calendar, flows and items changed on the desk: previewed, checked, compared, and refused to who does not keep them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.models import CatalogueVersion
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import write_item
from shiqiao.kernel.clocks.models import Calendar, Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.flows.actions import change_flow
from shiqiao.kernel.flows.models import FlowVersion
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import write
from shiqiao.testing.street import STREET, Street

Enter = Callable[[str], Client]


def handle(matter: int) -> datetime:
    return Clock.objects.get(subject=matter, kind="matter", stopped_at=None, name__in=("accept", "handle")).due_at


def days(**more: object) -> dict[str, object]:
    return {
        "says": "off",
        "first": "2018-06-27",
        "last": "2018-06-29",
        "note": "街道运动会",
        "former": calendar_for(STREET).version,
        **more,
    }


def test_days_off_are_previewed_with_the_clocks_they_move_and_then_put_into_force(street: Street, enter: Enter) -> None:
    made, client = street.report(), enter("admin1")
    before, versions = handle(made.id), Calendar.objects.count()
    page = client.post("/calendar/", days()).content.decode()
    assert "本次修改的影响" in page
    assert made.number in page
    assert (handle(made.id), Calendar.objects.count()) == (before, versions)
    assert client.post("/calendar/", days(apply="1")).status_code == 302
    assert handle(made.id) > before
    page = client.get("/calendar/?year=2018").content.decode()
    assert "街道运动会" in page
    assert "06-27 – 06-29" in page


def test_a_preview_made_of_a_former_version_is_refused_and_loses_nothing(street: Street, enter: Enter) -> None:
    client, first = enter("admin1"), days(apply="1")
    assert client.post("/calendar/", first).status_code == 302
    answer = client.post("/calendar/", {**first, "note": "另一个名称"})
    assert answer.status_code == 422
    assert "请重新预览" in answer.content.decode()
    assert "另一个名称" in answer.content.decode()


def test_wrong_days_name_field_and_remedy(street: Street, enter: Enter) -> None:
    client = enter("admin1")
    for wrong, said in (
        ({"last": "2018-06-01"}, "早于开始日期"), ({"last": "2018-12-31"}, "一次最多两个月"),
        ({"says": "notice", "first": "2031-01-01", "last": ""}, "尚无该年的放假通知"),
    ):  # fmt: skip
        answer = client.post("/calendar/", days(**wrong))
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_only_who_keeps_the_ground_changes_it(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    assert "录入日期" not in client.get("/calendar/").content.decode()
    for path, data in (
        ("/calendar/", days(apply="1")),
        ("/flows/grid_matter/edit/", {}),
        ("/catalogue/06010/edit/", {}),
    ):
        assert client.post(path, data).status_code == 403
    assert client.get("/catalogue/06010/edit/").status_code == 403


def test_a_flow_is_changed_as_text_compared_and_published(street: Street, enter: Enter) -> None:
    client, here = enter("admin1"), flow("grid_matter")
    page = client.get("/flows/grid_matter/edit/").content.decode()
    assert "do: accept" in page
    text = write(here.table).replace("zh: 待派遣", "zh: 等待派遣")
    page = client.post("/flows/grid_matter/edit/", {"text": text, "former": here.version}).content.decode()
    assert "等待派遣" in page
    assert FlowVersion.objects.filter(code="grid_matter").count() == 1
    assert (
        client.post("/flows/grid_matter/edit/", {"text": text, "former": here.version, "apply": "1"}).status_code == 302
    )
    assert flow("grid_matter").states["accepted"].title.zh == "等待派遣"
    page = client.get("/flows/grid_matter/versions/").content.decode()
    assert "状态：待派遣" in page
    assert "状态：等待派遣" in page
    again = client.post("/flows/grid_matter/edit/", {"text": text, "former": here.version, "apply": "1"})
    assert again.status_code == 422
    assert "流程刚被他人修改过" in again.content.decode()


def test_an_unsound_flow_is_refused_with_the_place_of_each_mistake(street: Street, enter: Enter) -> None:
    client, here = enter("admin1"), flow("grid_matter")
    text = write(here.table).replace("to: accepted", "to: nowhere")
    answer = client.post("/flows/grid_matter/edit/", {"text": text, "former": here.version, "apply": "1"})
    assert answer.status_code == 422
    assert "nowhere" in answer.content.decode()
    assert FlowVersion.objects.filter(code="grid_matter").count() == 1


def test_a_flow_is_not_changed_by_the_administrator_of_one_of_several_streets(street: Street) -> None:
    here, by = flow("grid_matter"), replace(street.actor("admin1"), street=370103001)
    with pytest.raises(Forbidden):
        change_flow(code="grid_matter", text=write(here.table), former=here.version, by=by, at=now())


def test_an_item_is_changed_and_new_matters_go_by_it(street: Street, enter: Enter) -> None:
    running, client, known = street.report(), enter("admin1"), catalogue(STREET)
    text = re.sub(r"handle: \w+", "handle: 3ch", write_item(known.item("06010")))
    sent = {"text": text, "former": known.version}
    page = client.post("/catalogue/06010/edit/", sent).content.decode()
    assert "改动内容" in page
    assert client.post("/catalogue/06010/edit/", {**sent, "apply": "1"}).status_code == 302
    assert catalogue(STREET).item("06010").terms["handle"] == "3ch"
    assert CatalogueVersion.objects.filter(street=STREET).count() == 2
    assert "06010" in client.get("/catalogue/versions/").content.decode()
    assert client.get(f"/matters/{running.number}/").status_code == 200


def test_a_wrong_term_of_an_item_is_named(street: Street, enter: Enter) -> None:
    known = catalogue(STREET)
    text = re.sub(r"handle: \w+", "handle: soon", write_item(known.item("06010")))
    answer = enter("admin1").post("/catalogue/06010/edit/", {"text": text, "former": known.version, "apply": "1"})
    assert answer.status_code == 422
    assert "handle" in answer.content.decode()


def test_how_good_suggestions_are_is_told(street: Street, enter: Enter) -> None:
    assert "尚未学习" in enter("leader1").get("/catalogue/learnt/").content.decode()
