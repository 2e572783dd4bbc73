"""What the desk says of a caller, a place and what may be the same: why, to whom it may, in few queries."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.steps import Step
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Contact
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk import glance, placefinding, related, reporting
from shiqiao.surfaces.kit.shapes import Step as StoryStep
from shiqiao.testing.street import INSIDE, MORNING, Street, later

from .test_stories import form_of

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
ZHANG = Contact("张建国", "13812345678")
NEAR, FAR = (INSIDE[0] + 0.0003, INSIDE[1]), (INSIDE[0] + 0.0009, INSIDE[1])  # 27 m and 80 m


def closed(street: Street, text: str = "三号楼旁边垃圾成堆") -> str:
    one = street.report(text, contact=ZHANG)
    actions.dispatch_matter(matter=one.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    member = street.actor("c1g1")
    proof = (street.photo(by=member, purpose="before"), street.photo(by=member, purpose="after"))
    actions.finish_matter(matter=one.id, result="已清运", evidence=proof, by=member, at=now())
    actions.close_matter(matter=one.id, by=street.actor("check1"), at=now())
    return one.number


def test_a_caller_is_known_by_the_number_with_masked_name_and_the_last_five(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    numbers = [street.report(f"第{n}堆垃圾", contact=ZHANG).number for n in range(7)]
    client = enter("dispatch1")
    client.post("/report/caller", {"phone": "138 1234 5678"})
    with django_assert_max_num_queries(10):
        page = client.post("/report/caller", {"phone": "138 1234 5678"}).content.decode()
    assert [number in page for number in numbers] == [False, False, True, True, True, True, True]
    assert "张*" in page
    assert "张建国" not in page
    assert "13812345678" not in page


def test_who_may_not_learn_who_reported_is_told_nothing_about_a_number(street: Street, enter: Enter) -> None:
    number = street.report("窗口工作人员态度差", item="L0903", contact=ZHANG).number
    assert number in enter("dispatch1").post("/report/caller", {"phone": "13812345678"}).content.decode()
    for login in ("c1g1", "c2g1"):
        page = enter(login).post("/report/caller", {"phone": "13812345678"}).content.decode()
        assert number not in page
        assert "没有您可查看的历史上报" in page
    assert enter("check1").post("/report/caller", {"phone": "13812345678"}).status_code == 403


def test_half_a_number_is_no_caller(street: Street, enter: Enter) -> None:
    street.report(contact=ZHANG)
    assert enter("dispatch1").post("/report/caller", {"phone": "1381"}).content.decode().strip() == ""


def test_again_about_an_ended_matter_becomes_its_repeat(street: Street, enter: Enter) -> None:
    with held(later(MORNING, days=-2)):
        earlier = closed(street)
    client = enter("dispatch1")
    page = client.post("/report/", form_of(client, again=earlier)).content.decode()
    assert f"已记为 {earlier} 的重复件" in page
    new = Matter.objects.exclude(number=earlier).get()
    assert new.repeat_of == Matter.objects.get(number=earlier).id


def test_again_about_an_open_matter_offers_to_merge_and_does_nothing_by_itself(street: Street, enter: Enter) -> None:
    earlier = street.report("三号楼旁边垃圾成堆", contact=ZHANG).number
    client = enter("dispatch1")
    page = client.post("/report/", form_of(client, again=earlier)).content.decode()
    new = Matter.objects.exclude(number=earlier).get()
    assert f"/matters/{earlier}/merge/?others={new.number}" in page
    assert (new.repeat_of, new.duplicate_of) == (0, 0)
    preview = client.get(f"/matters/{earlier}/merge/", {"others": new.number}).content.decode()
    assert "desk-merge-preview" in preview
    assert "各自保留编号和查询链接" in preview


@pytest.mark.parametrize("again", ["180627999999", "x", "9" * 20])
def test_a_strange_earlier_number_does_not_stop_a_report(street: Street, enter: Enter, again: str) -> None:
    client = enter("dispatch1")
    assert client.post("/report/", form_of(client, again=again)).status_code == 200
    assert Matter.objects.count() == 1


def test_the_same_caller_goes_on_with_number_and_name(street: Street, enter: Enter) -> None:
    page = enter("dispatch1").post(
        "/report/", {"go_on": "1", "phone": "13812345678", "name": "张建国", "channel": "counter"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="13812345678"' in text
    assert Matter.objects.count() == 0


def test_related_matters_say_what_joins_them(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    one = street.report("三号楼旁边垃圾成堆", contact=ZHANG)
    near = street.report("路灯不亮", item="L0401", lon=NEAR[0], lat=NEAR[1]).number
    far = street.report("围墙倒了", item="L0401", lon=FAR[0], lat=FAR[1], contact=ZHANG).number
    client = enter("dispatch1")
    client.get(f"/matters/{one.number}/like/")
    with django_assert_max_num_queries(14):
        page = client.get(f"/matters/{one.number}/like/").content.decode()
    at_place = page.partition("50米内")[2].partition("同一上报人")[0]
    assert near in at_place
    assert far not in at_place
    assert far in page.partition("同一上报人")[2]
    assert "同一上报人" not in enter("check1").get(f"/matters/{one.number}/like/").content.decode()


def test_a_likely_duplicate_says_why() -> None:
    from shiqiao.kernel.matters.reads import Likeness

    row = Matter(item="06010", text="三号楼旁边垃圾成堆没人清 ⟦mobile:1⟧")
    why = related.because(Likeness(row, 80, 12, 60), "06010", "春元里三号楼旁边垃圾成堆，三天 ⟦mobile:1⟧")
    assert len(why) == 3
    assert "三号楼旁边垃圾成堆" in why[2]
    assert "mobile" not in why[2]


def test_merging_is_previewed_without_a_query_for_each_matter(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    main, *others = (street.report(f"三号楼垃圾成堆{n}", contact=ZHANG).number for n in range(8))
    client, url = enter("dispatch1"), f"/matters/{main}/merge/preview/"
    client.get(url, {"others": others})
    with django_assert_max_num_queries(11):
        page = client.get(url, {"others": others}).content.decode()
    assert page.count("desk-side ") == 8 or page.count("<article") == 8
    into = client.get(f"/matters/{others[0]}/merge/preview/", {"main": main}).content.decode()
    assert into.index(main) < into.index(others[0]), "the main one stands first"
    assert "<article" not in client.get(url).content.decode()


def test_places_are_found_in_book_grids_and_registry_by_words_and_letters(street: Street, corner: object) -> None:
    actor = street.actor("dispatch1")
    assert placefinding.find_places(actor, "cylxq")[0].name == "春元里小区"
    assert placefinding.find_places(actor, "春元里小区")[0].person
    grids = [place for place in placefinding.find_places(actor, "春元里社区第2网格")]
    assert 370103003001002 in [place.grid for place in grids]
    assert placefinding.mentioned(actor, "我住乐山小区，楼下垃圾成堆")[0].name == "乐山小区"
    assert placefinding.find_places(actor, "") == []


def test_items_are_found_by_word_code_and_letters(street: Street) -> None:
    for asked in ("暴露垃圾", "06010", "bllj"):
        assert reporting.items_by(street.number, asked)[0].code == "06010", asked
    assert reporting.items_by(street.number, "qqqq") == []
    best = reporting.suggest(street.number, "楼下垃圾成堆没人清")[0]
    assert (best.code, bool(best.because)) == ("06010", True)


def test_a_call_back_with_again_needs_a_reason_and_writes_both_or_neither(street: Street, enter: Enter) -> None:
    number = closed(street)
    client, url = enter("callback1"), f"/matters/{number}/do/call_back/"
    said = {"responded": "yes", "solved": "no", "satisfied": "no", "again": "on"}
    assert "已清运" in client.get(url).content.decode(), "what was told is read out"
    assert client.post(url, said).status_code == 422
    assert Matter.objects.get(number=number).responded is None
    assert client.post(url, {**said, "reason": "只清了一半"}).status_code == 302
    row = Matter.objects.get(number=number)
    assert (row.state, row.reopened) == ("handling", 1)
    codes = [line.code for line in lines_of(Ref("matter", row.id))]
    assert codes[-2:] == ["matters.called_back", "matters.reopened"], "the verdict stays in the story"


def test_an_extension_says_until_when_each_term_would_lead(street: Street, enter: Enter) -> None:
    one = street.report()
    actions.dispatch_matter(matter=one.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    page = enter("c1g1").get(f"/matters/{one.number}/do/ask_extension/").content.decode()
    assert "2个工作日（至" in page


def test_a_long_story_is_folded_in_the_middle_and_nothing_is_lost() -> None:
    for count in (0, 1, 13, 14, 60):
        steps = [StoryStep(at=MORNING, title=str(n)) for n in range(count)]
        told = glance.folded(steps)
        assert [*told.newest, *told.middle, *told.oldest] == steps
        assert bool(told.middle) == (count >= 14)


def test_why_this_time_keeps_every_sentence_in_order_under_what_it_is_about() -> None:
    steps = [
        Step("started", {"at": "2018-06-15 16:00", "weekday": "Friday", "term": "2wd"}),
        Step("start_not_counted"),
        Step("days_off", {"first": "2018-06-16", "last": "2018-06-18", "note": ""}),
        Step("days_counted", {"value": 2, "day": "2018-06-20", "weekday": "Wednesday"}),
        Step("due", {"at": "2018-06-20 17:30"}),
        Step(
            "extended",
            {"by": "1wd", "at": "2018-06-20 09:00", "approver": "x", "reason": "y", "to": "2018-06-21 17:30"},
        ),
    ]
    parts = glance.parts_of(steps)
    assert [len(part.said) for part in parts] == [2, 1, 1, 1, 1]
    assert len({part.title for part in parts}) == 5
