"""Evaluation by those who sat: a score each; it passes and closes the resolution, or fails and sends tasks back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.kernel.matters.actions import reopen_matter
from shiqiao.kernel.matters.lookups import one_by_id
from shiqiao.scenes.council import rights, rules, topics
from shiqiao.scenes.council.errors import EvaluationNotSo, TasksOpen
from shiqiao.scenes.council.presence import sat
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.resolution_tables import CouncilEvaluation, CouncilResolution, CouncilScore, CouncilTask
from shiqiao.scenes.council.resolving import ITEMS, TaskGiven, counting, locked, put_task, tasks_of
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import RESOLUTION, note, seal, tell, written
from shiqiao.scenes.council.tables import CouncilTerm
from shiqiao.scenes.council.topics import Given

TO_SCORE = "council.to_score"  # a notice


@transaction.atomic
def open_evaluation(*, resolution: int, by: Actor, at: datetime) -> CouncilEvaluation:
    """Open a round of evaluation: all tasks that count are done and the public notice is over. Locks the resolution.

    Those who sat in the meeting are asked; posts among them get a notice. Raises TasksOpen, TopicNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, body = locked(resolution, by, "executing")
        tasks = counting(tasks_of([row.pk]).get(row.pk, []))
        if not tasks or not all(one.done for one in tasks) or row.notice_until is None or at < row.notice_until:
            raise TasksOpen
        there = sat(row.meeting)
        row.state, row.rounds = "evaluating", row.rounds + 1
        row.save(update_fields=["state", "rounds"])
        made = CouncilEvaluation.objects.create(
            street=row.street,
            resolution=row.pk,
            round=row.rounds,
            opened_at=at,
            opened_by=by.account or 0,
            entitled=len(there),
        )
        topic = topics.lock(row.topic, by)
        topics.carry(topic, body, "evaluate", Given(more={"resolution": row.pk}), by=by, at=at)
        note(
            "council.evaluation_opened",
            Ref(RESOLUTION, row.pk),
            row.street,
            by,
            at,
            round=row.rounds,
            entitled=len(there),
        )
        for term in CouncilTerm.objects.filter(pk__in=[one.term for one in there.values()], post__gt=0):
            tell(row.street, term.post, TO_SCORE, Ref(RESOLUTION, row.pk), at)
    return made


def open_round(resolution: int) -> CouncilEvaluation | None:
    """Return the round that is open, None without one."""
    return CouncilEvaluation.objects.filter(resolution=resolution, closed_at=None).first()


@transaction.atomic
def score(*, resolution: int, seat: int, score: int, text: str = "", by: Actor, at: datetime) -> CouncilScore:
    """Enter what one who sat says of how the resolution was carried out: 1 to 5, and words; each seat once a round.

    By the seat's own post, by the link of its call (a resident), or by who keeps the body, from paper. Raises Invalid,
    EvaluationNotSo, NotFound for a seat that did not sit.
    """
    with scope.scoped(*scope.of(by)):
        row = the_one(CouncilResolution.objects.filter(pk=resolution, street=by.street))
        there = sat(row.meeting).get(seat)
        if there is None or not _may_score(row, there.term, by):
            raise NotFound
        if not 1 <= score <= 5:
            raise Invalid(fields={"score": "Give a score from 1 to 5."})
        evaluation = CouncilEvaluation.objects.select_for_update().filter(resolution=row.pk, closed_at=None).first()
        if evaluation is None:
            raise EvaluationNotSo
        said = written(text, "text", "Write what was lacking." if score <= 2 else "", 500)
        try:
            with transaction.atomic():
                made = CouncilScore.objects.create(
                    street=row.street, evaluation=evaluation.pk, seat=seat, kind=there.kind, term=there.term, score=score,
                    text=seal(said), at=at, account=by.account or 0,
                )  # fmt: skip
        except IntegrityError as error:
            raise EvaluationNotSo from error
        note("council.scored", Ref(RESOLUTION, row.pk), row.street, by, at, seat=seat, kind=there.kind, score=score)
    return made


