"""A month that is away is in every backup, and a restored place has it: nothing is lost without a word."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shiqiao.base.time import held
from shiqiao.config.archive import form
from shiqiao.config.keeping.backup import Job, Made, make_backup
from shiqiao.config.keeping.errors import MonthsMissing
from shiqiao.config.keeping.keys import Escrow, make_escrow, open_escrow
from shiqiao.config.keeping.look import look
from shiqiao.config.keeping.restore import restored
from tests.config.keeping.test_restore import run

from .conftest import LATER, MONTH, Old

WORDS = "stone bridge in the rain"


@pytest.fixture
def escrow(old: Old, tmp_path: Path) -> Escrow:
    make_escrow(old.data, tmp_path / "keys", WORDS)
    return open_escrow(tmp_path / "keys", WORDS)


def back_up(old: Old, to: Path) -> Made:
    with held(LATER):
        return make_backup(Job(old.data, to, old.owner_url, settings.LOCALITIES), at=LATER)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_backup_brings_the_file_once_and_a_restored_place_opens_the_month(
    old: Old, escrow: Escrow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    put = old.put()
    made = back_up(old, tmp_path / "safe")
    boxes = {path: path.stat().st_mtime_ns for path in (tmp_path / "safe").glob("attachments-*/??/*")}
    assert look(made.path)["attachments"] == len(boxes) == made.attachments + 1
    with held(LATER):
        again = make_backup(
            Job(old.data, tmp_path / "safe", old.owner_url, settings.LOCALITIES), at=LATER.replace(hour=12)
        )
    assert again.attachment_bytes_written == 0
    assert {path: path.stat().st_mtime_ns for path in boxes} == boxes

    into = tmp_path / "new"
    with restored(again.path, into, escrow):
        assert form.fingerprint(form.path_of(into, MONTH)) == (put.sha256, put.bytes)
    assert form.path_of(into, MONTH).stat().st_mode & 0o777 == 0o600
    listed = run("months", "list", "--json", "--data", into)
    rows: list[dict[str, Any]] = json.loads(listed.stdout)
    assert [(one["state"], one.get("there")) for one in rows if one["month"] == MONTH] == [("away", True)]
    verified = run("verify", "--data", into)
    assert (verified.returncode, "in the archive: 1 months, 3 matters" in verified.stdout) == (0, True), verified.stdout
    opened = run("months", "open", MONTH, "--data", into)
    assert (opened.returncode, "3 matters" in opened.stdout) == (0, True), opened.stderr


def test_one_file_holds_the_month_too(
    old: Old, escrow: Escrow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    put = old.put()
    made = back_up(old, tmp_path / "all.backup")
    with restored(made.path, tmp_path / "new", escrow):
        assert form.fingerprint(form.path_of(tmp_path / "new", MONTH)) == (put.sha256, put.bytes)


@pytest.mark.parametrize("to", ["safe", "all.backup"])
def test_a_backup_that_lacks_a_month_says_so_and_is_kept(old: Old, escrow: Escrow, tmp_path: Path, to: str) -> None:
    assert escrow.private
    put = old.put()
    put.path.write_bytes(put.path.read_bytes()[:-40])
    with pytest.raises(MonthsMissing, match=MONTH):
        back_up(old, tmp_path / to)
    assert [*tmp_path.glob("**/*.backup")]
