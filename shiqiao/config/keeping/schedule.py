"""Every night: the worker starts a backup as a process of its own, and tells the administrators when backups fail.

A backup takes minutes and must not hold up warnings, so the round only starts it and looks how it ended.
"""

import logging
import os
import signal
import subprocess
import sys
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.db.scope import whole
from shiqiao.base.processes import tied_to_parent
from shiqiao.config.keeping import keys, state
from shiqiao.config.keeping.state import LastBackup, last_backup, problem

RETRY = timedelta(hours=1)  # after a try that failed
TOLD_AGAIN = timedelta(hours=20)
KIND = "journal.backup_alarmed"  # of the notice, as of its journal line
COMMAND = "from shiqiao.config.cli import main; main()"
log = logging.getLogger("shiqiao.backup")


class Running:
    """The backup that runs now, if any."""

    process: "subprocess.Popen[bytes] | None" = None
    started: datetime | None = None


def due(last: LastBackup, at: datetime, clock: str, zone: tzinfo) -> bool:
    """Tell whether a backup is to be made at `at`, with `clock` (such as 02:30) as its time of the day."""
    local = at.astimezone(zone)
    slot = datetime.combine(local.date(), time.fromisoformat(clock), zone)
    if slot > local:
        slot -= timedelta(days=1)
    if last.tried_at is None or last.tried_at < slot:
        return True
    return bool(last.error) and at - last.tried_at >= RETRY


def back_up_nightly(*, at: datetime) -> int:
    """Start a backup when it is time and look after the one that runs; the worker's round. Returns 1 when one began."""
    if not settings.OPTIONS.backup_to:
        return 0
    if Running.process is not None:
        _look_after(at)
        return 0
    begun = 0
    if due(last_backup(), at, settings.OPTIONS.backup_at, ZoneInfo(settings.TIME_ZONE)):
        _start(at)
        begun = 1
    elif said := problem(last_backup(), at):
        tell(said, at=at)
    return begun


def _start(at: datetime) -> None:
    Running.started = at
    Running.process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--data", str(settings.DATA), "backup", "--scheduled"],
        env={**os.environ, "SHIQIAO_DATA": str(settings.DATA)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=tied_to_parent(signal.SIGTERM),
    )


def _look_after(at: datetime) -> None:
    """See whether the backup has ended; one that ended without a word is written down as failed."""
    assert Running.process is not None
    status = Running.process.poll()
    if status is None:
        return
    Running.process, started = None, Running.started
    last = last_backup()
    if status and (last.tried_at is None or (started and last.tried_at < started)):
        state.write_down(settings.DATA, at=at, error=f"The backup ended with status {status}.")
    if status:
        log.error("backup failed: %s", last_backup().error)
        tell(problem(last_backup(), at), at=at)


def tell(said: str, *, at: datetime) -> int:
    """Leave a notice for the administrators of every street, once in a while; returns how many were left."""
    from shiqiao.kernel.journal.kept import BACKUP, alarmed_since, note_backup_alarm
    from shiqiao.kernel.notices.actions import notify
    from shiqiao.kernel.people import reads as people

    with whole():
        if not said or alarmed_since(at - TOLD_AGAIN):
            return 0
        posts = [(street, post.id) for street in people.streets() for post in people.posts(street, roles={"admin"})]
        for street, post in posts:
            notify(street=street, kind=KIND, subject=BACKUP, at=at, post=post)
        note_backup_alarm(reason="failed" if last_backup().error else "missing", by=system("backup"), at=at)
    return len(posts)


def problems(at: datetime) -> list[str]:
    """Return for `shiqiao check` what is wrong with the nightly backups and their keys; empty when none are wanted."""
    if not settings.OPTIONS.backup_to:
        return []
    found = [problem(last_backup(), at)]
    if not keys.escrow_is_current(Path(settings.DATA)):
        found.append(
            "Keys were added since the escrow was written. Renew it: shiqiao backup keys --to NEW --former OLD"
        )
    return [f"Backup: {said}" for said in found if said]
