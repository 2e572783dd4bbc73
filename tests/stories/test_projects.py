"""A key project is late by rule; its problem becomes a matter, is supervised and solved; the work plan sees the progress."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.plan import actions as plan
from shiqiao.scenes.plan.tree import tree
from shiqiao.scenes.projects import actions, problems, reads
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.scenes.projects.models import Milestone, Project
from shiqiao.scenes.projects.problems import Trouble
from shiqiao.scenes.projects.store import local_day
from shiqiao.scenes.supervision import actions as supervision
from shiqiao.scenes.supervision import reads as orders
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .telling import Telling

PLAN = {date(2018, month, 1): Fraction(100) for month in (4, 5, 6, 7)}


def begun(street: Street) -> Project:
    """The leader adds the project in spring, and the head of economic development owns it."""
    leader = street.actor("leader1")
    owner = people.post_by_code("economy.head", STREET).id
    stages = [StageGiven("签约", date(2018, 4, 2), date(2018, 7, 31), [("签约率达到比例", date(2018, 6, 15))])]
    given = Given(
        "chalujie",
        "岔路街平房区改造项目",
        "renewal",
        "岔路街",
        owner,
        date(2018, 4, 2),
        date(2018, 7, 31),
        stages=stages,
    )
    row = actions.add_project(given=given, by=leader, at=now())
    return actions.plan_investment(project=row.pk, months=PLAN, by=leader, at=now())


def enter(street: Street, by: Actor, row: Project, month: int, amount: int) -> None:
    given = Month(date(2018, month, 1), Decimal(amount), "集中签约", (street.photo(by=by, purpose="evidence"),))
    actions.enter_progress(project=row.pk, given=given, by=by, at=now())


def whys(row: Project) -> list[str]:
    row.refresh_from_db()
    return [one.code for one in reads.known_of(row).standing(local_day(now())).whys]


def test_a_late_project_raises_a_problem_that_is_supervised_and_solved(street: Street, tell: Telling) -> None:
    leader, owner = street.actor("leader1"), street.actor("economy1")
    with tell.at("2018-04-02 09:00"):
        row = begun(street)
    with tell.at("2018-04-27 16:00"):
        enter(street, owner, row, 4, 95)
        assert whys(row) == []
    with tell.at("2018-05-31 16:00"):
        enter(street, owner, row, 5, 60)
        assert whys(row) == []  # May is not over yet
    # June comes: 155 of 200 are less than nine tenths. On the 16th the milestone is over its day as well.
    with tell.at("2018-06-01 09:00"):
        assert whys(row) == ["investment"]
    with tell.at("2018-06-16 09:00"):
        assert whys(row) == ["milestone", "investment"]
        held = Milestone.objects.get(project=row.pk)
        trouble = Trouble("91999", "安置房源不足，影响签约", FIRST_GRID, held.pk, client="one")
        problem = problems.raise_problem(project=row.pk, trouble=trouble, by=owner, at=now())
        again = problems.raise_problem(project=row.pk, trouble=trouble, by=owner, at=now())
        assert again.matter == problem.matter
    matter = by_ids([problem.matter])[problem.matter]
    assert matter.post or matter.unrouted
    # The leader looks at the project and has both the project and its matter supervised.
    with tell.at("2018-06-19 09:00"):
        about = Ref("project", row.pk)
        assert show(leader, [about])[about].progress == "38.8%"
        for subject in (about, Ref("matter", problem.matter)):
            to = supervision.Answering(people.post_by_code("city.head", STREET).id)
            supervision.raise_order(subject=subject, reason="请本周落实房源", to=to, by=leader, at=now())
            assert len(orders.orders_about(subject)) == 1
    # A line of the work plan carries the project, and shows its progress.
    with tell.at("2018-06-20 09:00"):
        plan.tie(line="direction_projects", subject=about, weight=Decimal(1), by=leader, at=now())
        found = tree(leader, now())
        assert found is not None
        tied = [one for branch in found.walk() for one in branch.tied if one.kind == "project"]
        assert [(one.title, one.progress) for one in tied] == [("岔路街平房区改造项目", Fraction("0.388"))]
    # Houses are found: the milestone is reached late, what was lacking is invested, and the project is on time again.
    with tell.at("2018-06-26 16:00"):
        proof = (street.photo(by=owner, purpose="evidence"),)
        held = actions.reach_milestone(milestone=held.pk, day=date(2018, 6, 26), files=proof, by=owner, at=now())
        enter(street, owner, row, 6, 145)
        assert whys(row) == []
        assert (held.reached, held.due) == (date(2018, 6, 26), date(2018, 6, 15))
    with tell.at("2018-07-02 09:00"):
        assert whys(row) == []
        assert {one.pk for one in reads.projects(leader, reads.Filters("late"), now()).rows} == set()
