"""Cadre assessment: each side from named evidence that opens; few records say nothing; discipline is for few."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Post
from shiqiao.scenes.merit import cadres
from shiqiao.scenes.merit.models import Consequence, Remark
from shiqiao.scenes.supervision import discipline
from shiqiao.scenes.supervision.discipline_reads import steps_of
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

Enter = Callable[[str], Client]


def sheet(street: Street, reader: str, login: str = "c1g1", period: str = "2018-06") -> cadres.Sheet:
    person = street.actor(login).account or 0
    return cadres.sheet(street.actor(reader), person, cadres.period_of(period, now()), now())


def test_a_side_is_made_of_rows_that_open_with_the_mean_of_the_office(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-07-03 09:00"):
        found = sheet(street, "leader1")
        solved = next(one for one in found.lines["ability"] if one.evidence.indicator == "solved")
        assert (solved.measure.n, solved.measure.d) == (2, 6)
        assert solved.office is not None
        assert 0 <= solved.office <= 1
        assert not found.sides["ability"].little
        page = enter("leader1").get(f"/merit/cadres/{found.person}/?period=2018-06").content.decode()
        assert f"/scores/person/{found.person}/solved/?month=2018-06" in page
        assert "2 / 6" in page
        idle = sheet(street, "leader1", "c5g1")
        assert idle.sides["ability"].little
        assert idle.sides["rules"].little, "nothing against who did nothing is no praise"
        quarter = sheet(street, "leader1", period="2018-Q2")
        assert [one.measure.d for one in quarter.lines["ability"]][1] == 6


def test_everybody_sees_the_own_page_leaders_and_auditors_all(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-07-03 09:00"):
        assert sheet(street, "c1g1").work
        with pytest.raises(NotFound):
            sheet(street, "c1g2")
        own, other = (street.actor(login).account for login in ("c1g1", "c1g2"))
        member = enter("c1g1")
        assert member.get(f"/merit/cadres/{own}/").status_code == 200
        assert member.get(f"/merit/cadres/{other}/").status_code == 404
        assert member.get("/merit/cadres/").status_code == 302
        assert enter("leader1").get("/merit/cadres/").status_code == 200


def test_discipline_is_left_out_for_who_may_not_see_it_and_the_page_says_so(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-06-28 09:00"):
        refs = [Ref("matter", Matter.objects.all()[0].id)]
        post = Post.objects.get(code="c1.g1").pk
        made = discipline.open_discipline(
            post=post, fault="slow_work", reason="拖延", refs=refs, by=street.actor("leader1"), at=now()
        )
        step = steps_of([made.id])[-1]
        discipline.answer_step(step=step.id, answer="今后改进", by=street.actor("c1g1"), at=now())
        discipline.decide_step(step=step.id, impose=True, reason="属实", by=street.actor("leader2"), at=now())
    with tell.at("2018-07-03 09:00"):
        seen, own, hidden = (sheet(street, reader) for reader in ("leader1", "c1g1", "auditor1"))
        assert seen.sides["rules"] == own.sides["rules"]
        assert (seen.sides["rules"].share or 1) < (hidden.sides["rules"].share or 0)
        assert [one.hidden for one in hidden.lines["rules"]] == [False, True]
        at = f"/merit/cadres/{seen.person}/?period=2018-06"
        assert "仅街道领导和本人可见" in enter("auditor1").get(at).content.decode()
        assert "仅街道领导和本人可见" not in enter("c1g1").get(at).content.decode()


def test_a_remark_is_words_of_a_leader_about_another(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    person = street.actor("c1g1").account or 0
    with tell.at("2018-07-03 09:00"):
        answer = enter("leader1").post(f"/merit/cadres/{person}/remark/?period=2018-06", {"text": "雨夜排水，回访满意"})
        assert answer.status_code == 302
        page = enter("c1g1").get(f"/merit/cadres/{person}/?period=2018-06").content.decode()
        assert "雨夜排水" in page
        leader = street.actor("leader1")
        with pytest.raises(Forbidden):
            cadres.write_remark(person=leader.account or 0, period="2018-06", text="好", by=leader, at=now())
        with pytest.raises(Forbidden):
            cadres.write_remark(person=person, period="2018-06", text="好", by=street.actor("c1g2"), at=now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.update(written_by=person)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("2018-05", "2018-05"),
        ("2018-Q1", "2018-Q1"),
        ("2017", "2017"),
        ("2019", "2018-06"),
        ("2018-Q9", "2018-06"),
        ("x", "2018-06"),
    ],
)
def test_a_period_is_a_month_quarter_or_year_that_has_begun(street: Street, given: str, code: str) -> None:
    assert cadres.period_of(given, now()).code == code