def _may_score(row: CouncilResolution, term: int, by: Actor) -> bool:
    if by.kind == "resident":  # by the link of the call, whose page has looked whose it is
        return True
    own = CouncilTerm.objects.filter(pk=term, post__in=sorted(by.reach.posts)).exists()
    return own or rights.keeps(by, body_of(row.body, by))


def scores_of(evaluation: int) -> list[CouncilScore]:
    """Return the scores of a round."""
    return list(CouncilScore.objects.filter(evaluation=evaluation).order_by("seat"))


def rounds_of(resolution: int) -> list[CouncilEvaluation]:
    """Return the rounds of a resolution, oldest first."""
    return list(CouncilEvaluation.objects.filter(resolution=resolution).order_by("round"))


@dataclass(frozen=True, slots=True)
class Back:
    """A task that goes back: its matter is reopened, or a new task comes in its place where it cannot be."""

    task: int
    words: str


@transaction.atomic
def close_evaluation(
    *, resolution: int, words: str, back: Sequence[Back] = (), by: Actor, at: datetime
) -> CouncilEvaluation:
    """Close the round: by the rules it passes and closes the resolution, or it fails and sends tasks back. Locks it.

    Raises EvaluationNotSo while too few have scored, Invalid for a failed one without a task that goes back, Forbidden.
    """
    with scope.scoped(*scope.of(by)):
        row, body = locked(resolution, by, "evaluating")
        one = CouncilEvaluation.objects.select_for_update().filter(resolution=row.pk, closed_at=None).first()
        given = [each.score for each in scores_of(one.pk)] if one else []
        outcome = rules.evaluation(given, one.entitled, rules_of(row.street)) if one else ""
        if one is None or not outcome:
            raise EvaluationNotSo("Too few of those who sat have scored; wait, or enter the scores from paper.")
        if outcome == "failed" and not back:
            raise Invalid(
                fields={"task": "The evaluation failed: choose the tasks that go back, and write what is lacking."}
            )
        said = written(words, sentence="Write what follows from the evaluation.")
        one.closed_at, one.outcome, one.average, one.scored = at, outcome, rules.average(given), len(given)
        one.text = seal(said)
        one.save()
        topic = topics.lock(row.topic, by)
        if outcome == "passed":
            row.state, row.closed_at = "closed", at
        else:
            row.state, row.returned = "executing", row.returned + 1
        row.save(update_fields=["state", "closed_at", "returned"])
        topics.carry(topic, body, "close" if outcome == "passed" else "send_back", Given(words=said), by=by, at=at)
        code = "council.evaluation_passed" if outcome == "passed" else "council.evaluation_failed"
        note(code, Ref(RESOLUTION, row.pk), row.street, by, at, round=one.round,
             average=one.average, scored=one.scored, entitled=one.entitled)  # fmt: skip
        for each in back if outcome == "failed" else ():
            _send_back(row, each, by, at)
    return one


def _send_back(row: CouncilResolution, back: Back, by: Actor, at: datetime) -> None:
    """Reopen the task's matter; where its flow does not allow that any more, put a new task in its place."""
    task = CouncilTask.objects.select_for_update().filter(pk=back.task, resolution=row.pk, replaced=False).first()
    if task is None:
        raise NotFound
    words = written(back.words, sentence="Write what is lacking in the task.")
    matter = one_by_id(task.matter)
    try:
        with transaction.atomic():
            reopen_matter(matter=matter.id, reason=words, by=_council(row), at=at)
    except ShiqiaoError:
        task.replaced = True
        task.save(update_fields=["replaced"])
        fresh = TaskGiven(task.title, words, matter.grid, ITEMS[0], task.weight, instead_of=task.pk)
        put_task(row, fresh, by=by, at=at)
        return
    task.reopened += 1
    task.save(update_fields=["reopened"])
    note("council.task_reopened", Ref(RESOLUTION, row.pk), row.street, by, at, task=task.pk, matter=matter.id)


def _council(row: CouncilResolution) -> Actor:
    """Return the council as who reported the matter: it may take it up again; who entered that has the line beside it."""
    return Actor(kind="resident", code=f"council.{row.pk}", street=row.street, roles=frozenset({"reporter"}))
