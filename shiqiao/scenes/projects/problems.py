"""Problems of a project become matters: routed, clocked and supervised as all matters are; the project knows them by id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.actions import Report, report_matter
from shiqiao.scenes.projects.actions import lock
from shiqiao.scenes.projects.models import Milestone, Problem
from shiqiao.scenes.projects.store import KIND, Files, note, written


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem: of which catalogue item, in words, where (a grid), which milestone it holds up (0: none in particular).

    `client` names the attempt: sent again, it is the same problem.
    """

    item: str
    words: str
    grid: int = 0
    milestone: int = 0
    files: Files = ()
    client: str = ""


@transaction.atomic
def raise_problem(*, project: int, trouble: Trouble, by: Actor, at: datetime) -> Problem:
    """Make a matter of a problem and tie it to the project. Raises Invalid, Forbidden, and what a report raises."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        words = written(trouble.words, "words", "Write what the problem is, and what is asked for.", 2000)
        offered = catalogue(row.street).items.get(trouble.item)
        if offered is None or not offered.offered:
            raise Invalid(fields={"item": "Choose what the problem is about."})
        if trouble.milestone and not Milestone.objects.filter(pk=trouble.milestone, project=row.pk).exists():
            raise Invalid(fields={"milestone": "Choose a milestone of this project."})
        report = Report(
            street=row.street, source="projects", source_id=f"{row.pk}-{trouble.client or uuid4().hex}", channel="office",
            item=trouble.item, text=words, grid=trouble.grid, address="" if trouble.grid else (row.place or row.title),
            title=f"{row.title}：{words}"[:80], photos=tuple(trouble.files),
        )  # fmt: skip
        receipt = report_matter(report=report, by=by, at=at)
        made, new = Problem.objects.get_or_create(
            matter=receipt.id,
            defaults={"street": row.street, "project": row.pk, "milestone": trouble.milestone,
                      "account": by.account or 0, "raised_at": at},
        )  # fmt: skip
        if new:
            note(
                "projects.problem_raised",
                Ref(KIND, row.pk),
                by,
                at,
                matter=receipt.id,
                milestone=trouble.milestone or None,
            )
        return made
