"""The rating comes from the applicant: by link and once, or entered by somebody who had no hand in the affair."""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.hall import actions
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.errors import NotSo, RatedAlready, RatedByOneself
from shiqiao.scenes.hall.fives import standard
from shiqiao.scenes.hall.models import Affair, AffairEntry
from shiqiao.scenes.hall.queue.links import link_of
from shiqiao.scenes.hall.work import unseal
from shiqiao.testing.street import STREET, Street

from .conftest import Take, station

Enter = Callable[[str], Client]


def delivered(street: Street, row: Affair, decided: str = "c1head", handed: str = "c1s1") -> Affair:
    actions.decide(affair=row.pk, granted=True, by=street.actor(decided), at=now())
    came = Came("own", row.at)
    return actions.deliver(affair=row.pk, how="counter", station=row.at, came=came, by=street.actor(handed), at=now())


def test_the_applicant_rates_by_the_link_that_the_clerk_hands_over_once(
    street: Street, enter: Enter, take: Take
) -> None:
    row = delivered(street, take())
    page = enter("c1s1").get(f"/affairs/{row.pk}/").content.decode()
    (link,) = set(re.findall(r"/portal/rate/[\w-]+/", page))
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="kit-code"' in page
    phone = Client()
    asked = phone.get(link).content.decode()
    assert "社会保障卡" in asked
    assert "苗" not in asked.split("<main")[1], "no person stands on it"
    assert "请选择" in phone.post(link, {}).content.decode()
    answer = phone.post(link, {"stars": "2", "words": "等了很久"})
    assert (answer.status_code, answer["Location"]) == (303, link)
    assert "您打了 2 颗星" in phone.get(link).content.decode()
    again = phone.post(link, {"stars": "5"})
    assert again.status_code == 422
    row.refresh_from_db()
    assert (row.stars, row.rated_way, row.rated_by) == (2, "link", 0)
    (told,) = JournalLine.objects.filter(kind="service_affair", subject=row.pk, code="hall.rated")
    assert (told.actor, told.data["stars"], told.data["way"]) == ("resident", 2, "link")
    assert unseal(AffairEntry.objects.get(affair=row.pk, kind="rated").text) == "等了很久"
    assert link not in enter("c1s1").get(f"/affairs/{row.pk}/").content.decode()


def test_a_link_opens_its_affair_alone_and_only_from_the_decision_on(street: Street, enter: Enter, take: Take) -> None:
    row = take()
    link = f"/portal/rate/{link_of('a', row.pk)}/"
    assert "尚未办结" in Client().get(link).content.decode()
    assert link not in enter("c1s1").get(f"/affairs/{row.pk}/").content.decode()
    assert Client().post(link, {"stars": "5"}).status_code == 422
    for wrong in (link_of("t", row.pk), f"a{row.pk}-{'x' * 22}", link_of("a", row.pk + 1)):
        assert Client().get(f"/portal/rate/{wrong}/").status_code == 404, wrong
    actions.decide(affair=row.pk, granted=True, by=street.actor("c1head"), at=now())
    assert Client().post(link, {"stars": "4"}).status_code == 303, "who has the letter need not wait for our entry"
    row = actions.deliver(affair=row.pk, how="post", station=row.at, by=street.actor("c1head"), at=now())
    assert (row.state, row.stars) == ("delivered", 4)


def test_an_official_who_is_signed_in_does_not_rate_in_the_applicants_place(
    street: Street, enter: Enter, take: Take
) -> None:
    row = delivered(street, take())
    answer = enter("c1s1").post(f"/portal/rate/{link_of('a', row.pk)}/", {"stars": "5"})
    assert answer.status_code == 422
    assert "请申请人用自己的手机评价" in answer.content.decode()
    assert Affair.objects.get(pk=row.pk).stars is None


@pytest.mark.parametrize("login", ["c1s2", "c1head", "c1s1"])
def test_who_took_in_decided_or_delivered_enters_no_rating_and_the_database_says_so_too(
    street: Street, take: Take, login: str
) -> None:
    row, by = delivered(street, take(by="c1s2")), street.actor(login)
    with pytest.raises(RatedByOneself):
        actions.rate(affair=row.pk, stars=5, way="phone", by=by, at=now())
    with pytest.raises(IntegrityError, match="hall_rated_by_another"), transaction.atomic():
        Affair.objects.filter(pk=row.pk).update(stars=5, rated_way="phone", rated_by=by.account)
    with pytest.raises(IntegrityError, match="hall_rated_in_a_way"), transaction.atomic():
        Affair.objects.filter(pk=row.pk).update(stars=5)


def test_a_colleague_enters_what_was_told_by_telephone(street: Street, enter: Enter, take: Take) -> None:
    row = delivered(street, take())
    with pytest.raises(Invalid) as wrong:
        actions.rate(affair=row.pk, stars=4, way="link", by=street.actor("service1"), at=now())
    assert set(wrong.value.fields) == {"way"}
    refused = enter("c1head").post(f"/affairs/{row.pk}/rate/", {"stars": "4", "way": "phone"})
    assert refused.status_code == 422
    assert "请将评价码交给申请人" in refused.content.decode()
    assert enter("service1").post(f"/affairs/{row.pk}/rate/", {"stars": "4", "way": "phone"}).status_code == 302
    row.refresh_from_db()
    assert (row.stars, row.rated_way, row.rated_by) == (4, "phone", street.actor("service1").account)


def test_only_ratings_that_an_applicant_gave_count_for_the_model_window(street: Street, take: Take) -> None:
    first, second, third, old = (delivered(street, take(name=f"苗石{n}", identity="")) for n in range(4))
    resident_by = Client()
    resident_by.post(f"/portal/rate/{link_of('a', first.pk)}/", {"stars": "5"})
    actions.rate(affair=second.pk, stars=3, way="paper", by=street.actor("service1"), at=now())
    Affair.objects.filter(pk=old.pk).update(stars=5, rated_way="counter")  # typed at the counter, before
    counted = standard.window(STREET, station("c1"), "2018-1", now())
    assert {one.code: (one.hit, one.of) for one in counted.criteria}["satisfied"] == (1, 2)
    assert third.stars is None


def test_a_rating_needs_a_decision_and_is_given_once(street: Street, take: Take) -> None:
    row = take()
    with pytest.raises(NotFound):
        actions.rate_by_link(affair=row.pk, stars=5, by=street.actor("c1head"), at=now())
    with pytest.raises(NotSo):
        actions.rate(affair=row.pk, stars=5, way="phone", by=street.actor("service1"), at=now())
    delivered(street, row)
    actions.rate(affair=row.pk, stars=5, way="phone", by=street.actor("service1"), at=now())
    with pytest.raises(RatedAlready):
        actions.rate(affair=row.pk, stars=4, way="paper", by=street.actor("c2head"), at=now())
