"""Vacancies matched with reasons, one accepted application at a time, work with evidence and its checks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.time import held, now
from shiqiao.scenes.employment import matching, reads
from shiqiao.scenes.employment.errors import EmploymentRefused, NoPlace, NotSo
from shiqiao.scenes.employment.models import Application, Course, Enrolment, JobCheck, JobSeeker, Vacancy
from shiqiao.scenes.employment.registering import Wanted
from shiqiao.scenes.employment.training import end_enrolment, enrol, offer_course
from shiqiao.scenes.employment.working import check_job, register_job
from shiqiao.testing.jobseekers import Register
from shiqiao.testing.street import STREET, Street, later

Post = Callable[..., Vacancy]


def test_a_vacancy_is_proposed_for_reasons_and_not_for_reasons(
    street: Street, register: Register, vacancy: Post
) -> None:
    row = register(wanted=Wanted(occupations=("property",), wage=2500, hours="full"))
    good, low, other = vacancy(), vacancy(wage_to=2300), vacancy(occupation="driver", schooling="college")
    found = {one.pk: match for one, match in matching.matches_for(row, date(2018, 6, 27))}
    assert found[good.pk].proposed
    assert set(found[good.pk].reasons_for) == {"occupation", "wage", "hours"}
    assert found[low.pk].reasons_against == ("wage_low",)
    assert set(found[other.pk].reasons_against) == {"other_occupation", "schooling_low"}
    with pytest.raises(EmploymentRefused):
        matching.apply_for(seeker=row.pk, vacancy=low.pk, by=street.actor("life2"), at=now())


def test_accepting_one_closes_the_others_and_the_last_place_closes_the_vacancy(
    street: Street, register: Register, vacancy: Post
) -> None:
    by = street.actor("life2")
    row, rival = register(), register()
    first, second = vacancy(), vacancy(title="保安", occupation="security")
    mine = [matching.apply_for(seeker=row.pk, vacancy=one.pk, by=by, at=now()) for one in (first, second)]
    theirs = matching.apply_for(seeker=rival.pk, vacancy=first.pk, by=by, at=now())
    matching.decide_application(application=mine[0].pk, state="accepted", by=by, at=now())
    states = {one.pk: (one.state, one.why) for one in Application.objects.all()}
    assert states[mine[1].pk] == ("closed", "other_accepted")
    assert states[theirs.pk] == ("closed", "filled")
    first.refresh_from_db()
    assert (first.state, first.taken) == ("closed", 1)
    for wrong in (mine[1].pk, theirs.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=wrong).update(state="accepted")
    with pytest.raises(NoPlace):
        matching.apply_for(seeker=rival.pk, vacancy=first.pk, by=by, at=now())


def test_work_is_registered_only_with_evidence_and_looked_at_after_three_and_six_months(
    street: Street, register: Register
) -> None:
    row, by = register(), street.actor("life2")
    with pytest.raises(EmploymentRefused) as wrong:
        register_job(
            seeker=row.pk, kind="employed", firm="石桥超市", since=date(2018, 7, 9), proof="contract", by=by, at=now()
        )  # fmt: skip
    assert set(wrong.value.fields) == {"since", "document"}
    job = register_job(
        seeker=row.pk, kind="employed", firm="石桥超市", since=date(2018, 6, 20), proof="contract", number="2018-07", by=by,
        at=now(),
    )  # fmt: skip
    due = [one.due_at.date() for one in JobCheck.objects.filter(job=job.pk).order_by("months")]
    assert [str(day)[:7] for day in due] == ["2018-09", "2018-12"]
    three, _six = JobCheck.objects.filter(job=job.pk).order_by("months")
    with held(later(now(), days=80)):
        check_job(check=three.pk, result="still", proof="wage_slip", by=by, at=now())
        with pytest.raises(NotSo):
            check_job(check=three.pk, result="left", proof="visit", by=by, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        JobCheck.objects.filter(pk=three.pk).update(proof="")


def test_that_work_is_kept_is_entered_when_its_months_are_nearly_over(street: Street, register: Register) -> None:
    row, by = register(), street.actor("life2")
    job = register_job(
        seeker=row.pk, kind="employed", firm="石桥超市", since=date(2018, 6, 20), proof="contract", number="2018-07", by=by,
        at=now(),
    )  # fmt: skip
    three, six = JobCheck.objects.filter(job=job.pk).order_by("months")
    with pytest.raises(EmploymentRefused) as wrong:
        check_job(check=three.pk, result="still", proof="wage_slip", by=by, at=now())
    assert "2018-09-06" in str(wrong.value)
    three.refresh_from_db()
    assert three.result == "", "nothing was entered, its clock runs on"
    with held(later(now(), days=80)):
        check_job(check=three.pk, result="still", proof="wage_slip", by=by, at=now())
        check_job(check=six.pk, result="left", proof="visit", on=date(2018, 8, 30), why="left", by=by, at=now())


def test_a_course_is_never_overbooked_even_by_the_database(street: Street, register: Register) -> None:
    by = street.actor("life2")
    course = offer_course(
        street=STREET, title="家政服务员初级", occupation="domestic", teacher="区培训中心", places=1,
        begins=date(2018, 7, 2), ends=date(2018, 7, 20), by=by, at=now(),
    )  # fmt: skip
    first, second = register(), register()
    seat = enrol(course=course.pk, seeker=first.pk, by=by, at=now())
    assert JobSeeker.objects.get(pk=first.pk).state == "training"
    with pytest.raises(NoPlace):
        enrol(course=course.pk, seeker=second.pk, by=by, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(street=STREET, course=course.pk, seeker=second.pk, state="enrolled", at=now())
    end_enrolment(enrolment=seat.pk, state="given_back", remark="改上另一期", by=by, at=now())
    enrol(course=course.pk, seeker=second.pk, by=by, at=now())
    assert Course.objects.get(pk=course.pk).taken == 1
    assert JobSeeker.objects.get(pk=first.pk).state == "helped"
    with held(later(now(), days=30)):
        done = Enrolment.objects.get(seeker=second.pk)
        end_enrolment(enrolment=done.pk, state="completed", by=by, at=now())
    assert "domestic" in matching.trained_in([second.pk])[second.pk]
    assert reads.enrolments_of(second.pk)[0][0].state == "completed"
