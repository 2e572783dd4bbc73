"""Putting away and opening months loses nothing, whatever breaks off, whoever works meanwhile, whatever came since."""

import random
import threading
from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from django.db import OperationalError, connections
from psycopg import errors

from shiqiao.base.db.scope import whole
from shiqiao.base.time import held
from shiqiao.config.archive import form, ground, opening, putting
from shiqiao.config.archive.errors import MonthBusy, ShapeChanged, TablesBusy
from shiqiao.config.keeping import postgres
from shiqiao.kernel.matters.models import Matter

from .conftest import FIRST, LATER, MONTH, TABLES, Old, parts, same, turn

STEPS = ["frozen", *(f"wrote {table}" for table in TABLES), "written", "compared", "hashed", "swapped", "taken out"]
BACK = [*(f"loaded {table}" for table in TABLES), *(f"equipped {table}" for table in TABLES), "attached", "opened"]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_some_step_of_putting_away_nothing_is_lost_and_it_is_done_again(old: Old) -> None:
    before = old.held()
    chance = random.Random(20181)
    for step in [*chance.sample(STEPS[:-2], 4), *STEPS[-2:]]:
        ran = old.run("months", "archive", MONTH, stop_at=step)
        assert ran.returncode == -9, (step, ran.stdout, ran.stderr)
        away = old.ask("SELECT count(*) FROM matters_archive") == [(1,)]
        assert away == (step == "taken out")
        if not away:
            same(old, before)
        assert old.verified() == [], step
        if chance.random() < 0.3 or away:
            ran = old.run("months", "open", MONTH)  # also of a month that was left half put away
            assert ran.returncode == 0, (step, ran.stderr)
            same(old, before)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_some_step_of_opening_it_is_away_or_back_and_nothing_between(old: Old) -> None:
    before = old.held()
    old.put()
    away = old.held()
    for step in [*random.Random(20191).sample(BACK[:-2], 3), "attached"]:
        ran = old.run("months", "open", MONTH, stop_at=step)
        assert ran.returncode == -9, (step, ran.stdout, ran.stderr)
        assert old.held() == away, step
    assert old.verified() == []
    ran = old.run("months", "open", MONTH, stop_at="opened")
    assert ran.returncode == -9, (ran.stdout, ran.stderr)
    same(old, before)
    assert form.path_of(old.data, MONTH).is_file()  # nobody names it any more
    assert old.run("months", "archive", FIRST).returncode == 0
    assert not form.path_of(old.data, MONTH).exists()
    assert old.verified() == []


@pytest.mark.parametrize("seed", [1, 2])
def test_failures_at_random_steps_change_nothing(old: Old, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, chance = old.held(), random.Random(seed)

    def fails_at(step: str) -> Callable[[str], None]:
        def reached(now_at: str) -> None:
            if now_at == step:
                raise OSError(f"no room at {step}")

        return reached

    for step in chance.sample(STEPS[:-1], 4):
        monkeypatch.setattr(putting, "reached", fails_at(step))
        with pytest.raises(OSError, match=step):
            old.put()
        assert old.held() == before
        assert not any(part.frozen for part in parts(old).values()) or step == "frozen"
    monkeypatch.setattr(putting, "reached", fails_at(""))
    old.put()
    away = old.held()
    for step in chance.sample(BACK[:-1], 4):
        monkeypatch.setattr(opening, "reached", fails_at(step))
        with pytest.raises(OSError, match=step):
            old.open()
        assert old.held() == away
    monkeypatch.setattr(opening, "reached", fails_at(""))
    old.open()
    same(old, before)
    assert old.verified() == []


def test_the_office_works_on_meanwhile_and_nobody_waits_for_long(old: Old) -> None:
    taken: list[float] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def work_on() -> None:
        from time import perf_counter

        try:
            with held(LATER):
                by = old.street.actor("dispatch1")
                while not stop.is_set():
                    began = perf_counter()
                    old.street.report("十二月一件", by=by)
                    taken.append(perf_counter() - began)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work_on)
    worker.start()
    try:
        old.put()
        old.open()
    finally:
        stop.set()
        worker.join()
    assert failed == []
    assert len(taken) > 5
    assert old.ask("SELECT count(*) FROM matters_matter WHERE text = '十二月一件'") == [(len(taken),)]
    assert old.verified() == []


def test_a_month_that_is_being_put_away_takes_no_more_and_says_so(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def reached(step: str) -> None:
        if step == "written":
            with held(LATER), whole(), pytest.raises(OperationalError, match="being put away"):
                Matter.objects.filter(pk=old.july[0].id).update(title="anders")
            with pytest.raises(MonthBusy):
                old.put(FIRST)
            asked.append(step)

    monkeypatch.setattr(putting, "reached", reached)
    old.put()
    assert asked == ["written"]


def test_a_long_read_puts_it_off_and_a_backup_keeps_months_where_they_are(
    old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "TRIES", 2)
    before = old.held()
    with psycopg.connect(old.owner_url) as reader:
        reader.execute("SELECT count(*) FROM journal_line")
        with pytest.raises(TablesBusy):
            old.put()
        with held(LATER):
            old.street.report("照常受理")
    assert not any(part.frozen for part in parts(old).values())
    with postgres.snapshot(old.owner_url), pytest.raises(MonthBusy):
        old.put()
    old.put()
    with postgres.snapshot(old.owner_url), pytest.raises(MonthBusy):
        old.open()
    old.open()
    assert len(old.held()["matters_matter"]) == len(before["matters_matter"]) + 1


def test_a_later_release_opens_a_month_into_its_columns_or_says_why_not(old: Old) -> None:
    old.put()
    old.ask("ALTER TABLE matters_matter ADD COLUMN later text NOT NULL DEFAULT 'none yet'")
    old.open()
    assert old.ask("SELECT later FROM matters_matter WHERE id = %s", old.july[0].id) == [("none yet",)]
    old.put()
    old.ask("ALTER TABLE matters_matter DROP COLUMN later")
    with pytest.raises(ShapeChanged, match="later"):
        old.open()
    assert old.verified() == []
    old.ask("ALTER TABLE matters_matter ADD COLUMN later text NOT NULL DEFAULT 'none yet'")
    assert old.open().findings == ()


def test_the_range_of_a_month_that_is_away_stays_closed_and_its_place_is_free(old: Old) -> None:
    before = len(old.ask("SELECT 1 FROM pg_inherits WHERE inhparent = 'matters_matter'::regclass"))
    old.put()
    assert len(old.ask("SELECT 1 FROM pg_inherits WHERE inhparent = 'matters_matter'::regclass")) == before - 1
    with pytest.raises(errors.CheckViolation, match="no partition"):
        old.ask("UPDATE matters_matter SET id = %s WHERE id = %s", old.july[0].id, old.june[0].id)
    assert turn(datetime(2018, 9, 1, 0, 0, 30, tzinfo=LATER.tzinfo))
    old.open()
    assert len(old.ask("SELECT 1 FROM pg_inherits WHERE inhparent = 'matters_matter'::regclass")) == before + 1
    assert old.verified() == []
