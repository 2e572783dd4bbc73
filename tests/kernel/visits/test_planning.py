"""Planning: who may, for whom, how often; what a day opens; records of the registry as subjects."""

from datetime import date, datetime

import pytest

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.sockets import Socket, SubjectKind, all_sockets
from shiqiao.base.time import held, now
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.errors import NotYourVisit, SameVisitor, VisitRefused
from shiqiao.kernel.visits.models import Visit, VisitPlan
from shiqiao.kernel.visits.subjects import SUBJECTS, shown
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .conftest import GOOD, Made

SHOP = Target("示例小店", "春元里小区1号楼", grid=FIRST_GRID)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+08:00")


def plan(street: Street, target: Target = SHOP, *, by: str = "safety1", **more: object) -> VisitPlan:
    return actions.plan_visit(street=STREET, kind="nine_small", target=target, by=street.actor(by), at=now(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("login", ["safety1", "safety2", "c1head", "dispatch1", "leader1"])
def test_heads_and_the_department_in_charge_plan(street: Street, login: str) -> None:
    assert plan(street, by=login).active


@pytest.mark.parametrize("login", ["c2head", "c1g1", "check1", "city1", "auditor1"])
def test_others_do_not(street: Street, login: str) -> None:
    with pytest.raises(Forbidden):
        plan(street, by=login)
    assert VisitPlan.objects.count() == 0


def test_a_record_of_the_registry_is_a_subject_and_tells_its_own_title(street: Street) -> None:
    one = plan(street, Target("旧店名", grid=FIRST_GRID, subject=Ref("organisation", 7)))
    assert (one.subject_kind, one.subject_id) == ("organisation", 7)
    assert plan(street, Target("又一个名字", grid=FIRST_GRID, subject=Ref("organisation", 7))).id == one.id
    with pytest.raises(Invalid, match="subject"):
        plan(street, Target("某人", grid=FIRST_GRID, subject=Ref("person", 7)))
    visit = Visit.objects.get()
    assert reads.history(street.actor("c1safe"), Ref("organisation", 7)) == [visit]
    assert shown(street.actor("c1safe"), [visit])[visit.id].title == "旧店名"

    def read(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
        return {number: (f"登记名称{number}", f"/organisations/{number}/", "") for number in ids}

    socket = all_sockets().get(SUBJECTS) or Socket(SUBJECTS, SubjectKind)
    socket.fill("test", SubjectKind("organisation", read))
    try:
        told = shown(street.actor("c1safe"), [visit])[visit.id]
        assert (told.title, told.url) == ("登记名称7", "/organisations/7/")
    finally:
        socket.empty("test")


def test_a_cycle_of_its_own_and_a_named_post(street: Street) -> None:
    one = plan(street, cycle="2 weeks", post="c1.g2")
    visit = Visit.objects.get()
    assert (visit.post, one.cycle) == (one.post, "2 weeks")
    assert (visit.latest - visit.earliest).days <= 14
    assert reads.visits(street.actor("c1g2"), reads.Filters(tab="mine")).rows == [visit]
    with pytest.raises(Invalid, match="cycle"):
        plan(street, Target("另一家", grid=FIRST_GRID), cycle="5 months")


def test_windows_that_passed_meanwhile_are_not_made_up_for(street: Street) -> None:
    with held(at("2018-06-12T09:00")):
        one = plan(street)
    with held(at("2018-10-09T09:00")):
        actions.open_due(at=now())
        assert Visit.objects.count() == 1
        actions.record_visit(
            visit=one.visit, outcome="done", client_id="x", answers=GOOD, by=street.actor("c1safe"), at=now()
        )
        assert actions.open_due(at=now()) == 1
    october = Visit.objects.get(state="planned")
    assert october.earliest == at("2018-10-01T00:00")


def test_a_plan_that_cannot_be_opened_keeps_nobody_waiting(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    first = date(2018, 8, 1)
    broken, sound = (plan(street, Target(name, grid=FIRST_GRID), first=first) for name in ("甲店", "乙店"))
    VisitPlan.objects.filter(pk=broken.id).update(kind="unknown")
    with held(at("2018-08-01T00:01")):
        assert actions.open_due(at=now()) == 1
    assert Visit.objects.get().plan == sound.id
    assert f"plan {broken.id}" in caplog.text


def test_a_visit_outside_any_cycle_is_due_on_the_day_that_was_named(street: Street) -> None:
    by = street.actor("safety1")
    number = actions.plan_once(street=STREET, kind="nine_small", target=SHOP, latest=date(2018, 6, 29), by=by, at=now())
    visit = Visit.objects.get(pk=number)
    assert (visit.plan, visit.latest) == (0, at("2018-06-30T00:00"))
    with pytest.raises(Invalid, match="latest"):
        actions.plan_once(street=STREET, kind="nine_small", target=SHOP, latest=date(2018, 6, 1), by=by, at=now())


def test_an_ended_plan_opens_nothing_more(street: Street) -> None:
    one = plan(street, first=date(2018, 8, 1))
    with pytest.raises(NotFound):
        actions.end_plan(plan=one.id, by=street.actor("c2head"), at=now())
    actions.end_plan(plan=one.id, by=street.actor("c1head"), at=now())
    with held(at("2018-08-01T00:01")):
        assert actions.open_due(at=now()) == 0


def test_who_may_not_record_is_told_so_and_a_stranger_sees_nothing(street: Street) -> None:
    one = plan(street)
    record = {"visit": one.visit, "outcome": "done", "client_id": "x", "answers": GOOD, "at": now()}
    with pytest.raises(NotYourVisit):
        actions.record_visit(by=street.actor("leader1"), **record)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        actions.record_visit(by=street.actor("c2safe"), **record)  # type: ignore[arg-type]


def test_an_identifier_names_one_visit(street: Street, made: Made) -> None:
    other = plan(street, Target("另一家", grid=FIRST_GRID))
    with pytest.raises(VisitRefused, match="client_id"):
        actions.record_visit(
            visit=other.visit, outcome="done", client_id="made", answers=GOOD, by=street.actor("c1safe"), at=now()
        )


def test_a_recheck_is_not_given_to_who_made_the_visit(street: Street, made: Made) -> None:
    with pytest.raises(SameVisitor):
        actions.reassign_visit(visit=made.recorded.next, post="c1.safety", by=street.actor("safety1"), at=now())
    actions.reassign_visit(visit=made.recorded.next, post="c1.g2", by=street.actor("safety1"), at=now())


def test_a_finding_whose_item_has_gone_is_kept_and_reported_under_another(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shiqiao.kernel.catalogue.reads import catalogue
    from shiqiao.kernel.matters.models import Matter

    one, items = plan(street), catalogue(STREET).items
    monkeypatch.delitem(items, "S0105")
    done = actions.record_visit(
        visit=one.visit, outcome="done", client_id="x", answers={**GOOD, "lights_work": False}, by=street.actor("c1safe"),
        at=now(),
    )  # fmt: skip
    assert (done.matters, bool(done.next)) == ([], True)
    report = {"visit": one.visit, "question": "lights_work", "by": street.actor("c1safe"), "at": now()}
    number = actions.report_finding(item="S0101", **report)  # type: ignore[arg-type]
    assert Matter.objects.get(number=number).source_id == f"{one.visit}/lights_work"
    with pytest.raises(Invalid, match="already"):
        actions.report_finding(item="S0101", **report)  # type: ignore[arg-type]
