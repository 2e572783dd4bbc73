"""Restoring for real: what was acknowledged is there once, bytes are equal, and the place proves itself."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from shiqiao.base.db.provision import names_in, with_database
from shiqiao.base.db.server import Server
from shiqiao.base.plugs import AfterRestore, after_restore
from shiqiao.base.time import held, now
from shiqiao.config.keeping.after import settle
from shiqiao.config.keeping.restore import Restored, lists_of_erasures, restored
from shiqiao.config.runtime import UNFINISHED
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people.devices import add_device, pair_device
from shiqiao.kernel.people.models import Device
from shiqiao.testing.street import MORNING, Street

from .conftest import WORDS, Office

DATABASE = {"DATABASE_URL"}


def run(*arguments: Any, **more: str) -> "subprocess.CompletedProcess[str]":
    environ = {n: v for n, v in os.environ.items() if not n.startswith(("SHIQIAO_", "DJANGO_")) and n not in DATABASE}
    return subprocess.run(
        [sys.executable, "-m", "shiqiao.config.cli", *map(str, arguments)], capture_output=True, text=True,
        env={**environ, "SHIQIAO_PASSPHRASE": WORDS, **more},
    )  # fmt: skip


@contextmanager
def opened(data: Path) -> Iterator["psycopg.Connection[Any]"]:
    """Start the server of a data folder and look into it."""
    with Server(data) as server, psycopg.connect(with_database(server.url(), names_in("").database)) as connection:
        yield connection


class Clerk(threading.Thread):
    """Somebody who goes on reporting while a backup is made; remembers what was acknowledged, and by when."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office, self.acknowledged, self.stopping = office, [], threading.Event()  # type: Office, list[str], threading.Event

    def run(self) -> None:
        with held(MORNING):
            while not self.stopping.is_set():
                self.acknowledged.append(self.office.report(f"第{len(self.acknowledged)}件垃圾"))
        connections.close_all()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_every_write_acknowledged_before_the_backup_is_in_it_once_and_the_restored_place_proves_itself(
    office: Office, tmp_path: Path
) -> None:
    first = office.report(photo="red")
    clerk = Clerk(office)
    clerk.start()
    try:
        while len(clerk.acknowledged) < 10:
            clerk.join(0.05)
            assert clerk.is_alive()
        before = list(clerk.acknowledged)
        made = office.back_up()
        during = len(clerk.acknowledged) - len(before)
    finally:
        clerk.stopping.set()
        clerk.join()
    assert during > 0  # the office worked on
    into = tmp_path / "new"
    ran = run("restore", made.path, "--into", into, "--keys", office.keys, "--json")
    assert ran.returncode == 0, ran.stderr + ran.stdout
    said = json.loads(ran.stdout)
    assert said["verified"] is True
    assert said["findings"] == []
    assert not (into / UNFINISHED).exists()
    with opened(into) as there:
        numbers = [row[0] for row in there.execute("SELECT number FROM matters_matter").fetchall()]
        codes = [row[0] for row in there.execute("SELECT code FROM journal_line WHERE kind = 'backup'").fetchall()]
        there.execute("SET ROLE shiqiao_web")
        assert there.execute("SELECT count(*) FROM matters_matter").fetchone() == (0,)  # the fence came along
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            there.execute("TRUNCATE journal_line")
    assert len(numbers) == len(set(numbers)) == made.manifest["rows"]["matters_matter"]
    assert set(before) <= set(numbers)
    assert set(numbers) - set(clerk.acknowledged) == {first}
    assert codes == ["journal.restored"]
    for path in (office.data / "files").glob("*/*"):
        if "-" not in path.name:
            assert (into / "files" / path.parent.name / path.name).read_bytes() == path.read_bytes()
    assert run("restore", made.path, "--into", into, "--keys", office.keys).returncode == 1


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_restored_place_says_loudly_when_it_was_not_proven_and_a_broken_restore_does_not_start(
    office: Office, tmp_path: Path
) -> None:
    office.report(photo="red")
    made = office.back_up(to=tmp_path / "all.backup")
    into = tmp_path / "new"
    ran = run("restore", made.path, "--into", into, "--keys", office.keys, "--no-verify")
    assert ran.returncode == 0, ran.stderr
    assert "NOT VERIFIED" in ran.stdout
    assert len([path for path in (into / "files").glob("*/*")]) == 1
    ran = run("verify", "--data", into)
    assert ran.returncode == 0, ran.stdout
    (into / UNFINISHED).write_text("x")  # as if it had been killed
    ran = run("up", "--data", into, "--port", "8467")
    assert ran.returncode == 1
    assert "not whole" in ran.stderr


