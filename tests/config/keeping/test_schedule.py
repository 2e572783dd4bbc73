"""Backups every night: when, what happens when they fail, and who is told."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from shiqiao.base.time import now
from shiqiao.config.keeping import state
from shiqiao.config.keeping.look import look
from shiqiao.config.keeping.schedule import Running, back_up_nightly, due, problems, tell
from shiqiao.config.keeping.state import LastBackup
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import MORNING, Street

from .conftest import Office

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = MORNING.replace(hour=2, minute=30)  # of the same day, by the clock on the wall


@pytest.mark.unit
@pytest.mark.parametrize(
    ("tried", "error", "at", "wanted"),
    [
        (None, "", MORNING, True),  # never yet: at once
        (NIGHT - timedelta(days=1), "", NIGHT - timedelta(minutes=1), False),
        (NIGHT - timedelta(days=1), "", NIGHT, True),
        (NIGHT, "", MORNING, False),
        (NIGHT, "no room", NIGHT + timedelta(minutes=59), False),
        (NIGHT, "no room", NIGHT + timedelta(minutes=60), True),
        (MORNING - timedelta(days=1), "", MORNING, True),  # the night was missed: the machine was off
    ],
)
def test_it_is_made_once_a_night_and_again_an_hour_after_a_failure(
    tried: Any, error: str, at: Any, wanted: bool
) -> None:
    assert due(LastBackup(at=tried, tried_at=tried, error=error), at, "02:30", ZONE) is wanted


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nightly backups are wanted, into a folder that is returned."""
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, backup_to=str(tmp_path / "safe")))
    yield tmp_path / "safe"
    if Running.process is not None:
        Running.process.kill()
        Running.process.wait()
        Running.process = None


def test_nothing_is_made_and_nothing_is_wrong_where_none_are_wanted(street: Street) -> None:
    assert back_up_nightly(at=now()) == 0
    assert problems(now()) == []


def test_administrators_are_told_once_on_the_desk(street: Street, wanted: Path, data: Path, client: Client) -> None:
    state.write_down(data, at=now(), error="There is no room left.")
    assert back_up_nightly(at=now()) == 0  # tried just now
    assert back_up_nightly(at=now() + timedelta(minutes=5)) == 0
    notice = Notice.objects.get(kind="journal.backup_alarmed")
    assert JournalLine.objects.get(code="journal.backup_alarmed").data == {"reason": "failed"}
    client.force_login(Account.objects.get(username="admin1"))
    page = client.get("/notices/").content.decode()
    assert "备份失败或缺失" in page
    assert tell("still", at=now() + timedelta(hours=21)) == 1
    assert notice.post in {post.id for post in _admins(street)}


def _admins(street: Street) -> Any:
    from shiqiao.kernel.people import reads

    return reads.posts(street.number, roles={"admin"})


def test_check_names_an_old_backup_and_keys_without_escrow(street: Street, wanted: Path, data: Path) -> None:
    good = {"name": "x", "to": "y", "bytes": 1, "seconds": 1.0}
    state.write_down(data, at=now() - timedelta(hours=40), good=good)
    said = problems(now())
    assert any("40 hours old" in one for one in said)
    assert any("--former OLD" in one for one in said)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setattr(settings, "DATA", folder)
    return folder


@pytest.mark.long
@pytest.mark.timeout(240)
def test_the_round_makes_a_backup_in_a_process_of_its_own(
    office: Office, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    for name, value in {
        "SHIQIAO_DB_WEB": office.street.url, "SHIQIAO_DB_OWNER": office.owner_url, "SHIQIAO_BACKUP_TO": str(wanted),
        "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings",
    }.items():  # fmt: skip
        monkeypatch.setitem(os.environ, name, value)
    assert back_up_nightly(at=now()) == 1
    assert Running.process is not None
    assert Running.process.wait(120) == 0
    back_up_nightly(at=now())
    assert Running.process is None
    (path,) = wanted.glob("*.backup")
    assert look(path)["product"]
    assert state.last_backup().error == ""


@pytest.mark.long
@pytest.mark.timeout(240)
def test_a_backup_that_ends_without_a_word_counts_as_failed(office: Office, wanted: Path) -> None:
    back_up_nightly(at=now())
    assert Running.process is not None
    Running.process.kill()
    Running.process.wait()
    back_up_nightly(at=now())
    assert "status -9" in state.last_backup().error
