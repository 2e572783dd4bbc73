"""The demo's visits of this month to the homes of job seekers: most were visited, some in vain, some are still missed."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.visits.actions import record_visit
from shiqiao.kernel.visits.reads import history
from shiqiao.scenes.employment import persons, planning
from shiqiao.scenes.employment.delivering import VISIT_KIND, follow_up
from shiqiao.scenes.employment.demo import LIVELY, OUTCOMES, REASONS, Stage
from shiqiao.scenes.employment.models import Delivery, JobSeeker, Round
from shiqiao.scenes.employment.rules import TOPICS, WITHOUT
from shiqiao.scenes.employment.store import day_of

OFTEN, USUAL = (
    0.95,
    0.75,
)  # how many of those who look for work are visited in the month, in the lively communities and elsewhere
IN_VAIN = 0.08  # nobody was home
TOGETHER = 40  # visits in one transaction


def load(street: int, report: Any = None) -> None:
    """Let the visits of this month happen, behind the running server; a second time changes nothing."""
    until = day_of(now())
    with scope.scoped(street):
        numbers = [row.pk for row in _chosen(street, until)]
    for first in range(0, len(numbers), TOGETHER):
        with scope.scoped(street):
            stage = Stage(street, Random(2018), {})
            for row in JobSeeker.objects.filter(pk__in=numbers[first : first + TOGETHER]).order_by("pk"):
                _visit(stage, row, until)


def _chosen(street: int, until: date) -> list[JobSeeker]:
    """Return who is visited: of those who look for work and have a grid, as many as usual, without who was visited."""
    if until.day < 5:
        return []
    seen = set(Round.objects.filter(street=street, visit__gt=0).values_list("seeker", flat=True))
    rows = JobSeeker.objects.filter(street=street, state__in=WITHOUT, invented=True, grid__gt=0).order_by("pk")
    return [
        row for row in rows
        if row.pk not in seen and Random(f"visit/{row.pk}").random() < (OFTEN if row.community in LIVELY else USUAL)
    ]  # fmt: skip


def _visit(stage: Stage, row: JobSeeker, until: date) -> None:
    """Plan one, and let the grid's member make it; a door that had its knocks of the month is left alone."""
    rng, by = Random(f"made/{row.pk}"), stage.keeper(row.grid)
    day = until.replace(day=1) + timedelta(days=rng.randrange(2, until.day - 1))
    later = Round.objects.filter(seeker=row.pk, happened_at__date__gte=day)
    before = history(system("employment", street=row.street), persons.ref(row))
    if row.since >= day - timedelta(days=2) or later.exists() or any(one.kind == VISIT_KIND for one in before):
        return  # came, moved, was served or has a visit already
    try:
        with transaction.atomic(), stage.on(day - timedelta(days=2)) as at:
            visit = planning.plan_visit(
                seeker=row.pk, latest=day + timedelta(days=5), by=stage.by("livelihood.head"), at=at
            )
    except ShiqiaoError:
        return
    name = f"demo-employment-month-{row.pk}"
    with stage.on(day, 10, rng.randrange(60)) as at:
        if rng.random() < IN_VAIN:
            record_visit(visit=visit, outcome="not_home", client_id=name, note="敲门无人应答", by=by, at=at)
            return
        record_visit(visit=visit, outcome="done", client_id=name, answers=_answers(rng), by=by, at=at)
    _followed(stage, row, day, until, rng)


def _answers(rng: Random) -> dict[str, str]:
    told: dict[str, str] = {}
    for topic in TOPICS:
        shares = (1, 1, 2, 6) if topic == "start_up" else (4, 1, 2, 2)
        told[topic] = rng.choices(("accepted", "offered", "refused", "not_relevant"), shares)[0]
        if told[topic] in ("refused", "not_relevant"):
            told[f"{topic}_reason"] = rng.choice(REASONS[topic])
    return told


def _followed(stage: Stage, row: JobSeeker, day: date, until: date, rng: Random) -> None:
    """What was brought is followed up in its term; of the last days it is still open."""
    by = stage.keeper(row.grid)
    for one in Delivery.objects.filter(seeker=row.pk, follow_up="open", at__date=day).order_by("pk"):
        then = day + timedelta(days=rng.randrange(1, 4))
        if then <= until - timedelta(days=3):
            with stage.on(then, 15) as at:
                follow_up(delivery=one.pk, outcome=rng.choice(OUTCOMES[one.topic]), by=by, at=at)
