"""Inspections and visits of 综治: rounds, findings that become matters, re-checks by another, doors that stay shut."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.errors import RecordedDifferently, SameVisitor, VisitOver, VisitRefused
from shiqiao.kernel.visits.models import Finding, Visit, VisitPlan
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .telling import Telling

GOOD = {
    "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
    "gas_bottle": "none", "sleeping": False,
}  # fmt: skip
SHOPS = [Target(f"示例小店{n}", f"春元里小区{n}号楼", grid=FIRST_GRID) for n in range(1, 4)]
KIND = "nine_small"


def planned(street: Street, targets: list[Target] | None = None) -> list[VisitPlan]:
    made = actions.plan_round(street=STREET, kind=KIND, targets=targets or SHOPS, by=street.actor("safety1"), at=now())
    return list(made.plans)


def record(
    street: Street, visit: int, outcome: str = "done", *, by: str = "c1safe", **more: object
) -> actions.Recorded:
    values: dict[str, object] = {"client_id": f"test-{visit}", "answers": GOOD if outcome == "done" else {}, **more}
    values.setdefault("at", now())
    return actions.record_visit(visit=visit, outcome=outcome, by=street.actor(by), **values)  # type: ignore[arg-type]


def test_a_monthly_round_finds_a_blocked_exit_that_is_handled_and_rechecked_by_another(
    street: Street, tell: Telling
) -> None:
    with tell.at("2018-06-04 09:00"):
        plans = planned(street)
        mine = reads.visits(street.actor("c1safe"), reads.Filters(tab="mine")).rows
        assert [row.plan for row in mine] == [plan.id for plan in plans]
        assert {(row.earliest.isoformat(), row.latest.isoformat()) for row in mine} == {
            ("2018-06-03T16:00:00+00:00", "2018-06-30T16:00:00+00:00")
        }
    with tell.at("2018-06-12 10:00"):
        for row in mine[1:]:
            record(street, row.id)
        photo = street.photo(by=street.actor("c1safe"), purpose="evidence")
        answers = {**GOOD, "exit_clear": False}
        done = record(street, mine[0].id, answers=answers, note="后门堆满纸箱", photos=(("exit_clear", photo[1]),))
        matter = Matter.objects.get(number=done.matters[0])
        assert (matter.channel, matter.item, matter.source_id, matter.urgent) == (
            "visit", "S0104", f"{mine[0].id}/exit_clear", True,
        )  # fmt: skip
        assert "后门堆满纸箱" in matter.text
        assert reads.finding_of_matter(matter.id).visit == mine[0].id  # type: ignore[union-attr]
        [covered] = reads.coverage(street.actor("safety1"), date(2018, 6, 12), now())
        assert (covered.due, covered.done, covered.overdue) == (3, 3, 0)
    recheck = Visit.objects.get(pk=done.next)
    assert recheck.recheck_of == mine[0].id
    assert Post.objects.get(pk=recheck.post).code.startswith("supervision.check")
    receipt = type("Receipt", (), {"id": matter.id})()
    with tell.at("2018-06-12 11:00"):
        tell.dispatch(receipt, "c1.safety")
    with tell.at("2018-06-13 09:00"):
        tell.finish(receipt, by="c1safe", result="纸箱已清走")
        tell.close(receipt, by="check1")
    with tell.at("2018-06-14 10:00"):
        with pytest.raises(SameVisitor):
            actions.recheck_visit(
                visit=recheck.id, fixed={"exit_clear": True}, client_id="r1", by=street.actor("c1safe"), at=now()
            )
        again = actions.recheck_visit(
            visit=recheck.id, fixed={"exit_clear": True}, client_id="r1", by=street.actor("check2"), at=now()
        )
        assert (again.next, again.matters) == (0, [])
    finding = Finding.objects.get(visit=mine[0].id)
    assert (finding.state, finding.rechecks, finding.matter) == ("fixed", 1, matter.id)
    assert Visit.objects.get(pk=mine[0].id).open_findings == 0


def test_the_database_itself_refuses_a_recheck_by_who_made_the_visit(street: Street, tell: Telling) -> None:
    planned(street)
    first = Visit.objects.order_by("id").first()
    assert first is not None
    done = record(street, first.id, answers={**GOOD, "sleeping": True})
    again = Visit.objects.get(pk=done.next)
    made = Visit.objects.get(pk=first.id)
    for post, holder in ((made.done_post, 999), (999, made.done_holder)):
        with pytest.raises(IntegrityError, match="visit_rechecked_by_another"), transaction.atomic():
            Visit.objects.filter(pk=again.id).update(
                state="done", done_at=now(), recorded_at=now(), done_post=post, done_holder=holder
            )


def test_what_is_not_fixed_goes_back_or_becomes_a_new_matter_and_is_looked_at_again(
    street: Street, tell: Telling
) -> None:
    with tell.at("2018-06-12 09:00"):
        planned(street, SHOPS[:1])
        visit = Visit.objects.get()
        done = record(street, visit.id, answers={**GOOD, "lights_work": False})
        matter = Matter.objects.get(number=done.matters[0])
        receipt = type("Receipt", (), {"id": matter.id})()
        tell.dispatch(receipt, "c1.safety")
        tell.finish(receipt, by="c1safe")
    fixed = {"lights_work": False}
    with tell.at("2018-06-13 09:00"):  # the matter waits for its check: the re-check sends it back
        with pytest.raises(VisitRefused, match="note"):
            actions.recheck_visit(visit=done.next, fixed=fixed, client_id="a", by=street.actor("check1"), at=now())
        second = actions.recheck_visit(
            visit=done.next, fixed=fixed, client_id="a", by=street.actor("check1"), at=now(), note="指示灯仍不亮"
        )
        assert (tell.row(receipt).state, tell.row(receipt).sent_back, second.matters) == ("handling", 1, [])
        tell.finish(receipt, by="c1safe")
        tell.close(receipt, by="check2")
    with tell.at("2018-06-15 09:00"):  # the matter is closed: a new one
        third = actions.recheck_visit(
            visit=second.next, fixed=fixed, client_id="b", by=street.actor("check3"), at=now(), note="又坏了"
        )
        new = Matter.objects.get(number=third.matters[0])
        assert Finding.objects.get(visit=visit.id).matter == new.id != matter.id
        assert Visit.objects.get(pk=third.next).first_post == Visit.objects.get(pk=visit.id).done_post


def test_a_shop_that_is_shut_is_tried_again_and_one_that_moved_away_ends_its_plan(
    street: Street, tell: Telling
) -> None:
    with tell.at("2018-06-12 09:00"):
        [plan] = planned(street, SHOPS[:1])
        first = Visit.objects.get()
        with pytest.raises(VisitRefused, match="note"):
            record(street, first.id, "refused")
        shut = record(street, first.id, "refused", note="店主不让进")
    with tell.at("2018-06-12 15:00"):
        closed = record(street, shut.next, "not_home", note="卷帘门关着")
        assert VisitPlan.objects.get().visit == closed.next
    with tell.at("2018-06-20 09:00"):
        last = record(street, closed.next, "moved", note="店铺转让，人去屋空")
        assert last.next == 0
        assert not VisitPlan.objects.get(pk=plan.id).active
    with tell.at("2018-07-02 00:05"):
        assert actions.open_due(at=now()) == 0
    with tell.at("2018-07-02 09:00"):  # a new shop opens behind the same door
        [again] = planned(street, SHOPS[:1])
        assert again.id != plan.id
        assert again.subject_id == plan.subject_id
        assert [row.state for row in reads.history(street.actor("c1safe"), subject_of(again))] == [
            "planned", "moved", "not_home", "refused",
        ]  # fmt: skip


def subject_of(plan: VisitPlan) -> object:
    from shiqiao.base.actor import Ref

    return Ref(plan.subject_kind, plan.subject_id)


def test_after_the_last_attempt_the_next_window_opens_and_not_before(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-12 09:00"):
        planned(street, SHOPS[:1])
        number = Visit.objects.get().id
        for _ in range(3):
            number = record(street, number, "not_home", note="没人").next
        assert number == 0
        assert actions.open_due(at=now()) == 0
        [covered] = reads.coverage(street.actor("leader1"), date(2018, 6, 12), now())
        assert (covered.due, covered.done, covered.tried) == (1, 0, 1)
    with tell.at("2018-07-01 00:01"):
        assert actions.open_due(at=now()) == 1
        assert actions.open_due(at=now()) == 0


def test_a_visit_recorded_late_keeps_both_its_times_and_one_never_made_climbs_the_ladder(
    street: Street, tell: Telling
) -> None:
    with tell.at("2018-06-12 09:00"):
        planned(street, SHOPS[:2])
    visits = list(Visit.objects.order_by("id"))
    with tell.at("2018-07-01 00:01"):
        scan_alarms(at=now())
        told = set(Notice.objects.filter(subject_kind="visit").values_list("subject_id", flat=True))
        assert told == {visit.id for visit in visits}
        assert actions.open_due(at=now()) == 0  # the old ones wait; there is never a second open visit of a plan
    with tell.at("2018-07-03 08:30"):
        happened = now() - timedelta(days=4)
        record(street, visits[0].id, at=happened)
        row = Visit.objects.get(pk=visits[0].id)
        assert (row.done_at, row.recorded_at) == (happened, now())
        assert Clock.objects.get(kind="visit", subject=row.id).late  # judged when it was recorded
        assert actions.open_due(at=now()) == 1  # July's begins
        covered = {one.kind: one for one in reads.coverage(street.actor("safety1"), date(2018, 6, 30), now())}
        assert (covered[KIND].done, covered[KIND].overdue) == (1, 1)
    with tell.at("2018-07-05 08:30"), pytest.raises(VisitRefused, match="at"):
        record(street, visits[1].id, at=now() + timedelta(hours=2))


def test_a_checklist_that_changes_leaves_open_visits_as_they_began(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-12 09:00"):
        planned(street, SHOPS[:1])
    visit = Visit.objects.get()
    text = next(entry.path for entry in reads.visit_kinds if entry.path.stem == KIND).read_text()
    more = "  - {key: cameras, title: {zh: 监控是否完好, en: Cameras}, kind: yes_no}\n"
    with tell.at("2018-06-20 09:00"):
        by = system("office", street=STREET)
        same = actions.publish_checklist(street=STREET, text=text, by=by, at=now())
        changed = actions.publish_checklist(street=STREET, text=text + more, by=by, at=now())
        assert (same.version, changed.version) == (1, 2)
        record(street, visit.id)  # version 1 asks no cameras
    with tell.at("2018-07-01 00:01"):
        actions.open_due(at=now())
        fresh = Visit.objects.get(state="planned")
        assert fresh.version == 2
        with pytest.raises(Exception, match=r"answers\.cameras"):
            record(street, fresh.id)
        record(street, fresh.id, answers={**GOOD, "cameras": True})


def test_a_record_that_is_sent_twice_is_kept_once(street: Street, tell: Telling) -> None:
    planned(street, SHOPS[:1])
    visit = Visit.objects.get()
    answers = {**GOOD, "wiring_safe": False}
    first = record(street, visit.id, answers=answers, client_id="phone-7")
    second = record(street, visit.id, answers=answers, client_id="phone-7")
    assert second.again
    assert second.matters == first.matters
    assert Matter.objects.filter(source="visit").count() == 1
    with pytest.raises(RecordedDifferently):
        record(street, visit.id, client_id="phone-7")
    with pytest.raises(VisitOver):
        record(street, visit.id, answers=answers, client_id="phone-8")


def test_a_pasted_list_is_planned_once_and_bad_rows_are_named(street: Street, tell: Telling) -> None:
    head = street.actor("safety1")
    targets = [*SHOPS, Target("没有地址的店"), Target("", grid=FIRST_GRID), Target("界外", grid=370103001001001)]
    report = actions.plan_round(street=STREET, kind=KIND, targets=targets, by=head, at=now())
    assert (len(report.plans), report.known) == (3, 0)
    assert [(number, *error.fields) for number, error in report.rejected] == [(4, "address"), (5, "title"), (6, "grid")]
    again = actions.plan_round(street=STREET, kind=KIND, targets=SHOPS * 2, by=head, at=now())
    assert (len(again.plans), again.known) == (0, 6)
    assert Visit.objects.count() == 3


def test_an_old_persons_name_is_known_to_who_goes_there_alone(street: Street, tell: Telling) -> None:
    from shiqiao.kernel.visits.subjects import shown

    target = Target("甲某某", "春元里小区1号楼2单元302室", grid=FIRST_GRID)
    actions.plan_visit(street=STREET, kind="living_alone", target=target, by=street.actor("life1"), at=now())
    visit = Visit.objects.get()
    seen = shown(street.actor("c1g1"), [visit])[visit.id]
    assert (seen.title, seen.address) == ("甲某某", "春元里小区1号楼2单元302室")
    masked = shown(street.actor("leader1"), [visit])[visit.id]
    assert "某某" not in masked.title
    assert "302" not in masked.address
