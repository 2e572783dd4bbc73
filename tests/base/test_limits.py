"""How often something may be done: counted together by all processes, forgotten by and by."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.limits import Limit, asked, forget_old, once, take, wait
from shiqiao.base.time import held, now
from shiqiao.testing.street import MORNING

pytestmark = pytest.mark.django_db
FEW = Limit("few", at_once=3, per_hour=6)
MANY = Limit("many", at_once=100, per_hour=100)


def test_so_many_at_once_and_then_one_every_so_often() -> None:
    with held(MORNING):
        assert [take(asked(FEW, "203.0.113.5")) for _ in range(3)] == [0, 0, 0]
        told = take(asked(FEW, "203.0.113.5"))
        assert told == pytest.approx(600, abs=1)
        assert take(asked(FEW, "203.0.113.6")) == 0, "somebody else is not held up"
    with held(MORNING + timedelta(seconds=told - 5)):
        assert take(asked(FEW, "203.0.113.5")) > 0
    with held(MORNING + timedelta(seconds=told + 1)):
        assert take(asked(FEW, "203.0.113.5")) == 0, "who waits as long as told gets through, however often they asked"


def test_who_overdoes_it_alone_uses_up_nothing_of_what_is_shared() -> None:
    with held(MORNING):
        for _ in range(50):
            take(asked(FEW, "browser"), asked(MANY, "198.51.100.7"))
        left = next(count for count in range(200) if take(asked(MANY, "198.51.100.7")))
    assert left == 97


def test_asking_counts_nothing() -> None:
    with held(MORNING):
        assert [wait(asked(FEW, "a")) for _ in range(9)] == [0] * 9
        for _ in range(3):
            take(asked(FEW, "a"))
        assert wait(asked(FEW, "a"), asked(MANY, "a")) == pytest.approx(600, abs=1)


def test_what_works_once_works_once() -> None:
    assert take(once("answer", "n1")) == 0
    assert take(once("answer", "n1")) > 0
    assert take(once("answer", "n2")) == 0


def test_the_table_says_nothing_about_addresses_and_is_emptied() -> None:
    with held(MORNING):
        take(asked(FEW, "203.0.113.5"))
        key = asked(FEW, "203.0.113.5").key
    with held(MORNING + timedelta(days=1)):
        assert asked(FEW, "203.0.113.5").key != key, "the next day the same address is another key"
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM shiqiao_bucket")
            assert [bytes(row[0]) for row in cursor.fetchall()] == [key]
        assert forget_old(at=now() - timedelta(hours=1)) == 0
        assert forget_old(at=now() + timedelta(hours=1)) == 1


def test_1_1_1_11_is_not_1_1_11_1() -> None:
    assert asked(FEW, "1.1.1.11").key != asked(FEW, "1.1.11.1").key


def test_processes_count_together(live_db: str) -> None:
    def try_it(_: int) -> bool:
        try:
            with held(MORNING):
                return take(asked(MANY, "203.0.113.9")) == 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(160))) == 100


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(st.integers(0, 900), max_size=25))
def test_never_more_than_the_allowance(steps: list[int]) -> None:
    """In any time T at most `at_once` plus what leaked in T is let through."""
    who, passed, at = f"p{steps}", [], MORNING
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shiqiao_bucket")
    for step in steps:
        at += timedelta(seconds=step)
        with held(at):
            if take(asked(FEW, who)) == 0:
                passed.append(at)
    for i, first in enumerate(passed):
        for j, last in enumerate(passed[i:], start=1):
            assert j <= FEW.at_once + (last - first).total_seconds() * FEW.per_hour / 3600 + 0.01
