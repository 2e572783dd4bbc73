"""Projects as an actor may see them: every official of the street; how each stands, in few queries for many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.scenes.projects import rules
from shiqiao.scenes.projects.models import Milestone, PlanMonth, Problem, Progress, Project, Stage
from shiqiao.scenes.projects.rules import Due, Standing
from shiqiao.scenes.projects.store import KIND, local_day

PAGE, MANY = 25, 99
TABS = ("open", "late", "silent", "ended", "all")
MONEY = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: a tab, a kind, a community."""

    tab: str = "open"
    kind: str = ""
    community: int = 0


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Return the projects that an actor sees: those of the own street, for its officials."""
    if actor.street is None or actor.kind not in ("account", "system", "token"):
        return Project.objects.none()
    return Project.objects.filter(street=actor.street)


def late(rows: QuerySet[Project], day: date) -> QuerySet[Project]:
    """Narrow projects to those that are late on a day: the rule of `rules.standing`, asked of the database."""
    edge = rules.full_until(day)
    over = Milestone.objects.filter(project=OuterRef("pk"), due__lt=day).filter(Q(reached=None) | Q(reached__gt=day))
    asked = _sum(PlanMonth.objects.filter(project=OuterRef("pk"), turn=OuterRef("turn"), month__lt=edge))
    spent = _sum(Progress.objects.filter(project=OuterRef("pk"), month__lte=edge))
    behind = Q(spent__lt=F("asked") * rules.LEAST.numerator / rules.LEAST.denominator)
    return rows.filter(state="open").annotate(asked=asked, spent=spent).filter(Exists(over) | behind)


def silent(rows: QuerySet[Project], day: date) -> QuerySet[Project]:
    """Narrow projects to those of which a full month of the plan has no entry."""
    entered = Progress.objects.filter(project=OuterRef("project"), month=OuterRef("month"))
    months = PlanMonth.objects.filter(project=OuterRef("pk"), turn=OuterRef("turn"), month__lt=rules.full_until(day))
    return rows.filter(Exists(months.filter(~Exists(entered))), state="open")


def _sum(rows: QuerySet[Any]) -> Any:
    each = rows.order_by().values("project").annotate(all=Sum("amount")).values("all")
    return Coalesce(Subquery(each, output_field=MONEY), Value(0), output_field=MONEY)


def _tab(rows: QuerySet[Project], tab: str, day: date) -> QuerySet[Project]:
    if tab == "late":
        return late(rows, day)
    if tab == "silent":
        return silent(rows, day)
    return rows.filter({"open": Q(state="open"), "ended": ~Q(state="open")}.get(tab, Q()))


def projects(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[Project]:
    """Return a page of projects, the newest first."""
    rows = _tab(projects_of(actor), filters.tab, local_day(at))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.community:
        rows = rows.filter(community=filters.community)
    return newest(rows, after, limit)


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """Count what stands in the tabs that ask for something, up to `MANY` + 1."""
    rows = projects_of(actor)
    return {
        tab: len(_tab(rows, tab, local_day(at)).values_list("id")[: MANY + 1]) for tab in ("open", "late", "silent")
    }


def access_project(actor: Actor, project: int) -> Project:
    """Return a project that the actor sees; absent and not yours are the same NotFound."""
    return the_one(projects_of(actor).filter(pk=project))


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, Project]:
    """Return those of some projects that the actor sees, in one query."""
    return {row.pk: row for row in projects_of(actor).filter(pk__in=list(ids))}


@dataclass(frozen=True)
class Known:
    """What stands of a project: stages, milestones, the plan in force, the months entered."""

    project: Project
    stages: Sequence[Stage]
    milestones: Sequence[Milestone]
    planned: Mapping[date, Fraction]
    entered: Sequence[Progress]

    @property
    def invested(self) -> Mapping[date, Fraction]:
        """Return what was invested by month."""
        return {one.month: Fraction(one.amount) for one in self.entered}

    def standing(self, day: date) -> Standing:
        """Tell how the project stands on a day."""
        dues = [Due(one.pk, one.due, one.reached) for one in self.milestones]
        return rules.standing(day, dues, self.planned, self.invested, open_until=self.project.ended_on)


def known(rows: Iterable[Project]) -> dict[int, Known]:
    """Return what stands of some projects, in four queries for all of them."""
    found = {row.pk: row for row in rows}
    stages, milestones, entered = (
        _by(Stage, found, "serial"),
        _by(Milestone, found, "due"),
        _by(Progress, found, "month"),
    )
    planned: dict[int, dict[date, Fraction]] = defaultdict(dict)
    for one in PlanMonth.objects.filter(project__in=list(found)).order_by("month"):
        if one.turn == found[one.project].turn:
            planned[one.project][one.month] = Fraction(one.amount)
    return {
        number: Known(row, stages[number], milestones[number], planned[number], entered[number])
        for number, row in found.items()
    }


def _by(model: Any, found: Mapping[int, Project], order: str) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for one in model.objects.filter(project__in=list(found)).order_by(order, "id"):
        rows[one.project].append(one)
    return rows


def known_of(row: Project) -> Known:
    """Return what stands of one project."""
    return known([row])[row.pk]


def problems_of(row: Project) -> list[Problem]:
    """Return the problems of a project, the newest first."""
    return list(Problem.objects.filter(project=row.pk).order_by("-id")[:100])


def files_of(row: Project) -> dict[str, Any]:
    """Return the files of a project by their hash."""
    return {one.sha256: one for one in attachments_of(Ref(KIND, row.pk))}


def file_of(actor: Actor, project: int, number: int) -> Any:
    """Return a file of a project that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(KIND, access_project(actor, project).pk))


def access_milestone(actor: Actor, project: int, milestone: int) -> Milestone:
    """Return a milestone of a project; raises NotFound."""
    return the_one(Milestone.objects.filter(pk=milestone, project=access_project(actor, project).pk))


def by_code(street: int, code: str) -> Project:
    """Return a street's project by its code; raises NotFound."""
    return the_one(Project.objects.filter(street=street, code=code))


def turns_of(row: Project) -> list[tuple[int, Fraction]]:
    """Return the plans of investment a project has had, the latest first: turn and whole amount."""
    rows = PlanMonth.objects.filter(project=row.pk).values("turn").annotate(all=Sum("amount")).order_by("-turn")
    return [(one["turn"], Fraction(one["all"])) for one in rows]
