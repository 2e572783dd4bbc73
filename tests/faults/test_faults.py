"""Kills, a full disk and a database that is away, for real: the short run of what `make chaos` does at length."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import outage
from faults.__main__ import chaos

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
KILLS, SEED = 12, 1255


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the database may pass through."""
    made = Path(tempfile.mkdtemp(prefix="shiqiao-faults-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_what_was_acknowledged_is_there_once_and_every_job_ran_after_kills_at_random_moments(folder: Path) -> None:
    found = chaos(folder, KILLS, SEED)
    assert found["findings"] == []
    assert sum(found["kills"].values()) >= KILLS
    assert {"report", "order", "job"} <= set(found["acknowledged"])


def test_while_the_database_is_away_nothing_is_acknowledged_and_all_comes_back_by_itself(folder: Path) -> None:
    assert list(outage.database_away(folder)) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can only be mounted by root")
def test_on_a_full_disk_nothing_is_acknowledged_and_all_comes_back_when_there_is_room(folder: Path) -> None:
    assert list(outage.disk_full(folder)) == []
