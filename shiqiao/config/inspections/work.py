"""Whether the work is done that nobody sees: worker, jobs, alarms, backups, calendars, hand-overs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from shiqiao.base.db.scope import whole
from shiqiao.base.plugs import Concern
from shiqiao.config import gauges
from shiqiao.config.archive.form import path_of
from shiqiao.config.runtime import BEAT_LATE, healthy
from shiqiao.config.served import served
from shiqiao.kernel.matters.away import put_away

WAITS_LONG = 900.0  # seconds that a job may wait
BEHIND = 60.0  # seconds by which an alarm may come late
TOO_OLD = timedelta(hours=36)  # a night was missed


def worker(at: datetime) -> Iterator[Concern]:
    """Yield when nobody warns, escalates and sends though the installation is served."""
    silent = healthy()["worker_silent_for"]
    if served() and (silent is None or silent > BEAT_LATE):
        since = "has not begun" if silent is None else f"has said nothing for {silent} seconds"
        yield Concern(f"The worker {since}: nothing warns, escalates or sends.", "See the log.", error=True)


def jobs(at: datetime) -> Iterator[Concern]:
    """Yield when jobs have failed or wait for too long."""
    failed = int(gauges.jobs()["failed"])
    if failed:
        yield Concern(
            f"{failed} jobs have failed for good.", "The log names each; what they were to do is still to be done."
        )
    oldest = gauges.asked(gauges.OLDEST_JOB)()[""]
    if oldest > WAITS_LONG:
        yield Concern(f"The oldest job has waited for {oldest / 60:.0f} minutes.", "See whether the worker runs.")


def alarms(at: datetime) -> Iterator[Concern]:
    """Yield when clocks have run out and nobody was told."""
    with whole():
        late = gauges.asked(gauges.BEHIND_BY, at, at)()[""]
    if served() and late > BEHIND:
        yield Concern(f"Warnings of terms are {late / 60:.0f} minutes late.", "See the log of the worker.", error=True)


def backup(at: datetime) -> Iterator[Concern]:
    """Yield when a broken disk would take the record with it."""
    last = gauges.last_backup()
    if last is None or (last.at is None and not last.error):
        yield Concern("There is no backup.", "See docs/how-to/operate.md, and try the restore once.")
    elif last.error:
        yield Concern(f"The last backup failed: {last.error}", "Mend what it names; the log says more.", error=True)
    elif at - last.at > TOO_OLD:
        hours = (at - last.at).total_seconds() / 3600
        yield Concern(f"The last backup is {hours:.0f} hours old.", "See why the nightly one did not run.", error=True)


def archive(at: datetime) -> Iterator[Concern]:
    """Yield when a month in the archive must be opened, since a retention rule asks for something in it, or has no file."""
    for one in put_away():
        if one.erase_from and one.erase_from <= at:
            yield Concern(
                f"Retention rules ask for matters of {one.name}, which lies in the archive.",
                f"Open it, carry the rules out, put it away again: shiqiao months open {one.name}",
                error=True,
            )
        path = path_of(settings.DATA, one.name)
        if not path.is_file():
            yield Concern(
                f"The file {path} of a month in the archive is missing.", "Bring it from a backup.", error=True
            )


def calendars(at: datetime) -> Iterator[Concern]:
    """Yield years whose holidays nobody has entered."""
    from shiqiao.kernel.clocks.reads import calendar_gaps

    with whole():
        found = calendar_gaps(at)
    for gap in found:
        where = f"Street {gap.place}: the" if gap.place else "The"
        yield Concern(
            f"{where} work calendar of {gap.year} is missing: terms are counted from Monday to Friday.",
            "Enter it as soon as the State Council has published it (docs/how-to/operate.md).",
        )


def unseen(at: datetime) -> Iterator[Concern]:
    """Yield hand-overs that a successor was reminded of and has not seen: by number, never by name."""
    from shiqiao.kernel.people.models import HandOverPart

    with whole():
        late = HandOverPart.objects.filter(seen_at=None, reminded_at__isnull=False).order_by("street", "id")
        found = list(late.values_list("street", "hand_over_id", "works")[:20])
    for street, number, works in found:
        yield Concern(
            f"Street {street}: hand-over {number} with {works} pieces of open work has not been seen by its successor.",
            "Ask the successor to open it (desk, people, hand-overs).",
        )
