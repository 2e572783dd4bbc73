"""The register: on it by evidence, a history that is never edited, households without employment derived."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.scenes.employment import reads
from shiqiao.scenes.employment.delivering import follow_up, record_round
from shiqiao.scenes.employment.errors import EmploymentRefused, NotSo, OnRegister
from shiqiao.scenes.employment.models import Delivery, JobSeeker, StatusLine
from shiqiao.scenes.employment.registering import Wanted, register_seeker, set_status
from shiqiao.scenes.employment.working import register_job
from shiqiao.testing.jobseekers import Living, Register, five
from shiqiao.testing.street import Street


def test_a_person_stands_on_the_register_once(street: Street, living: Living, register: Register) -> None:
    person = living()
    row = register(person, wanted=Wanted(categories=("disabled",), occupations=("property",), wage=2000))
    assert (row.state, row.community) == ("registered", 370103003001)
    with pytest.raises(OnRegister):
        register(person)
    with pytest.raises(EmploymentRefused) as wrong:
        register(living("柳二"), wanted=Wanted(categories=("rich",), hours="never", wage=-1))
    assert set(wrong.value.fields) == {"categories", "hours", "wage"}


def test_who_does_not_keep_the_place_does_not_see_it(street: Street, register: Register) -> None:
    row = register()
    assert reads.access_seeker(street.actor("c1head"), row.pk).pk == row.pk
    for login in ("c2head", "city2", "check1"):
        with pytest.raises(NotFound):
            reads.access_seeker(street.actor(login), row.pk)
    with pytest.raises(NotFound):
        register_seeker(
            person=row.person, wanted=Wanted(), proof="statement", by=street.actor("c2head"), at=now()
        )  # fmt: skip


def test_the_history_is_never_edited_whoever_asks(street: Street, register: Register) -> None:
    row = register()
    set_status(
        seeker=row.pk, state="withdrawn", proof="statement", remark="返乡", by=street.actor("life2"), at=now()
    )  # fmt: skip
    assert [one.state for one in reads.history_of(row.pk)] == ["withdrawn", "registered"]
    for change in ({"state": "placed"}, {"since": date(2018, 1, 1)}, {"proof": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            StatusLine.objects.filter(seeker=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusLine.objects.filter(seeker=row.pk).delete()
    with pytest.raises(NotSo):
        set_status(seeker=row.pk, state="lost", proof="visit", remark="不在家", by=street.actor("life2"), at=now())


def test_a_household_is_without_employment_when_all_who_can_work_are_without(
    street: Street, living: Living, register: Register
) -> None:
    first, second = living("桥一"), living("桥二", born=1980, sex=2, status="seeking")
    living("桥三", born=2010)
    living("桥老", born=1940, status="retired")
    row = register(first)
    assert row.zero
    other = register(second)
    assert JobSeeker.objects.get(pk=row.pk).zero
    register_job(
        seeker=other.pk, kind="employed", firm="石桥超市", since=date(2018, 6, 1), proof="contract", number="2018-7",
        by=street.actor("life2"), at=now(),
    )  # fmt: skip
    assert not JobSeeker.objects.filter(zero=True).exists()
    page = reads.seekers(street.actor("leader1"), reads.Filters("zero"))
    assert page.rows == []


def test_each_of_the_five_is_closed_and_each_no_has_its_reason(street: Street, register: Register) -> None:
    row, by = register(), street.actor("c1g1")
    said = five(policy="accepted", post="refused", training="offered")
    del said["aid"]
    with pytest.raises(EmploymentRefused) as wrong:
        record_round(seeker=row.pk, channel="station", said=said, by=by, at=now())
    assert set(wrong.value.fields) == {"aid"}
    record_round(
        seeker=row.pk,
        channel="station",
        said=five(policy="accepted", post="refused", training="offered"),
        by=by,
        at=now(),
    )
    waiting = reads.follow_ups(by).rows
    assert {one.topic for one in waiting} == {"policy", "training"}
    policy = next(one for one in waiting if one.topic == "policy")
    assert policy.due_at < next(one.due_at for one in waiting if one.topic == "training")
    follow_up(delivery=policy.pk, outcome="已领取政策明白纸并办理", by=by, at=now())
    assert [one.topic for one in reads.follow_ups(by).rows] == ["training"]
    with pytest.raises(NotSo):
        follow_up(delivery=policy.pk, outcome="再次", by=by, at=now())
    with pytest.raises(Invalid):
        follow_up(delivery=reads.follow_ups(by).rows[0].pk, outcome=" ", by=by, at=now())
    assert JobSeeker.objects.get(pk=row.pk).state == "helped"
    record_round(seeker=row.pk, channel="phone", said=five(training="accepted"), by=by, at=now())
    assert Delivery.objects.filter(follow_up="open").count() == 1