# ── what follows a restore ─────────────────────────────────────────────────────────────────────────────────────────


def from_backup(**more: Any) -> Restored:
    about = {"made_at": (MORNING - timedelta(hours=8)).isoformat(), "lines": 5, "house": "00000000"}
    return Restored("x.backup", about, {"erased": [], **more})


def test_screens_are_shut_out_and_the_journal_says_that_the_place_was_restored(street: Street, tmp_path: Path) -> None:
    pairing = add_device(street=street.number, name="大厅", kind="wall", by=street.actor("admin1"), at=now())
    pair_device(code=pairing.code, at=now())
    done = settle(from_backup(), tmp_path, at=now())
    assert done.screens == 1
    assert Device.objects.filter(revoked_at=None).count() == 0
    line = JournalLine.objects.get(code="journal.restored")
    assert line.data["name"] == "x.backup"
    assert line.data["lines"] == 5


def test_parts_hold_what_may_have_left_and_erase_again(street: Street, tmp_path: Path) -> None:
    seen: list[tuple[Path, datetime]] = []

    def act(*, data: Path, at: datetime) -> int:
        seen.append((data, at))
        return 3

    after_restore.fill("test", AfterRestore("letters", act))
    after_restore.fill("test", AfterRestore("persons", act, kind="erased"))
    try:
        done = settle(from_backup(), tmp_path, at=now())
    finally:
        after_restore.empty("test")
    assert seen == [(tmp_path, now())] * 2
    assert done.held["letters"] == 3
    assert done.erased == 3
    assert JournalLine.objects.get(code="journal.restored").data["held"] == sum(done.held.values())


def test_a_job_that_waited_does_not_run_again_by_itself(street: Street, tmp_path: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('q', 'post', '{}')")
        done = settle(from_backup(), tmp_path, at=now())
        cursor.execute("SELECT status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("cancelled",)]
    assert done.held["jobs"] == 1


def test_the_longest_list_of_erasures_wins_and_one_of_another_branch_is_kept(office: Office, tmp_path: Path) -> None:
    first, second, third = b'{"n":1}\n', b'{"n":1}\n{"n":2}\n', b'{"n":9}\n'
    (office.data / "erasures.jsonl").write_bytes(first)
    old = office.back_up().path
    (office.data / "erasures.jsonl").write_bytes(second)
    office.back_up(MORNING + timedelta(hours=1))
    assert lists_of_erasures(old, office.escrow(), None) == [second]
    (tmp_path / "saved").write_bytes(third)
    assert lists_of_erasures(old, office.escrow(), tmp_path / "saved") == [third, second]


@pytest.mark.long
@pytest.mark.timeout(240)
def test_small_files_come_back_and_keys_come_from_the_escrow(office: Office, tmp_path: Path) -> None:
    (office.data / "hotline").mkdir()
    (office.data / "hotline" / "370103003.yaml").write_text("transport: table\n")
    path = office.back_up().path
    with restored(path, tmp_path / "new", office.escrow()) as (found, _):
        assert found.manifest["rows"]["people_account"] > 10
    assert (tmp_path / "new" / "hotline" / "370103003.yaml").read_text() == "transport: table\n"
    assert (tmp_path / "new" / "localities" / "ganshiqiao" / "locality.yaml").exists()
    fresh = json.loads((tmp_path / "new" / "secrets.json").read_text())
    former = json.loads((office.data / "secrets.json").read_text())
    assert fresh["index"] == former["index"]
    assert fresh["django"] != former["django"]
