"""The worker: rounds that are derived by scanning rows (warnings, escalation), and jobs that send."""

import asyncio
import logging
import signal
import threading
import time as clock
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from shiqiao.base import plugs
from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.config import leading, metrics
from shiqiao.config.runtime import BEAT_EVERY, DemoClock, beat

log = logging.getLogger("shiqiao.worker")
AWAY = (OperationalError, InterfaceError)  # the database does not answer
STALLED = """SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
FOR UPDATE OF job SKIP LOCKED"""
JOBS_AGAIN = 2.0  # seconds until the part that runs jobs asks the database again
STALLED_AFTER = 30.0  # seconds without a sign of life after which a worker's jobs are given to another


@dataclass
class Round:
    """Done again and again: `function` ("module:name") is called with `at`, over all streets, each `every` seconds.

    It runs in one transaction, unless it makes its `own`: each line of the journal holds a lock until the end, and the
    database has room for some ten thousands.
    """

    name: str
    function: str
    every: float = 1.0
    due: float = 0.0
    own: bool = False

    def load(self) -> Callable[..., Any] | None:
        """Return the function, None when this installation has not got it."""
        module, _, name = self.function.partition(":")
        try:
            found = find_spec(module)
        except ModuleNotFoundError:
            found = None
        return getattr(import_module(module), name, None) if found else None


ROUNDS: list[Round] = [
    Round("alarms", "shiqiao.kernel.clocks.actions:scan_alarms", own=True),
    Round("trails", "shiqiao.kernel.patrols.actions:forget_old", every=3600),
    Round("visits", "shiqiao.kernel.visits.actions:open_due", every=60),
    Round("gather", "shiqiao.kernel.notices.choosing:gather", every=10),
    Round("sendings", "shiqiao.kernel.notices.sending:release_due", every=10),
    Round("followers", "shiqiao.kernel.notices.following:forget_old", every=3600),
    Round("hand_over", "shiqiao.kernel.people.handing:hand_due", every=60),
    Round("unseen", "shiqiao.kernel.people.handing:remind_unseen", every=60),
    Round("unrouted", "shiqiao.kernel.matters.unrouted:scan_unrouted", every=5),
    Round("archive", "shiqiao.kernel.matters.filing:archive_old", every=60),
    Round("months", "shiqiao.kernel.matters.months:cut_month", every=10, own=True),
    Round("repeats", "shiqiao.kernel.matters.repeats:link_new", every=60),
    Round("pauses", "shiqiao.kernel.matters.requests:resume_due", every=60),
    Round("former places", "shiqiao.kernel.matters.undo:forget_former_places", every=600),
    Round("sign_ins", "shiqiao.kernel.people.signins:forget_old", every=3600),
    Round("seals", "shiqiao.config.worker:seal_days", every=900),
    Round("backups", "shiqiao.config.keeping.schedule:back_up_nightly", every=60),
    Round("keys", "shiqiao.kernel.privacy.resealing:keep_moving", every=2),
    Round("uploads", "shiqiao.kernel.files.actions:expire_uploads", every=3600),
    Round("stalled", "shiqiao.config.worker:free_stalled", every=10),
    Round("retention", "shiqiao.kernel.retention.actions:run_approved", every=5),
    Round("erasures", "shiqiao.kernel.retention.actions:list_missing", every=3600),
    Round("disclosures", "shiqiao.kernel.retention.actions:forget_answered", every=3600),
    Round("tokens", "shiqiao.kernel.people.tokens:warn_of_ends", every=3600),
    Round("buckets", "shiqiao.base.limits:forget_old", every=3600),
    Round("learning", "shiqiao.config.learning:learn_when_due", every=3600),
    Round("scores", "shiqiao.kernel.scoring.following:follow_work", own=True),
    Round("scores anew", "shiqiao.kernel.scoring.actions:order_nightly", every=600),
    Round("monthly reports", "shiqiao.kernel.monthly.actions:order_closed", every=10),
    Round("orphans", "shiqiao.kernel.files.actions:sweep", every=3600),
]


