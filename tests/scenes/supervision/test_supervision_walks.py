"""Supervision by clicking, in a real browser: an order to its end, a case from the hand-over to the strike-off, the ladder."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Post
from shiqiao.scenes.supervision.discipline_reads import steps_of
from shiqiao.scenes.supervision.models import DisciplineMatter, DossierPaper, Rectification, SupervisionOrder
from shiqiao.testing.street import FIRST_GRID, Street
from tests.stories.telling import Telling
from tests.surfaces.desk.desk_browser import asked, at_the_desk, fits

pytestmark = [pytest.mark.browser, pytest.mark.long]  # the same pages are tested one by one without a browser
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GO = "main form[method=post] button[type=submit].btn-primary"


def act(page: Any, title: str, **fields: str) -> str:
    """Click what is called so, fill the form by the names of its fields, send it; returns what the page says then."""
    link, button = (page.locator("main").get_by_role(role, name=title, exact=True) for role in ("link", "button"))
    if link.count():
        link.first.click()
        return fill(page, **fields)
    button.first.click()  # it asks nothing
    page.wait_for_load_state("networkidle")
    return str(page.locator("main").inner_text())


def fill(page: Any, **fields: str) -> str:
    """Fill the form of a page and send it."""
    for name, value in fields.items():
        field = page.locator(f"main form [name='{name}']").first
        kind = field.evaluate("node => node.type")
        if kind == "file":
            field.set_input_files(value)
        elif kind == "select-one":
            field.evaluate("(node, value) => { node.value = value; node.dispatchEvent(new Event('change')); }", value)
        elif kind == "radio":
            page.locator(f"main form [name='{name}'][value='{value}']").check()
        else:
            field.fill(value)
    page.locator(GO).last.click()
    page.wait_for_load_state("networkidle")
    assert fits(page)
    return str(page.locator("main").inner_text())


@pytest.fixture
def paper(tmp_path: Path) -> str:
    """A paper to file."""
    place = tmp_path / "paper.pdf"
    place.write_bytes(PDF)
    return str(place)


def test_an_order_by_hand_is_answered_sent_back_answered_again_and_struck_off(live_street: Street, paper: str) -> None:
    with whole():
        receipt = live_street.report("下水管道堵塞", item="01002")
        Telling(live_street).dispatch(receipt, "city.handler1")
        post = Post.objects.get(code="city.handler1").pk
    with at_the_desk("leader1", "city2") as desk:
        leader, handler = desk.sit("leader1"), desk.sit("city2", width=360)
        desk.go(leader, f"/matters/{receipt.number}/")
        said = act(leader, "督办立项", reason="群众多次来电，请查明并办结", post=str(post), term="1wd")
        assert "督〔2018〕1号" in said
        assert "群众多次来电" in said
        desk.go(handler, "/supervision/")
        handler.locator("a.kit-row-link").first.click()
        assert "待验收" in act(handler, "答复督办件", answer="已派人", document=paper)
        leader.reload()
        assert "待答复" in act(leader, "退回答复", reason="请附疏通后的照片")
        handler.reload()
        assert "请附疏通后的照片" in handler.inner_text("main")
        assert "待验收" in act(handler, "答复督办件", answer="已疏通，见附件", document=paper)
        leader.reload()
        assert "已销号" in act(leader, "验收销号")
        order = asked(SupervisionOrder.objects.get)
        assert (order.state, order.sent_back) == ("closed", 1)


def test_a_case_goes_from_the_hand_over_to_the_strike_off(live_street: Street, paper: str) -> None:
    today, ago = localdate(now()), lambda days: (localdate(now()) - timedelta(days=days)).isoformat()
    with at_the_desk("dispatch1", "city2", "check1", "leader2", "supervision1") as desk:
        seats = {login: desk.sit(login) for login in desk.keys}
        desk.go(seats["dispatch1"], "/supervision/cases/")
        given = {
            "upstream": "环督〔2018〕9号",
            "team": "省督察组",
            "source": "provincial",
            "item": "H0102",
            "grid": str(FIRST_GRID),
        }
        days = {"handed_on": ago(30), "rectify_by": today.isoformat()}
        act(seats["dispatch1"], "登记督察件", text="烧烤店油烟直排", **given, **days)
        case = asked(Rectification.objects.get)
        number = asked(lambda: Matter.objects.get(pk=case.matter).number)

        def file(login: str, *kinds: str) -> None:
            for kind in kinds:
                desk.go(seats[login], f"/supervision/cases/{number}/")
                seats[login].locator(f"main a[href$='paper/?kind={kind}']").click()
                fill(seats[login], dated=today.isoformat(), text="见附件", document=paper)

        def move(login: str, title: str, **fields: str) -> str:
            desk.go(seats[login], f"/matters/{number}/")
            return act(seats[login], title, **fields)

        file("dispatch1", "assignment")
        move("dispatch1", "分办", handler="city.handler1")
        move("city2", "接收交办")
        file("city2", "ledger", "plan", "rectified")
        move("city2", "整改完成报验", result="净化设施已安装", document=paper)
        file("supervision1", "district_acceptance")
        move("check1", "区级验收通过", result="验收合格")
        desk.go(seats["city2"], f"/supervision/cases/{number}/")
        act(seats["city2"], "登记公示", since=ago(9), until=ago(1), where="街道公告栏")
        file("city2", "publicity")
        move("dispatch1", "公示结束", result="公示期满，无异议")
        file("leader2", "signature")
        move("leader2", "主要领导签审", result="同意上报")
        file("supervision1", "city_review", "strike_off")
        assert "已销号" in move("check1", "复核销号", result="复核通过")
        desk.go(seats["leader2"], f"/supervision/cases/{number}/")
        said = seats["leader2"].inner_text("main")
        assert "卷宗材料齐全" in said
        assert "已销号" in said
        assert asked(lambda: DossierPaper.objects.filter(matter=case.matter).count()) == 9


def test_the_ladder_is_climbed_rung_by_rung_each_with_evidence_answer_and_decision(live_street: Street) -> None:
    with whole():
        receipt = live_street.report("下水管道堵塞", item="01002")
        Telling(live_street).dispatch(receipt, "city.handler1")
        post = Post.objects.get(code="city.handler1").pk
    with at_the_desk("leader1", "leader2", "city2") as desk:
        one, other, person = desk.sit("leader1"), desk.sit("leader2"), desk.sit("city2", width=360)
        desk.go(one, "/supervision/discipline/")
        act(one, "问责立案", post=str(post), fault="slow_work", reason="两次未按期办理", refs=receipt.number)
        address = one.url.removeprefix(desk.base)
        for rung, title in (
            ("reminder", "提醒"),
            ("order", "督办"),
            ("yellow_card", "黄牌"),
            ("red_card", "红牌"),
            ("talk", "约谈"),
        ):
            if rung != "reminder":
                desk.go(one, address)
                assert title in act(one, "提出下一级", reason="仍未改进", refs=receipt.number)
            desk.go(other, address)
            assert other.get_by_role("link", name="作出决定").count() == 0, "the person is heard first"
            desk.go(person, address)
            assert "待决定" in act(person, "陈述申辩", answer="已制定改进措施")
            desk.go(one, address)
            assert one.get_by_role("link", name="作出决定").count() == 0, "who proposed does not decide"
            desk.go(other, address)
            act(other, "作出决定", impose="yes", reason="情况属实")
        desk.go(one, address)
        assert one.get_by_role("link", name="提出下一级").count() == 0, "the ladder is at its end"
        assert "问责件已结" in act(one, "结案")
        row = asked(DisciplineMatter.objects.get)
        steps = asked(lambda: steps_of([row.pk]))
        assert [(step.rung, step.state, bool(step.refs)) for step in steps] == [
            (rung, "imposed", True) for rung in ("reminder", "order", "yellow_card", "red_card", "talk")
        ]
