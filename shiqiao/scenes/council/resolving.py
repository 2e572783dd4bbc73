"""Resolutions: adopted on an item that passed, put on public notice, carried out by tasks that are matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.intake import take_in
from shiqiao.kernel.matters.lookups import away_among, by_ids
from shiqiao.kernel.matters.report import Report
from shiqiao.scenes.council import deciding, rights, rules, topics
from shiqiao.scenes.council.errors import NoResolution, TopicNotSo
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.resolution_tables import CouncilResolution, CouncilTask
from shiqiao.scenes.council.seating import body_of, today
from shiqiao.scenes.council.store import RESOLUTION, hold, next_serial, note, written
from shiqiao.scenes.council.tables import CouncilBody
from shiqiao.scenes.council.topics import Given

ITEMS = ("J0101", "J0102", "J0103")  # of the scene's catalogue: at short term, ordinary, at long term


@transaction.atomic
def adopt(*, item: int, how: str, text: str, title: str = "", by: Actor, at: datetime) -> CouncilResolution:
    """Adopt a resolution on an item: with the quorum of this moment, and a vote that passed or a recorded consensus.

    How each kind stood is kept with it. Locks item, meeting and topic. Raises QuorumLacking, NoResolution, Invalid,
    MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        if how not in ("vote", "consensus"):
            raise Invalid(fields={"how": "Say whether it passed by vote or by consensus."})
        said = written(text, "text", "Write what is decided.", 2000)
        one, meeting, kinds = deciding.ready(item, how, by, at)
        body, topic = body_of(meeting.body, by), topics.lock(one.topic, by)
        if CouncilResolution.objects.filter(topic=topic.pk).exists():
            raise NoResolution
        serial = next_serial(CouncilResolution, meeting.street)
        row = CouncilResolution.objects.create(
            street=meeting.street, body=body.pk, community=body.community, topic=topic.pk, item=one.pk, meeting=meeting.pk,
            serial=serial, number=f"决{today(at).year}-{serial:04d}", title=written(title, most=80) or one.title, text=said,
            how=how, kinds=kinds, adopted_at=at, adopted_by=by.account or 0, invented=meeting.invented,
        )  # fmt: skip
        one.state, one.decided_at = "decided", at
        one.save(update_fields=["state", "decided_at"])
        topics.carry(topic, body, "decide", Given(more={"resolution": row.pk}), by=by, at=at)
        note("council.resolution_adopted", Ref(RESOLUTION, row.pk), row.street, by, at, how=how, item=one.pk,
             kinds=[one["kind"] for one in kinds if one["agrees"]])  # fmt: skip
    return row


def locked(resolution: int, by: Actor, *states: str) -> tuple[CouncilResolution, CouncilBody]:
    """Lock a resolution for who keeps its body. Raises TopicNotSo in another state, Forbidden, NotFound."""
    row = the_one(CouncilResolution.objects.select_for_update().filter(pk=resolution, street=by.street))
    body = body_of(row.body, by)
    rights.refuse(by, body)
    if states and row.state not in states:
        raise TopicNotSo
    return row, body


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """A task: what is to be done, where (a grid, or the resolution's place), at which term, how much it weighs."""

    title: str
    text: str
    grid: int
    item: str = ITEMS[1]
    weight: int = 1
    instead_of: int = 0


@transaction.atomic
def add_task(*, resolution: int, task: TaskGiven, by: Actor, at: datetime) -> CouncilTask:
    """Make a task of a resolution a matter of the place, with its own clocks. Locks the resolution.

    Raises Invalid naming each field, TopicNotSo once it is evaluated, Forbidden, NotFound, and what a report raises.
    """
    with scope.scoped(*scope.of(by)):
        row, _body = locked(resolution, by, "adopted", "executing")
        return put_task(row, task, by=by, at=at)


