"""The pages of affairs: lists, one affair, forms, guides, the notice to print, the portal."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.scenes.hall import actions
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.models import Affair
from shiqiao.testing.street import Street

from .conftest import NUMBER, Take, station

Enter = Callable[[str], Client]


def test_an_application_goes_from_guide_to_delivery_on_the_pages(street: Street, enter: Enter) -> None:
    clerk = enter("c1head")
    assert "社会保障卡" in clerk.get("/affairs/guides/?q=社会保障卡").content.decode()
    form = clerk.get("/affairs/new/medical_card_renewal/").content.decode()
    assert 'name="brought"' in form
    sent = {
        "station": station("c1"), "manner": "own", "channel": "counter", "name": "苗石英", "identity": NUMBER,
        "brought": ["id_card"], "spared": ["old_card"],
    }  # fmt: skip
    answer = clerk.post("/affairs/new/medical_card_renewal/", sent)
    row = Affair.objects.get()
    assert answer["Location"] == f"/affairs/{row.pk}/"
    page = clerk.get(f"/affairs/{row.pk}/").content.decode()
    assert "苗**" in page or "苗*" in page
    assert "苗石英" not in page
    notice = clerk.get(f"/affairs/{row.pk}/notice/").content.decode()
    assert ("近期免冠照片" in notice, "原件" in notice) == (True, True)
    for do, more in {
        "hand_in": {"papers": ["photo"], "who": "own", "station": row.at}, "grant": {},
        "deliver": {"how": "counter", "station": row.at, "who": "own"},
    }.items():  # fmt: skip
        assert clerk.get(f"/affairs/{row.pk}/{do}/").status_code == 200, do
        assert clerk.post(f"/affairs/{row.pk}/{do}/", more).status_code == 302, do
    row.refresh_from_db()
    assert (row.state, row.trips, row.at_once) == ("delivered", 1, False)
    assert clerk.get(f"/affairs/{row.pk}/").status_code == 200


def test_what_is_refused_keeps_what_was_typed(street: Street, enter: Enter, take: Take) -> None:
    clerk, row = enter("c1head"), take()
    answer = clerk.post(f"/affairs/{row.pk}/decline/", {"words": ""})
    assert answer.status_code == 422
    sent = {"station": row.at, "manner": "proxy", "channel": "counter", "name": "麦石兰"}
    page = clerk.post("/affairs/new/medical_card_renewal/", sent)
    assert page.status_code == 422
    assert "麦石兰" in page.content.decode()


def test_a_clerk_is_told_what_came_of_an_act_and_what_is_next(street: Street, enter: Enter, take: Take) -> None:
    row, clerk = take(brought={"id_card"}), enter("c1head")

    def told(do: str, **more: object) -> str:
        return clerk.post(f"/affairs/{row.pk}/{do}/", {"station": row.at, **more}, follow=True).content.decode()

    assert "记为我方告知不全" in told("ask", more=["proxy_letter"])
    assert "仍有材料缺少" in told("hand_in", papers=["photo"], who="own")
    left = [code for code, state in Affair.objects.get().papers.items() if state == "missing"]
    assert "材料齐全，已受理" in told("hand_in", papers=left, who="own")
    assert "下一步送达结果" in told("grant")


def test_papers_that_the_guide_does_not_name_are_folded_away_and_can_be_asked_for(
    street: Street, enter: Enter, take: Take
) -> None:
    row, clerk = take(brought={"id_card", "photo", "old_card"}), enter("c1head")
    page = clerk.get(f"/affairs/{row.pk}/ask/").content.decode()
    first, _, folded = page.partition('<details class="kit-more hall-shut">')
    assert ('value="id_card"' in first, 'value="proxy_letter"' in first) == (True, False)
    assert 'value="proxy_letter"' in folded
    refused = clerk.post(f"/affairs/{row.pk}/ask/", {})
    assert refused.status_code == 422
    clerk.post(f"/affairs/{row.pk}/ask/", {"papers": ["id_card"], "more": ["proxy_letter"]})
    papers = Affair.objects.get().papers
    assert (papers["id_card"], papers["proxy_letter"]) == ("missing", "missing")


def test_where_an_affair_is_handed_over_to_is_asked_and_never_guessed(street: Street, enter: Enter, take: Take) -> None:
    row, clerk = take(brought={"id_card"}), enter("c1head")
    assert " checked" not in clerk.get(f"/affairs/{row.pk}/hand_over/").content.decode()
    answer = clerk.post(f"/affairs/{row.pk}/hand_over/", {})
    assert (answer.status_code, "请选择一项。" in answer.content.decode()) == (422, True)


def test_an_affair_for_which_the_applicant_never_came_says_so(street: Street, enter: Enter, take: Take) -> None:
    clerk = enter("c1head")
    clerk.post("/affairs/new/medical_card_renewal/", {
        "station": station("c1"), "manner": "proxy", "channel": "counter", "name": "苗石英", "proxy_name": "苗石兰",
        "proxy_phone": "13800007777", "brought": ["id_card", "photo", "old_card", "proxy_letter"],
    })  # fmt: skip
    row = Affair.objects.get()
    assert "零跑腿" not in clerk.get(f"/affairs/{row.pk}/").content.decode()
    clerk.post(f"/affairs/{row.pk}/grant/", {})
    clerk.post(f"/affairs/{row.pk}/deliver/", {"how": "door", "station": row.at})
    assert "零跑腿" in clerk.get(f"/affairs/{row.pk}/").content.decode()


@pytest.mark.parametrize("do", ["hand_in", "ask", "come", "errand", "hand_over", "decline", "withdraw"])
def test_each_act_has_its_form(street: Street, enter: Enter, take: Take, do: str) -> None:
    row = take(brought={"id_card"})
    assert enter("service1").get(f"/affairs/{row.pk}/{do}/").status_code == 200


def test_what_is_searched_stands_in_no_address(street: Street, enter: Enter, take: Take) -> None:
    row, clerk = take(), enter("service1")
    assert f"/affairs/{row.pk}/" in clerk.post("/affairs/find/", {"q": "苗石英"}).content.decode()
    assert f"/affairs/{row.pk}/" not in clerk.get("/affairs/find/?q=苗石英").content.decode()


def test_who_works_at_no_counter_takes_nothing_in(street: Street, enter: Enter, take: Take) -> None:
    row = take()
    reader = enter("leader1")
    assert reader.get(f"/affairs/{row.pk}/").status_code == 200
    assert reader.get(f"/affairs/{row.pk}/grant/").status_code == 404
    assert reader.get("/affairs/new/medical_card_renewal/").status_code == 404
    assert enter("city2").get(f"/affairs/{row.pk}/").status_code == 404


def test_a_value_is_shown_in_clear_for_a_reason(street: Street, enter: Enter, take: Take) -> None:
    row, clerk = take(), enter("c1head")
    sent = {"value": "phone:0", "reason": "call", "note": ""}
    page = clerk.post(f"/reveal/service_affair/{row.pk}/", sent).content.decode()
    assert "13800007777" in page


def test_residents_read_guides_in_the_portal(street: Street) -> None:
    home = Client().get("/portal/").content.decode()
    assert "/portal/guides/" in home
    found = Client().get("/portal/guides/?q=高龄").content.decode()
    assert "高龄津贴" in found
    assert "老年人优待证" not in found
    page = Client().get("/portal/guides/advanced_age_allowance/").content.decode()
    assert "5 个工作日" in page
    assert Client().get("/portal/guides/nothing/").status_code == 404


def test_the_list_is_one_page_of_few_queries(
    street: Street, enter: Enter, take: Take, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for n in range(5):
        row = take(name=f"苗石{n}")
        actions.record_coming(
            affair=row.pk, came=Came("proxy", row.at, "own_wish"), by=street.actor("c1head"), at=now()
        )
    clerk = enter("service1")
    clerk.get("/affairs/?tab=all")
    with django_assert_max_num_queries(24):
        assert clerk.get("/affairs/?tab=all").status_code == 200