def run() -> None:
    """Work until SIGTERM or SIGINT; raises when the part that sends jobs has died.

    Of several workers one does the rounds and tells that it lives (`leading`); all of them run jobs.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs = Jobs()
    jobs.start()
    rounds = all_rounds()
    beaten = -BEAT_EVERY
    try:
        while not stop.is_set() and jobs.is_alive():
            try:
                leads = leading.leads()
                if leads:
                    run_once(rounds)
                if leads and clock.monotonic() - beaten >= BEAT_EVERY:
                    beaten = clock.monotonic()
                    beat()
            except AWAY as error:  # the database restarts: wait for it
                log.warning("the database does not answer: %s", str(error).partition("\n")[0])
                connection.close()
            stop.wait(1.0)
    finally:
        alive = jobs.is_alive()
        jobs.end()
    if not alive:
        raise RuntimeError("the part of the worker that runs jobs has died")


def all_rounds() -> list[tuple[Round, Callable[..., Any]]]:
    """Return the house's own rounds and those that scenes put into the socket."""
    own = [(one, function) for one in ROUNDS if (function := one.load())]
    return [*own, *((Round(one.name, "", every=one.every), one.function) for one in plugs.rounds)]


def run_once(rounds: list[tuple[Round, Callable[..., Any]]]) -> None:
    """Do every round that is due. One that fails is logged and tried again; the others run all the same."""
    for one, function in rounds:
        if clock.monotonic() < one.due:
            continue
        one.due = clock.monotonic() + one.every
        try:
            with nullcontext() if one.own else whole():
                function(at=now())
            metrics.rounds.labels(one.name, "done").inc()
        except AWAY:
            one.due = 0.0  # what was to be done is done as soon as the database is back
            raise
        except Exception:
            metrics.rounds.labels(one.name, "failed").inc()
            log.exception("round %s failed; it will be tried again", one.name)
    close_old_connections()


def seal_days(*, at: datetime) -> int:
    """Seal the closed days; in a demo only when the past that is loaded behind the running server is all there."""
    from shiqiao.kernel.journal.actions import seal_closed_days

    loading = settings.OPTIONS.demo and not DemoClock(settings.DATA).held.get("complete")
    return 0 if loading else seal_closed_days(at=at)


def free_stalled(*, at: datetime) -> int:
    """Give the jobs of a worker that was killed back to be run again; return how many. A job may so run twice.

    A worker that lives tells so every ten seconds; the database's clock counts, so `at` is not asked.
    """
    with connection.cursor() as cursor:
        cursor.execute(STALLED, [STALLED_AFTER])
        stalled = [row[0] for row in cursor.fetchall()]
        for job in stalled:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
    if stalled:
        log.warning("%d jobs of a worker that has ended are run again", len(stalled))
    return len(stalled)


class Jobs(threading.Thread):
    """Runs procrastinate's jobs in an event loop of its own."""

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self.loop = asyncio.new_event_loop()
        self.work: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Serve jobs until `end` is called."""
        try:
            self.work = self.loop.create_task(self._serve())
            self.loop.run_until_complete(self.work)
        except asyncio.CancelledError:
            pass

    def end(self) -> None:
        """Let running jobs finish, for a few seconds, and return."""
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # the database may have gone before us
        if self.work and self.is_alive():
            self.loop.call_soon_threadsafe(self.work.cancel)
        self.join(8)

    async def _serve(self) -> None:
        """Run jobs; when the database goes away, wait for it."""
        import psycopg
        from procrastinate.exceptions import ConnectorException

        while True:
            try:
                await self._serve_once()
                return
            except (ConnectorException, psycopg.OperationalError, psycopg.InterfaceError) as error:
                log.warning("jobs wait for the database: %s", str(error).partition("\n")[0] or type(error).__name__)
                await asyncio.sleep(JOBS_AGAIN)

    async def _serve_once(self) -> None:
        from procrastinate import PsycopgConnector
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.utils import connector_params

        connector = PsycopgConnector(min_size=1, max_size=3, kwargs=connector_params())
        # A second app over the same tasks: what rounds and jobs put off themselves still goes through Django's
        # connection, in the transaction of the action.
        async with app.with_connector(connector).open_async() as opened:
            await opened.run_worker_async(
                install_signal_handlers=False, delete_jobs="successful", shutdown_graceful_timeout=5
            )
