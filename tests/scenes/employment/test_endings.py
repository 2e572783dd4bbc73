"""What ends without the person: a course, an application without an answer; and the last place is given once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.employment import ending, matching
from shiqiao.scenes.employment.errors import NotSo
from shiqiao.scenes.employment.models import Application, Course, Enrolment, JobSeeker, Vacancy
from shiqiao.scenes.employment.training import enrol, offer_course
from shiqiao.testing.jobseekers import Living, Register
from shiqiao.testing.street import STREET, Street

Enter = Callable[[str], Client]


def course(street: Street, places: int = 3) -> Course:
    return offer_course(
        street=STREET, title="家政服务员初级班", occupation="domestic", teacher="", places=places, begins=date(2018, 7, 9),
        ends=date(2018, 7, 20), by=street.actor("life2"), at=now(),
    )  # fmt: skip


def kinds(street: Street, login: str) -> list[str]:
    return [one.kind for one in inbox(street.actor(login))]


def test_a_cancelled_course_frees_those_enrolled_and_whoever_keeps_their_entry_is_told(
    street: Street, living: Living, register: Register, enter: Enter
) -> None:
    row, offer, by = register(living("桥一")), course(street), street.actor("life2")
    enrol(course=offer.pk, seeker=row.pk, by=by, at=now())
    page = f"/employment/courses/{offer.pk}/end/"
    assert enter("c1g1").get(page).status_code == 404
    assert enter("life2").post(page, {"do": "cancel", "reason": ""}).status_code == 422
    assert enter("life2").post(page, {"do": "close"}).status_code == 302
    with pytest.raises(NotSo):
        enrol(course=offer.pk, seeker=register().pk, by=by, at=now())
    assert enter("life2").post(page, {"do": "cancel", "reason": "教师因病无法授课"}).status_code == 302
    assert "教师因病无法授课" in enter("c1g1").get(f"/employment/courses/{offer.pk}/").content.decode()
    seat = Enrolment.objects.get(course=offer.pk)
    assert (seat.state, JobSeeker.objects.get(pk=row.pk).state) == ("cancelled", "helped")
    assert "employment.seat_cancelled" in kinds(street, "c1g1"), "the grid member tells the person"
    assert lines_of(Ref("course", offer.pk))[-1].data["enrolments"] == 1
    with pytest.raises(NotSo):
        ending.cancel_course(course=offer.pk, reason="再次", by=by, at=now())


def test_an_application_without_an_answer_ends_after_the_working_days_of_the_rules(
    street: Street, living: Living, register: Register, vacancy: Callable[..., Vacancy]
) -> None:
    row, by = register(living("桥一")), street.actor("life2")
    silent = matching.apply_for(seeker=row.pk, vacancy=vacancy().pk, remark="推荐", by=by, at=now())
    asked = matching.apply_for(seeker=row.pk, vacancy=vacancy(title="保安").pk, remark="推荐", by=by, at=now())
    with held(datetime.fromisoformat("2018-07-10T10:00:00+08:00")):  # the ninth working day
        assert ending.end_unanswered(at=now()) == 0
        matching.decide_application(application=asked.pk, state="applied", by=by, at=now())
    with held(datetime.fromisoformat("2018-07-13T10:00:00+08:00")):
        assert ending.end_unanswered(at=now()) == 1
        assert ending.end_unanswered(at=now()) == 0
    silent.refresh_from_db()
    assert (silent.state, silent.why) == ("closed", "no_answer")
    assert Application.objects.get(pk=asked.pk).state == "applied", "the term began again when the person applied"
    assert "employment.application_unanswered" in kinds(street, "c1g1")
    with pytest.raises(NotSo):
        matching.decide_application(application=silent.pk, state="accepted", by=by, at=now())


def at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Do two things at the same moment, each by a connection of its own; returns what came of them."""
    start, told = threading.Barrier(len(acts)), Counter[str]()

    def one(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(30)
            act()
            told["given"] += 1
        except ShiqiaoError as error:
            told[error.code] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))
    return told


def test_the_last_place_of_a_course_and_of_a_vacancy_is_given_once(live_street: Street) -> None:
    from shiqiao.kernel.registry import actions as registry
    from shiqiao.scenes.employment.registering import Wanted, register_seeker
    from shiqiao.testing.jobseekers import identity
    from shiqiao.testing.street import FIRST_GRID

    by, at = live_street.actor("life2"), now()
    with scope.scoped(STREET):
        people = [
            registry.add_person(street=STREET, given=registry.Given(f"桥{n}", identity(1980), ""), grid=FIRST_GRID,
                                household=None, by=live_street.actor("c1g1"), at=at)
            for n in "一二"
        ]  # fmt: skip
        rows = [register_seeker(person=one.pk, wanted=Wanted(), proof="statement", by=by, at=at) for one in people]
        offer = course(live_street, places=1)
        post = matching.post_vacancy(
            street=STREET, offered=matching.Offered("石桥物业", "保洁员", "property", 2000, 2600, 1, date(2018, 12, 31)),
            by=by, at=at,
        )  # fmt: skip
        asked = [matching.apply_for(seeker=row.pk, vacancy=post.pk, remark="推荐", by=by, at=at) for row in rows]
    told = at_once([lambda row=row: enrol(course=offer.pk, seeker=row.pk, by=by, at=at) for row in rows])  # type: ignore[misc]
    assert told["given"] == 1
    assert sum(told.values()) == 2
    told = at_once([
        lambda one=one: matching.decide_application(application=one.pk, state="accepted", by=by, at=at)  # type: ignore[misc]
        for one in asked
    ])  # fmt: skip
    assert told["given"] == 1
    assert sum(told.values()) == 2
    with scope.scoped(STREET):
        assert Course.objects.get(pk=offer.pk).taken == Enrolment.objects.filter(state="enrolled").count() == 1
        assert Vacancy.objects.get(pk=post.pk).taken == Application.objects.filter(state="accepted").count() == 1
