"""Projects: added with stages and milestones, planned by month, carried on month by month, ended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Max, Sum

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.projects import rights
from shiqiao.scenes.projects.errors import MonthEntered, ProjectOver, ReachedAlready
from shiqiao.scenes.projects.models import Milestone, PlanMonth, Progress, Project, Stage
from shiqiao.scenes.projects.rules import KINDS, NUMBERED, entered_late, first_of
from shiqiao.scenes.projects.store import KIND, Files, hold, local_day, note, seal, take_files, written

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
PROOF = "Add a photo or a paper as evidence."


@dataclass(frozen=True, slots=True)
class StageGiven:
    """A stage with its milestones (title, day)."""

    title: str
    begins: date
    ends: date
    milestones: Sequence[tuple[str, date]] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a new project is: `code` names it for good, `post` owns it, `community` 0: of the whole street."""

    code: str
    title: str
    kind: str
    place: str
    post: int
    begins: date
    ends: date
    community: int = 0
    stages: Sequence[StageGiven] = ()
    invented: bool = False


@transaction.atomic
def add_project(*, given: Given, by: Actor, at: datetime) -> Project:
    """Add a project with its stages and milestones. Raises Invalid naming each field, Forbidden."""
    if not rights.adds(by):
        raise Forbidden(fields={"post": "Only a street leader or the head of a department adds a project."})
    with scope.scoped(*scope.of(by)):
        title, post = _checked(given, by)
        year, serial = _next_serial(by.street or 0, local_day(at).year)
        row = Project.objects.create(
            street=by.street, code=given.code, year=year, serial=serial, number=f"{NUMBERED}-{year}-{serial}", title=title,
            kind=given.kind, place=written(given.place, "place", most=120), community=given.community, post=post.id,
            unit=post.unit, begins=given.begins, ends=given.ends, added_at=at, invented=given.invented,
        )  # fmt: skip
        note("projects.project_added", Ref(KIND, row.pk), by, at, number=row.number, code=row.code, kind=row.kind,
             post=row.post, begins=row.begins, ends=row.ends)  # fmt: skip
        for one in given.stages:
            _stage(row, one, by, at)
        return row


def _checked(given: Given, by: Actor) -> tuple[str, people.PostRow]:
    wrong = dict[str, str]()
    if not CODE.fullmatch(given.code):
        wrong["code"] = "Give a short code of small letters, digits and underscores, beginning with a letter."
    elif Project.objects.filter(street=by.street, code=given.code).exists():
        wrong["code"] = "Another project has this code; give another one."
    if given.kind not in KINDS:
        wrong["kind"] = "Choose a kind of project."
    if given.ends < given.begins:
        wrong["ends"] = "The end lies before the begin."
    post = next((one for one in people.posts(by.street or 0) if one.id == given.post and one.active), None)
    if post is None:
        wrong["post"] = "Choose the post that owns the project."
    if given.community and not _inside(given.community, by.street or 0):
        wrong["community"] = "Choose a community of this street."
    if wrong or post is None:
        raise Invalid(fields=wrong)
    return written(given.title, "title", "Give the project a title.", 80), post


def _inside(community: int, street: int) -> bool:
    return any(int(one.code) == community for one in communities(street))


def _next_serial(street: int, year: int) -> tuple[int, int]:
    hold(f"projects {street} {year}")
    last = Project.objects.filter(street=street, year=year).aggregate(last=Max("serial"))["last"]
    return year, (last or 0) + 1


@transaction.atomic
def add_stage(*, project: int, given: StageGiven, by: Actor, at: datetime) -> Stage:
    """Add a stage with its milestones to a project. Raises Invalid, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        return _stage(lock(project, by), given, by, at)


def _stage(row: Project, given: StageGiven, by: Actor, at: datetime) -> Stage:
    if given.ends < given.begins:
        raise Invalid(fields={"ends": "The end lies before the begin."})
    title = written(given.title, "title", "Give the stage a title.", 60)
    last = Stage.objects.filter(project=row.pk).aggregate(last=Max("serial"))["last"] or 0
    made = Stage.objects.create(
        street=row.street, project=row.pk, serial=last + 1, title=title, begins=given.begins, ends=given.ends
    )
    taken = set(Milestone.objects.filter(project=row.pk).values_list("title", flat=True))
    for name, day in given.milestones:
        name = written(name, "milestones", "Give each milestone a title.", 80)
        if name in taken:
            raise Invalid(fields={"milestones": "Two milestones of a project have different titles."})
        taken.add(name)
        Milestone.objects.create(street=row.street, project=row.pk, stage=made.pk, title=name, planned=day, due=day)
    note("projects.stage_added", Ref(KIND, row.pk), by, at, stage=made.pk, begins=made.begins, ends=made.ends,
         milestones=len(given.milestones))  # fmt: skip
    return made


def lock(project: int, by: Actor) -> Project:
    """Lock an open project that the actor keeps. Raises NotFound, Forbidden, ProjectOver."""
    row = Project.objects.select_for_update().filter(pk=project, street=by.street).first()
    if row is None:
        raise NotFound
    rights.refuse_others(by, row)
    if row.state != "open":
        raise ProjectOver
    return row


@transaction.atomic
def begin_stage(*, stage: int, day: date, by: Actor, at: datetime) -> Stage:
    """Say on which day a stage began. Raises Invalid, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        one = Stage.objects.select_for_update().filter(pk=stage, street=by.street).first()
        if one is None:
            raise NotFound
        lock(one.project, by)
        _past(day, at)
        one.begun = day
        one.save(update_fields=["begun"])
        note("projects.stage_begun", Ref(KIND, one.project), by, at, stage=one.pk, day=day)
        return one


