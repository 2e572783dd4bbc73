"""The demo's key projects: three records with fixed codes, one late by rule with a problem; a second time changes nothing."""

from shiqiao.base.time import now
from shiqiao.scenes.projects import demo, reads
from shiqiao.scenes.projects.models import Problem, Progress, Project
from shiqiao.scenes.projects.store import local_day
from shiqiao.testing.street import STREET, Street


def test_the_demo_holds_three_projects_of_which_one_is_late_with_a_problem(street: Street) -> None:
    demo.load(STREET)
    there = {one.code: one for one in Project.objects.all()}
    assert set(there) == {"chalujie", "gonglijie", "yuhanlu"}
    late = {
        one.project.code: [why.code for why in one.standing(local_day(now())).whys]
        for one in reads.known(there.values()).values()
    }
    assert late == {"chalujie": ["milestone"], "gonglijie": [], "yuhanlu": []}
    assert Problem.objects.get().project == there["chalujie"].pk
    assert Progress.objects.filter(late=True).count() == 1
    demo.load(STREET)
    assert Project.objects.count() == 3
