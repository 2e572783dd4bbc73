# ruff: noqa: F811 — the fixtures of the scene’s tests are this affair’s people
"""就业援助: placed and back after four months; a benefit refused by exclusion and appealed; a visit that brings the five."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.models import Fact
from shiqiao.kernel.retention import hooks
from shiqiao.kernel.visits import circles
from shiqiao.kernel.visits.actions import plan_once, record_visit
from shiqiao.kernel.visits.errors import RecordedDifferently, VisitRefused
from shiqiao.kernel.visits.models import Visit
from shiqiao.kernel.visits.places import Target
from shiqiao.scenes.employment import granting, matching, planning, reads
from shiqiao.scenes.employment.errors import Excluded, NotSo, SamePerson
from shiqiao.scenes.employment.models import Application, Claim, Delivery, Job, JobCheck, JobSeeker, Round
from shiqiao.scenes.employment.registering import Wanted, set_status
from shiqiao.scenes.employment.rules import TOPICS
from shiqiao.scenes.employment.working import check_job, end_job, register_job
from shiqiao.scenes.ledger import ledgers
from shiqiao.scenes.ledger import reads as ledger_reads
from shiqiao.testing.jobseekers import Living, Register, home, living, register, vacancy  # noqa: F401 its people
from shiqiao.testing.street import FIRST_GRID, Street

from .telling import Telling


def test_placed_and_back_after_four_months_with_the_whole_history(
    street: Street, tell: Telling, register: Register, vacancy: object
) -> None:
    clerk = street.actor("life2")
    with tell.at("2018-01-03 09:30"):
        row = register(wanted=Wanted(occupations=("property",)))
        offer = vacancy(until=date(2018, 3, 1))  # type: ignore[operator]
        asked = matching.apply_for(seeker=row.pk, vacancy=offer.pk, by=clerk, at=now())
    with tell.at("2018-01-08 14:00"):
        matching.decide_application(application=asked.pk, state="accepted", by=clerk, at=now())
        job = register_job(
            seeker=row.pk, kind="employed", firm="石桥物业服务有限公司", since=date(2018, 1, 8), proof="contract",
            number="HT-1", by=clerk, at=now(),
        )  # fmt: skip
    assert job.application == asked.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(street=row.street, seeker=row.pk, vacancy=99, state="accepted", at=now())
    three, six = JobCheck.objects.filter(job=job.pk).order_by("months")
    with tell.at("2018-04-04 10:00"):
        check_job(check=three.pk, result="still", proof="wage_slip", by=clerk, at=now())
    with tell.at("2018-07-10 10:00"):  # six months end on a Sunday, so the term with Monday: the alarm rang
        scan_alarms(at=now())
        assert reads.checks_due(clerk).rows == [six]
        check_job(
            check=six.pk, result="left", proof="statement", on=date(2018, 5, 9), why="firm_closed", by=clerk, at=now()
        )
        row.refresh_from_db()
        six.refresh_from_db()
        assert (row.state, row.returned, six.late) == ("registered", 1, True)
        states = [(one.state, one.since) for one in reads.history_of(row.pk)]
        assert states == [
            ("registered", date(2018, 5, 9)), ("placed", date(2018, 1, 8)), ("registered", date(2018, 1, 3)),
        ]  # fmt: skip
        asked.refresh_from_db()
        assert asked.state == "over"
        next_offer = vacancy(title="绿化养护工")  # type: ignore[operator]
        matching.apply_for(seeker=row.pk, vacancy=next_offer.pk, by=clerk, at=now())


def test_who_is_placed_is_gone_from_ledger_and_circle_at_once_and_back_in_both_after_four_months(
    street: Street, tell: Telling, living: Living, register: Register
) -> None:
    clerk, head, today = street.actor("life2"), street.actor("c1head"), date(2018, 1, 3)
    with tell.at("2018-01-02 09:00"):
        person = living("桥十")
        spec = ledger_reads.access_ledger(head, "seeking_work")[1]

    def listed(day: date) -> tuple[list[int], list[int]]:
        """Who stands in the ledger of those who seek work, and whom the circle owes a visit."""
        owed = circles.belonging(head, "job_seeker", day, states=circles.STATES).rows
        return [one.spot.id for one in ledgers.page(head, spec, at=now())[0]], [one.subject.id for one in owed]

    with tell.at("2018-01-03 09:30"):
        assert listed(today) == ([], []), "nobody knows that he looks for work"
        row = register(person)
        assert listed(today) == ([person.pk], [person.pk])
        fact = Fact.objects.get(subject=person.pk, key="employment_status", ended_at=None)
        assert (fact.source, fact.confirmed_at) == ("office", now())
        visit = planning.plan_visit(seeker=row.pk, latest=date(2018, 1, 20), by=street.actor("life1"), at=now())
    with tell.at("2018-01-08 14:00"):
        job = register_job(
            seeker=row.pk, kind="employed", firm="石桥物业服务有限公司", since=date(2018, 1, 8), proof="contract",
            number="HT-2", by=clerk, at=now(),
        )  # fmt: skip
        assert listed(date(2018, 1, 8)) == ([], [])
        assert Visit.objects.get(pk=visit).state == "cancelled"
        assert lines_of(Ref("visit", visit))[-1].data["why"] == "left_circle"
        assert Clock.objects.get(kind="visit", subject=visit).stopped_at is not None
    with tell.at("2018-05-10 10:00"):
        end_job(job=job.pk, on=date(2018, 5, 9), why="firm_closed", proof="statement", by=clerk, at=now())
        assert listed(date(2018, 5, 10)) == ([person.pk], [person.pk])
        values = [sealing.value_of(one) for one in Fact.objects.filter(subject=person.pk).order_by("id")]
        assert values == ["seeking", "employed", "seeking"], "the history stays"


def test_a_founder_is_still_visited_and_who_withdraws_is_not(
    street: Street, tell: Telling, living: Living, register: Register
) -> None:
    clerk = street.actor("life2")
    with tell.at("2018-01-03 09:30"):
        founder, leaver = (register(living(f"桥创{n}")) for n in "一二")
        visits = [
            planning.plan_visit(seeker=row.pk, latest=date(2018, 1, 20), by=street.actor("life1"), at=now())
            for row in (founder, leaver)
        ]
        register_job(
            seeker=founder.pk, kind="self_employed", firm="石桥小吃店", since=date(2018, 1, 3), proof="licence", number="Y-1",
            by=clerk, at=now(),
        )  # fmt: skip
        set_status(seeker=leaver.pk, state="withdrawn", proof="statement", remark="返乡", by=clerk, at=now())
    assert [Visit.objects.get(pk=number).state for number in visits] == ["planned", "cancelled"]
    assert registry.values_of("person", "founder", [founder.person]) == {founder.person: "yes"}
    assert registry.values_of("person", "employment_status", [leaver.person]) == {leaver.person: "not_seeking"}
    with tell.at("2018-02-05 09:30"):
        job = Job.objects.get(seeker=founder.pk)
        end_job(job=job.pk, on=date(2018, 2, 1), why="other", proof="statement", by=clerk, at=now())
    assert registry.values_of("person", "founder", [founder.person]) == {founder.person: "no"}
    assert circles.belongs(street.number, "job_seeker", Ref("person", founder.person))


def test_refused_by_exclusion_appealed_and_granted_once_the_other_has_ended(
    street: Street, tell: Telling, living: Living, register: Register
) -> None:
    clerk, head, leader = (street.actor(login) for login in ("c1head", "life1", "leader5"))
    row, spouse = register(living("桥一")), register(living("桥二", born=1980, sex=2))
    with tell.at("2018-06-27 11:00"):
        aid = granting.claim_benefit(
            seeker=row.pk, benefit="zero_family", since=date(2018, 6, 1), proof="visit", by=clerk, at=now()
        )
        granting.approve_claim(claim=aid.pk, by=head, at=now())
        post = granting.claim_benefit(
            seeker=spouse.pk, benefit="public_post", since=date(2018, 7, 1), proof="statement", by=clerk, at=now()
        )
        with pytest.raises(Excluded):
            granting.approve_claim(claim=post.pk, remark="困难", by=head, at=now())
        granting.refuse_claim(claim=post.pk, why="excluded", remark="同户享受援助金", by=head, at=now())
    with tell.at("2018-06-28 09:00"):
        appeal = granting.raise_appeal(claim=post.pk, reason="七月起放弃援助金", by=clerk, at=now())
        clock = Clock.objects.get(kind="benefit_appeal", subject=appeal.pk)
        assert (clock.name, clock.stopped_at) == ("review", None)
        with pytest.raises(SamePerson):
            granting.decide_appeal(claim=post.pk, grant=True, reason="同意", by=head, at=now())
        with pytest.raises(Excluded):
            granting.decide_appeal(claim=post.pk, grant=True, reason="同意", by=leader, at=now())
        granting.end_claim(claim=aid.pk, on=date(2018, 7, 1), remark="本人放弃", by=leader, at=now())
        decided = granting.decide_appeal(claim=post.pk, grant=True, reason="援助金已停", by=leader, at=now())
        assert (decided.state, decided.late) == ("granted", False)
        assert Claim.objects.get(pk=post.pk).during.lower == date(2018, 7, 1)
        with pytest.raises(NotSo):
            granting.raise_appeal(claim=post.pk, reason="再次", by=clerk, at=now())


def test_one_visit_brings_the_five_whether_it_is_sent_once_or_twice(
    street: Street, tell: Telling, register: Register
) -> None:
    row, member = register(), street.actor("c1g1")
    with tell.at("2018-06-27 11:00"):
        visit = planning.plan_visit(seeker=row.pk, latest=date(2018, 7, 4), by=street.actor("life1"), at=now())
    answers: dict[str, str] = {topic: "accepted" for topic in TOPICS} | {"aid": "refused"}
    with tell.at("2018-06-28 15:00"):
        happened = now()
    with tell.at("2018-06-28 18:40"):  # the telephone had no network until now
        act = {"visit": visit, "outcome": "done", "client_id": "f1-77", "by": member, "at": happened}
        with pytest.raises(VisitRefused) as wrong:
            record_visit(answers=answers, **act)  # type: ignore[arg-type]
        assert set(wrong.value.fields) == {"answers.aid_reason"}
        assert Visit.objects.get(pk=visit).state == "planned", "nothing was recorded"
        answers["aid_reason"] = "家中有其他收入"
        record_visit(answers=answers, **act)  # type: ignore[arg-type]
        assert record_visit(answers=answers, **act).again  # type: ignore[arg-type]
        with pytest.raises(RecordedDifferently):
            record_visit(answers={**answers, "aid": "accepted"}, **act)  # type: ignore[arg-type]
    brought = Round.objects.get()
    assert (brought.visit, brought.channel, brought.happened_at) == (visit, "visit", happened)
    assert Delivery.objects.filter(round=brought.pk, follow_up="open").count() == 4
    assert JobSeeker.objects.get(pk=row.pk).state == "helped"
    assert reads.history_of(row.pk)[0].refs == [str(Ref("visit", visit))]


def test_who_is_met_at_a_visit_and_stands_nowhere_comes_onto_the_register(
    street: Street, tell: Telling, living: Living
) -> None:
    person = living("桥九")
    with tell.at("2018-06-27 11:00"):
        target = Target("桥**", "测试楼1号楼", FIRST_GRID, subject=Ref("person", person.pk))
        visit = plan_once(
            street=street.number,
            kind="job_seeker",
            target=target,
            latest=date(2018, 7, 4),
            by=street.actor("life1"),
            at=now(),
        )
    with tell.at("2018-06-28 10:00"):
        answers = {topic: "offered" for topic in TOPICS}
        record_visit(
            visit=visit, outcome="done", client_id="f1-78", answers=answers, by=street.actor("c1g1"), at=now()
        )  # fmt: skip
    row = JobSeeker.objects.get(person=person.pk)
    assert row.state == "helped"
    assert [one.proof for one in reads.history_of(row.pk)] == ["visit", "visit"]


def test_what_was_said_goes_when_its_time_is_over_and_the_figures_stay(
    street: Street, tell: Telling, register: Register
) -> None:
    row = register(wanted=Wanted(categories=("disabled",), wishes="想在家附近"), remark="持证登记")
    holding = hooks.holding("job_seeker")
    assert holding is not None
    assert holding.stops([row.pk], now())
    set_status(seeker=row.pk, state="withdrawn", proof="statement", remark="返乡", by=street.actor("life2"), at=now())
    assert not holding.stops([row.pk], now())
    asked = hooks.Asked(street.number, "texts", "closed_at", now() + timedelta(days=1))
    assert holding.due(asked) == [row.pk]
    by = system("retention", street=street.number)
    order = hooks.Order(Ref("job_seeker", row.pk), "texts", "rule", by, now())
    assert holding.erase(order)["texts"] >= 3
    assert holding.due(asked) == []
    assert holding.erase(order) == {}
    row.refresh_from_db()
    assert (row.state, row.marks, row.categories) == ("withdrawn", [], None)
    assert len(reads.history_of(row.pk)) == 2