def put_task(row: CouncilResolution, task: TaskGiven, *, by: Actor, at: datetime) -> CouncilTask:
    """Make a task of a resolution whose lock the caller holds."""
    title = written(task.title, "title", "Write what is to be done.", 80)
    text = written(task.text, "text", "Write what the task is.", 1000)
    known = catalogue(row.street).items.get(task.item)
    if known is None or task.item not in ITEMS:
        raise Invalid(fields={"item": "Choose the term of the task."})
    if not 1 <= task.weight <= 100:
        raise Invalid(fields={"weight": "The weight is a whole number from 1 to 100."})
    hold(f"tasks {row.pk}")
    serial = CouncilTask.objects.filter(resolution=row.pk).count() + 1
    report = Report(
        street=row.street, source="council", source_id=f"{row.pk}-{serial}", channel="office", item=task.item,
        title=title, text=f"{row.number} {text}", grid=task.grid,
    )  # fmt: skip
    receipt = take_in(report, known, by=by, at=at)
    made = CouncilTask.objects.create(
        street=row.street, resolution=row.pk, serial=serial, title=title, weight=task.weight, matter=receipt.id,
        number=receipt.number, round=row.rounds + 1, instead_of=task.instead_of, made_at=at, made_by=by.account or 0,
    )  # fmt: skip
    note("council.task_made", Ref(RESOLUTION, row.pk), row.street, by, at, task=made.pk, matter=receipt.id,
         instead_of=task.instead_of or None)  # fmt: skip
    return made


@transaction.atomic
def begin(*, resolution: int, by: Actor, at: datetime) -> CouncilResolution:
    """Put a resolution on public notice (公示) and begin to carry it out. Needs a task. Locks it.

    Raises Invalid without a task, TopicNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, body = locked(resolution, by, "adopted")
        if not CouncilTask.objects.filter(resolution=row.pk).exists():
            raise Invalid(fields={"task": "Make at least one task first: what is decided has to be carried out."})
        row.state, row.notice_from = "executing", at
        row.notice_until = at + timedelta(days=rules_of(row.street).notice_days)
        row.save(update_fields=["state", "notice_from", "notice_until"])
        topic = topics.lock(row.topic, by)
        topics.carry(topic, body, "execute", Given(more={"resolution": row.pk}), by=by, at=at)
        note("council.notice_begun", Ref(RESOLUTION, row.pk), row.street, by, at, until=row.notice_until)
    return row


@dataclass(frozen=True, slots=True)
class TaskStands:
    """A task with how far its matter is, in percent, and whether it is done."""

    row: CouncilTask
    state: str
    percent: int
    done: bool
    due: datetime | None


def tasks_of(resolutions: Sequence[int]) -> dict[int, list[TaskStands]]:
    """Return the tasks of resolutions with how far they are, out of the matters: two queries."""
    rows = list(CouncilTask.objects.filter(resolution__in=list(resolutions)).order_by("serial"))
    matters, found = by_ids([one.matter for one in rows]), {}
    lacking = [one.matter for one in rows if one.matter not in matters]
    away = away_among(lacking) if lacking else frozenset()
    for one in rows:
        matter = matters.get(one.matter)
        state = matter.state if matter else ""
        # What was put away has ended; one that was declined has another in its place.
        percent = 100 if one.matter in away else rules.STATE_DONE.get(state, 0)
        due = matter.next_due if matter and not matter.done else None
        found.setdefault(one.resolution, []).append(TaskStands(one, state, percent, percent == 100, due))
    return found


def counting(tasks: Sequence[TaskStands]) -> list[TaskStands]:
    """Return the tasks that count: one in whose place another came does not."""
    return [one for one in tasks if not one.row.replaced]


def percent_of(tasks: Sequence[TaskStands]) -> int:
    """Return how far a resolution is in percent: the matters' progress by the tasks' weights, never over 100."""
    return rules.progress((one.row.weight, one.percent) for one in counting(tasks))


def progress_of(resolutions: Sequence[int]) -> Mapping[int, int]:
    """Return how far resolutions are."""
    found = tasks_of(resolutions)
    return {number: percent_of(found.get(number, [])) for number in resolutions}


def of_matter(matter: int) -> CouncilTask | None:
    """Return the task that a matter carries out, None for other matters."""
    return CouncilTask.objects.filter(matter=matter).first()
