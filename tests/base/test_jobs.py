"""Jobs: in the transaction of what needs them, under the mark of their request, run again when their worker was killed."""

import json

import pytest
from django.db import connection, transaction

from shiqiao.base import trace
from shiqiao.base.jobs import Job, job
from shiqiao.base.time import now
from shiqiao.config.worker import free_stalled

seen: list[tuple[str, str]] = []


@job("tests.note")
def note(word: str) -> None:
    """Note a word and the mark under which it came."""
    seen.append((word, trace.present()))


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_a_job_is_put_off_in_the_transaction_and_goes_back_with_it() -> None:
    with transaction.atomic():
        note.defer(word="no")
        transaction.set_rollback(True)
    with transaction.atomic():
        note.defer(word="yes")
    assert rows("SELECT args->>'word' FROM procrastinate_jobs") == [("yes",)]


@pytest.mark.django_db
def test_a_job_runs_under_the_mark_of_the_request_that_put_it_off() -> None:
    with trace.tracing("abcd2345xy"):
        note.defer(word="later")
    ((name, args),) = rows("SELECT task_name, args FROM procrastinate_jobs")
    given = args if isinstance(args, dict) else json.loads(str(args))
    assert name == "tests.note"
    assert isinstance(note, Job)
    note.task.func(**given)
    assert seen[-1] == ("later", "abcd2345xy")
    assert trace.present() == ""


@pytest.mark.django_db
def test_the_jobs_of_a_worker_that_was_killed_are_run_again_and_those_of_a_living_one_are_left() -> None:
    numbers = [note.defer(word=word) for word in ("killed", "gone", "alive", "waiting")]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        alive = cursor.fetchone()[0]
        for number, worker in zip(numbers, (dead, None, alive), strict=False):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number]
            )
    assert free_stalled(at=now()) == 2
    assert free_stalled(at=now()) == 0
    states = dict(rows("SELECT args->>'word', status::text FROM procrastinate_jobs"))  # type: ignore[arg-type]
    assert states == {"killed": "todo", "gone": "todo", "alive": "doing", "waiting": "todo"}
