"""Projects: added, planned, entered month by month; what must not happen is refused, by the database too."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects import actions, reads
from shiqiao.scenes.projects.actions import Given, Month
from shiqiao.scenes.projects.errors import MonthEntered, ProjectOver, ReachedAlready
from shiqiao.scenes.projects.models import Milestone, PlanMonth, Progress
from shiqiao.scenes.projects.store import local_day
from shiqiao.testing.street import Street

from .conftest import PLAN, Add, entered, project

TODAY = date(2018, 6, 27)


def milestone(title: str) -> Milestone:
    return Milestone.objects.get(title=title)


def test_a_project_is_added_with_its_number_and_known_by_reference(street: Street, add: Add) -> None:
    row, other = add(), add(code="gonglijie", title="公立街平房区改造项目")
    assert (row.number, other.number) == ("ZD-2018-1", "ZD-2018-2")
    found = show(street.actor("c1g1"), [Ref("project", row.pk)])[Ref("project", row.pk)]
    assert (found.title, found.url, found.progress) == ("岔路街平房区改造项目", f"/projects/{row.pk}/", "0.0%")
    entered(street, row, 6, "150")
    assert show(street.actor("leader1"), [Ref("project", row.pk)])[Ref("project", row.pk)].progress == "25.0%"
    assert "岔路街" not in str([line.data for line in lines_of(Ref("project", row.pk))])


def test_what_is_wrong_with_a_new_project_is_named(street: Street, add: Add) -> None:
    add()
    for field, values in {
        "code": {"code": "chalujie"}, "kind": {"code": "x1", "kind": "road"}, "ends": {"code": "x1", "ends": date(2018, 1, 1)},
        "post": {"code": "x1", "post": 1 << 40}, "community": {"code": "x1", "community": 379901001001},
        "title": {"code": "x1", "title": " "},
    }.items():  # fmt: skip
        with pytest.raises(Invalid) as refused:
            add(**values)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Forbidden):
        project(street.actor("c1g1"), code="other")


def test_the_owner_keeps_it_and_others_only_read(street: Street, add: Add) -> None:
    row = add()
    with pytest.raises(Forbidden):
        entered(street, row, 6, by="city1")
    assert entered(street, row, 6).late is False
    with pytest.raises(NotFound):
        actions.lock(1 << 40, street.actor("leader1"))


def test_a_month_is_entered_once_with_evidence_and_late_after_its_end(street: Street, add: Add) -> None:
    row, owner = add(), street.actor("economy1")
    assert entered(street, row, 5).late is True
    with pytest.raises(MonthEntered):
        entered(street, row, 5)
    with pytest.raises(Invalid) as refused:
        actions.enter_progress(project=row.pk, given=Month(date(2018, 6, 1), Decimal(1), "好"), by=owner, at=now())
    assert list(refused.value.fields) == ["evidence"]
    with pytest.raises(Invalid):
        entered(street, row, 7)  # still to come
    with pytest.raises(Invalid):
        entered(street, row, 6, "-101")
    entered(street, row, 6, "-20")
    assert sum(one.amount for one in Progress.objects.filter(project=row.pk)) == 80


def test_the_database_refuses_a_second_entry_and_one_without_evidence(street: Street, add: Add) -> None:
    row = add()
    values = {"street": row.street, "project": row.pk, "month": date(2018, 5, 1), "amount": 1, "entered_at": now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Progress.objects.create(**values, files=[])
    Progress.objects.create(**values, files=["a"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Progress.objects.create(**values, files=["b"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(project=row.pk).update(due=TODAY)  # moved without being counted
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(project=row.pk).update(reached=TODAY)


def test_a_milestone_is_reached_once_and_moved_by_a_leader_for_a_reason(street: Street, add: Add) -> None:
    add()
    owner, leader = street.actor("economy1"), street.actor("leader1")
    proof = (street.photo(by=owner, purpose="evidence"),)
    first = milestone("立项批复")
    with pytest.raises(Invalid):
        actions.reach_milestone(milestone=first.pk, day=date(2018, 6, 28), files=proof, by=owner, at=now())
    actions.reach_milestone(milestone=first.pk, day=date(2018, 4, 2), files=proof, by=owner, at=now())
    with pytest.raises(ReachedAlready):
        actions.reach_milestone(milestone=first.pk, day=date(2018, 4, 2), files=proof, by=owner, at=now())
    second = milestone("施工许可")
    given = {"milestone": second.pk, "due": date(2018, 6, 30), "at": now()}
    with pytest.raises(Forbidden):
        actions.move_milestone(**given, reason="延期", by=owner)
    with pytest.raises(Invalid):
        actions.move_milestone(**given, reason=" ", by=leader)
    moved = actions.move_milestone(**given, reason="图审延期", by=leader)
    assert (moved.planned, moved.due, moved.moved) == (date(2018, 4, 30), date(2018, 6, 30), 1)


def test_the_plan_is_made_by_the_owner_and_changed_by_a_leader_and_the_former_stays(street: Street, add: Add) -> None:
    row, owner = add(planned=False), street.actor("economy1")
    actions.plan_investment(project=row.pk, months=PLAN, by=owner, at=now())
    with pytest.raises(Forbidden):
        actions.plan_investment(project=row.pk, months=PLAN, by=owner, at=now())
    less = {month: Fraction(10) for month in PLAN}
    row = actions.plan_investment(project=row.pk, months=less, by=street.actor("leader1"), at=now())
    assert (row.turn, PlanMonth.objects.filter(project=row.pk).count()) == (2, 12)
    assert reads.known_of(row).planned == less
    assert reads.turns_of(row) == [(2, 60), (1, 600)]


def test_the_list_of_late_projects_says_what_the_rule_says(street: Street, add: Add) -> None:
    late, kept = add(), add(code="gonglijie", title="公立街", stages=(), planned=False)
    behind = add(code="other", title="投资滞后", stages=())
    entered(street, behind, 6, "269.99")
    leader = street.actor("leader1")

    def tab(name: str) -> set[int]:
        return {row.pk for row in reads.projects(leader, reads.Filters(name), now()).rows}

    known = reads.known([late, kept, behind])
    assert {number for number, one in known.items() if one.standing(local_day(now())).late} == tab("late")
    assert tab("late") == {late.pk, behind.pk}
    assert tab("silent") == {late.pk, behind.pk}
    assert tab("open") == {late.pk, kept.pk, behind.pk}
    entered(street, behind, 5, "0.01")
    assert tab("late") == {late.pk}


def test_a_project_ends_when_its_milestones_are_reached_or_is_stopped(street: Street, add: Add) -> None:
    row, leader = add(), street.actor("leader1")
    with pytest.raises(Invalid):
        actions.end_project(project=row.pk, day=TODAY, by=leader, at=now())
    row = actions.end_project(project=row.pk, day=TODAY, stopped=True, by=leader, at=now())
    assert row.state == "stopped"
    with pytest.raises(ProjectOver):
        entered(street, row, 6)


def test_lists_ask_as_many_queries_for_many_as_for_one(
    street: Street, add: Add, django_assert_max_num_queries: object
) -> None:
    for n in range(6):
        add(code=f"p{n}", title=f"项目{n}", stages=())
    rows = reads.projects(street.actor("leader1"), reads.Filters(), now()).rows
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(reads.known(rows)) == 6


def test_a_given_project_is_plain_data() -> None:
    assert Given("a", "b", "c", "d", 1, TODAY, TODAY).stages == ()
