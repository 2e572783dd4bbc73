"""Requests, pauses, supervision and undoing as officials meet them at the desk, without scripts."""

import re
from collections.abc import Callable

from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later

Enter = Callable[[str], Client]
COVER = "01001"


def handled(street: Street, **more: object) -> str:
    """A broken cover with the city department."""
    receipt = street.report("供水井盖破损", item=COVER, **more)
    actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    return receipt.number


def page(client: Client, number: str) -> str:
    return client.get(f"/matters/{number}/").content.decode()


def titles(text: str) -> list[str]:
    """The moves that have a button, in their order."""
    next_ = text[text.index("desk-next") :]
    return re.findall(r"/do/([a-z_]+)/", next_[: next_.index('id="desk-move"')])


def test_a_handler_asks_for_time_the_head_sees_it_and_grants_it_with_a_sentence_for_the_reporter(
    street: Street, enter: Enter
) -> None:
    number = handled(street)
    handler, head = enter("city3"), enter("city1")
    with held(later(MORNING, minutes=5)):
        form = handler.get(f"/matters/{number}/do/ask_extension/").content.decode()
        assert "2个工作日" in form
        asked = {"term": "2wd", "reason": "等厂家调货，联系人13800138000"}
        assert handler.post(f"/matters/{number}/do/ask_extension/", asked).status_code == 302
        shown = page(head, number)
        assert "申请延期" in shown
        assert "等厂家调货，联系人138****8000" in shown
        assert titles(shown)[0] == "grant", "the decision is the main thing to do"
        assert "ask_pause" not in shown
        assert number in head.get("/?tab=asked").content.decode()
        assert number in head.get("/matters/?asked=on").content.decode()
    with held(later(MORNING, minutes=10)):
        form = head.get(f"/matters/{number}/do/grant/").content.decode()
        assert re.search(r'<option value="2wd" selected>', form), "what was asked for stands there, to be changed"
        refused = head.post(f"/matters/{number}/do/grant/", {"answer": ""})
        assert refused.status_code == 422
        assert head.post(f"/matters/{number}/do/grant/", {"answer": "等配件，6月29日前修好"}).status_code == 302
        shown = page(head, number)
        assert "延期1次" in shown
        assert "城管科科长" in shown, "the clock says who approved"
        assert number not in head.get("/?tab=asked").content.decode()


def test_requests_to_decide_are_a_tab_for_those_who_decide_and_leave_out_ones_own(street: Street, enter: Enter) -> None:
    number = handled(street)
    requests.ask_return(matter=Matter.objects.get().id, reason="不归我科", by=street.actor("city2"), at=now())
    for login, tab, listed in (
        ("dispatch1", True, True), ("leader1", True, True), ("city2", True, False), ("check1", False, False),
    ):  # fmt: skip
        shown = enter(login).get("/?tab=asked").content.decode()
        assert ("待我审批" in shown) is tab, login
        if tab:
            assert (number in shown) is listed, login


def test_a_pause_shows_until_when_and_the_list_says_so(street: Street, enter: Enter) -> None:
    number = handled(street, channel="patrol", by=street.actor("c1g1"))
    handler, dispatcher = enter("city3"), enter("dispatch1")
    with held(later(MORNING, minutes=5)):
        wrong = handler.post(f"/matters/{number}/do/ask_pause/", {"until": "2018-06-27", "reason": "等"})
        assert wrong.status_code == 422
        assert "请选更晚的日期" in wrong.content.decode()
        handler.post(f"/matters/{number}/do/ask_pause/", {"until": "2018-07-09", "reason": "等雨季结束"})
        assert "2018年7月9日" in page(dispatcher, number)
        assert dispatcher.post(f"/matters/{number}/do/grant/").status_code == 302
    with held(later(MORNING, minutes=20)):
        shown = page(handler, number)
        assert "挂账至2018年7月9日" in shown
        assert "resume" in titles(shown)
        assert "ask_return" not in titles(shown)
        rows = dispatcher.get("/matters/?paused=on").content.decode()
        assert number in rows
        assert "挂账" in rows


def test_an_objection_can_be_withdrawn_by_a_press_and_not_by_another(street: Street, enter: Enter) -> None:
    number = handled(street)
    handler, dispatcher = enter("city3"), enter("dispatch1")
    requests.ask_return(matter=Matter.objects.get().id, reason="不归我科", by=street.actor("city3"), at=now())
    assert f"/matters/{number}/withdraw/" in page(handler, number)
    assert f"/matters/{number}/withdraw/" not in page(dispatcher, number)
    refused = dispatcher.post(f"/matters/{number}/withdraw/", follow=True).content.decode()
    assert "只有申请人可以撤回申请" in refused
    assert Matter.objects.get().asked == "return"
    assert handler.get(f"/matters/{number}/withdraw/").status_code == 405
    handler.post(f"/matters/{number}/withdraw/")
    assert Matter.objects.get().asked == ""


def test_supervision_stands_on_the_page_and_is_answered_there(street: Street, enter: Enter) -> None:
    number = handled(street)
    leader, handler = enter("leader1"), enter("city3")
    assert leader.post(f"/matters/{number}/do/supervise/", {"reason": "群众反复来电"}).status_code == 302
    shown = page(handler, number)
    assert "督办1次" in shown
    assert "report_progress" in titles(shown)
    assert handler.post(f"/matters/{number}/do/report_progress/", {"progress": "明早修好"}).status_code == 302
    assert "report_progress" not in titles(page(handler, number))
    assert "明早修好" in page(leader, number)


def test_after_a_move_it_can_be_undone_for_a_minute_and_the_timeline_keeps_both(street: Street, enter: Enter) -> None:
    number = street.report("供水井盖破损", item=COVER).number
    dispatcher, other = enter("dispatch1"), enter("dispatch2")
    with held(later(MORNING, minutes=5)):
        assert "/undo/" not in page(dispatcher, number), "a report is not undone"
        after = dispatcher.post(f"/matters/{number}/do/dispatch/", {"handler": "city.handler1"}, follow=True)
        shown = after.content.decode()
        assert f'action="/matters/{number}/undo/"' in shown
        assert 'data-undo="60"' in shown
        assert "/undo/" not in page(other, number)
    with held(later(MORNING, minutes=5, seconds=40)):
        assert 'data-undo="20"' in page(dispatcher, number)
        assert "只有操作人本人可以撤销" in other.post(f"/matters/{number}/undo/", follow=True).content.decode()
        shown = dispatcher.post(f"/matters/{number}/undo/", follow=True).content.decode()
        assert "已撤销，恢复到操作之前的状态" in shown
        assert "kit-timeline-undone" in shown
        assert Matter.objects.get().state == "reported"
    with held(later(MORNING, minutes=7)):
        dispatcher.post(f"/matters/{number}/do/accept/")
    with held(later(MORNING, minutes=9)):
        assert "/undo/" not in page(dispatcher, number)
        assert "只能在一分钟内撤销" in dispatcher.post(f"/matters/{number}/undo/", follow=True).content.decode()
        assert Matter.objects.get().state == "accepted"


def test_undoing_and_withdrawing_what_one_may_not_see_is_not_found(street: Street, enter: Enter) -> None:
    number = handled(street)
    stranger = enter("c2g1")
    assert stranger.post(f"/matters/{number}/undo/").status_code == 404
    assert stranger.post(f"/matters/{number}/withdraw/").status_code == 404
    assert stranger.post("/matters/abc/undo/").status_code == 404