def _past(day: date, at: datetime) -> None:
    if day > local_day(at):
        raise Invalid(fields={"day": "This day is still to come; enter it when it has been."})


def _milestone(number: int, by: Actor) -> Milestone:
    row = Milestone.objects.select_for_update().filter(pk=number, street=by.street).first()
    if row is None:
        raise NotFound
    lock(row.project, by)
    if row.reached is not None:
        raise ReachedAlready
    return row


@transaction.atomic
def reach_milestone(*, milestone: int, day: date, files: Files, by: Actor, at: datetime) -> Milestone:
    """Say on which day a milestone was reached, with evidence. Raises Invalid, Forbidden, NotFound, ReachedAlready."""
    with scope.scoped(*scope.of(by)):
        row = _milestone(milestone, by)
        _past(day, at)
        row.reached, row.account = day, by.account or 0
        row.files = take_files(files, Ref(KIND, row.project), by, at, PROOF)
        row.save()
        note("projects.milestone_reached", Ref(KIND, row.project), by, at, milestone=row.pk, day=day, due=row.due,
             files=row.files)  # fmt: skip
        return row


@transaction.atomic
def move_milestone(*, milestone: int, due: date, reason: str, by: Actor, at: datetime) -> Milestone:
    """Move the day of a milestone, by a leader for a reason; the day first planned stays. Raises Invalid, Forbidden."""
    rights.refuse_but_leaders(by)
    with scope.scoped(*scope.of(by)):
        row = _milestone(milestone, by)
        if due == row.due:
            raise Invalid(fields={"due": "It is due on this day already; choose another one."})
        row.reason = seal(written(reason, "reason", "Write why the day is moved."))
        before, row.due, row.moved = row.due, due, row.moved + 1
        row.save()
        note("projects.milestone_moved", Ref(KIND, row.project), by, at, milestone=row.pk, before=before, due=due)
        return row


@transaction.atomic
def plan_investment(*, project: int, months: Mapping[date, Fraction], by: Actor, at: datetime) -> Project:
    """Put a plan of investment by month in force; a former one stays as the turn before. Raises Invalid, Forbidden.

    The owner makes the first plan; after that a leader alone changes it, so that nobody plans lateness away.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        if row.turn:
            rights.refuse_but_leaders(by)
        if not months or not any(months.values()):
            raise Invalid(fields={"plan": "Give an amount for at least one month."})
        row.turn += 1
        row.save(update_fields=["turn"])
        PlanMonth.objects.bulk_create(
            PlanMonth(street=row.street, project=row.pk, turn=row.turn, month=first_of(month), amount=_decimal(amount))
            for month, amount in sorted(months.items())
        )
        note("projects.investment_planned", Ref(KIND, row.pk), by, at, turn=row.turn, months=len(months),
             whole=str(_decimal(sum(months.values(), Fraction(0)))))  # fmt: skip
        return row


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in a month: `amount` invested in 10,000 yuan, what was done in words, the evidence."""

    month: date
    amount: Decimal
    words: str
    files: Files = ()


@transaction.atomic
def enter_progress(*, project: int, given: Month, by: Actor, at: datetime) -> Progress:
    """Enter a month's progress with evidence; after the month's end it is kept as late. Raises Invalid, MonthEntered."""
    with scope.scoped(*scope.of(by)):
        row, month, day = lock(project, by), first_of(given.month), local_day(at)
        if month > day or month < first_of(row.begins):
            raise Invalid(fields={"month": "Choose a month of the project that has begun."})
        if Progress.objects.filter(project=row.pk, month=month).exists():
            raise MonthEntered
        before = Progress.objects.filter(project=row.pk).aggregate(sum=Sum("amount"))["sum"] or 0
        if before + given.amount < 0:
            raise Invalid(fields={"amount": "More is taken back than was ever entered."})
        words = written(given.words, "words", "Write what was done this month.")
        files = take_files(given.files, Ref(KIND, row.pk), by, at, PROOF)
        made = Progress.objects.create(
            street=row.street, project=row.pk, month=month, amount=given.amount, note=seal(words), files=files,
            late=entered_late(month, day), account=by.account or 0, entered_at=at,
        )  # fmt: skip
        note("projects.progress_entered", Ref(KIND, row.pk), by, at, month=month, amount=str(made.amount), files=files,
             late=made.late or None)  # fmt: skip
        return made


@transaction.atomic
def end_project(*, project: int, day: date, stopped: bool = False, by: Actor, at: datetime) -> Project:
    """End a project: finished when all milestones are reached, or stopped; by a leader. Raises Invalid, Forbidden."""
    rights.refuse_but_leaders(by)
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        _past(day, at)
        if not stopped and Milestone.objects.filter(project=row.pk, reached=None).exists():
            raise Invalid(
                fields={"how": "Milestones are still open; enter them as reached first, or stop the project."}
            )
        row.state, row.ended_on = "stopped" if stopped else "finished", day
        row.save(update_fields=["state", "ended_on"])
        code = "projects.project_stopped" if stopped else "projects.project_finished"
        note(code, Ref(KIND, row.pk), by, at, day=day)
        return row
