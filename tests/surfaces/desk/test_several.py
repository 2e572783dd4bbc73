"""One move on several matters: what all allow, one form, each by itself, nothing lost and nothing twice."""

import re
from collections.abc import Callable

from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import Street

Enter = Callable[[str], Client]


def state(number: str) -> str:
    return Matter.objects.get(number=number).state


def ticked(*numbers: str) -> str:
    return "?" + "&".join(f"n={number}" for number in numbers)


def form(client: Client, do: str, *numbers: str) -> dict[str, object]:
    """Return the hidden values of a move's form."""
    text = client.get(f"/matters/several/{ticked(*numbers)}&do={do}").content.decode()
    return {"n": list(numbers), "seen": re.findall(r'name="seen" value="([^"]+)"', text), "do": do}


def test_the_list_offers_boxes_that_lead_to_what_all_allow(street: Street, enter: Enter) -> None:
    one, two = street.report("第一堆"), street.report("第二堆")
    client = enter("dispatch1")
    page = client.get("/matters/").content.decode()
    assert re.findall(r'name="n" form="desk-several" value="(\d+)"', page)
    text = client.get(f"/matters/several/{ticked(one.number, two.number)}").content.decode()
    assert "do=accept" in text
    assert "do=dispatch" in text
    assert "do=merge" not in text
    assert "do=grant" not in text, "nothing is asked for"
    actions.accept_matter(matter=one.id, by=street.actor("dispatch1"), at=now())
    text = client.get(f"/matters/several/{ticked(one.number, two.number)}").content.decode()
    whole, _sep, some = text.partition("desk-some")
    assert "do=accept" not in whole
    assert "do=accept" in some, "offered for the one that allows it"


def test_several_are_moved_with_one_form(street: Street, enter: Enter) -> None:
    numbers = [street.report(f"第{number}堆").number for number in range(5)]
    client = enter("dispatch1")
    sent = {**form(client, "dispatch", *numbers), "handler": "city.handler1", "reason": "一并处理"}
    text = client.post("/matters/several/", sent).content.decode()
    assert "办成5件" in text
    assert {state(number) for number in numbers} == {"handling"}


def test_one_that_is_refused_is_named_with_its_reason_and_the_others_are_done(street: Street, enter: Enter) -> None:
    rows = [street.report(f"第{number}堆") for number in range(3)]
    client = enter("dispatch1")
    sent = form(client, "accept", *(row.number for row in rows))
    actions.accept_matter(matter=rows[1].id, by=street.actor("c1g1"), at=now())
    text = client.post("/matters/several/", sent).content.decode()
    assert "办成2件" in text
    assert "未办成1件" in text
    refused = text.partition("未办成：")[2].partition("</table>")[0]
    assert rows[1].number in refused
    assert "已有人办理过这件事" in refused
    assert rows[0].number not in refused
    assert {state(row.number) for row in rows} == {"accepted"}


def test_sending_the_same_form_again_changes_nothing(street: Street, enter: Enter) -> None:
    rows = [street.report(f"第{number}堆") for number in range(2)]
    client = enter("dispatch1")
    sent = {**form(client, "answer", *(row.number for row in rows)), "answer": "今天下午派人上门查看。"}
    first = client.post("/matters/several/", sent).content.decode()
    again = client.post("/matters/several/", sent).content.decode()
    assert "办成2件" in first
    assert "办成2件" in again
    assert "重复提交" in again
    for row in rows:
        codes = [line.code for line in lines_of(Ref("matter", row.id))]
        assert codes.count("matters.answered") == 1


def test_what_was_typed_wrongly_stays_in_the_form(street: Street, enter: Enter) -> None:
    rows = [street.report(f"第{number}堆") for number in range(2)]
    client = enter("dispatch1")
    sent = {**form(client, "dispatch", *(row.number for row in rows)), "reason": "先记下"}
    answer = client.post("/matters/several/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "先记下" in text
    assert re.findall(r'name="seen" value="([^"]+)"', text) == sent["seen"]
    assert {state(row.number) for row in rows} == {"reported"}


def test_refused_ones_can_be_tried_again_with_what_was_typed(street: Street, enter: Enter) -> None:
    rows = [street.report(f"第{number}堆") for number in range(2)]
    client = enter("dispatch1")
    sent = {**form(client, "answer", *(row.number for row in rows)), "answer": "今天下午上门。"}
    actions.answer_matter(matter=rows[0].id, answer="已在路上", by=street.actor("c1g1"), at=now())
    text = client.post("/matters/several/", sent).content.decode()
    retry = text.partition('<form class="card-footer"')[2].partition("</form>")[0]
    values = dict(re.findall(r'name="(n|seen|do|answer)" value="([^"]+)"', retry))
    assert values["n"] == rows[0].number
    assert values["answer"] == "今天下午上门。"
    assert "办成1件" in client.post("/matters/several/", values).content.decode()


def test_others_matters_and_absent_ones_are_left_out_alike(street: Street, enter: Enter) -> None:
    number = street.report().number
    stranger = enter("c2g1")
    for wanted in (number, "180627999990"):
        text = stranger.get(f"/matters/several/{ticked(wanted)}").content.decode()
        assert "1件已不存在或您已无权查看" in text
        assert "第一堆" not in text
    posted = stranger.post("/matters/several/", {"n": [number], "seen": [f"{number}:1"], "do": "accept"})
    assert posted.status_code in (200, 404)
    assert state(number) == "reported"


def test_steps_that_need_photos_of_each_are_not_offered(street: Street, enter: Enter) -> None:
    rows = [street.report(f"第{number}堆") for number in range(2)]
    for row in rows:
        actions.dispatch_matter(matter=row.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    text = enter("city3").get(f"/matters/several/{ticked(*(row.number for row in rows))}").content.decode()
    assert "do=finish" not in text
    assert "do=answer" in text
    assert enter("city3").get(f"/matters/several/{ticked(rows[0].number)}&do=finish").status_code == 404


def test_no_more_than_fifty_at_once(street: Street, enter: Enter) -> None:
    numbers = [street.report(f"第{number}堆").number for number in range(51)]
    client = enter("dispatch1")
    text = client.get(f"/matters/several/{ticked(*numbers)}&do=accept").content.decode()
    assert text.count('name="n"') == 50
    assert "一次最多办理50件" in text
