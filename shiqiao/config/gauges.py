"""Figures that are read when somebody asks: what waits, what is late, what runs out. Each is one short question.

A figure that cannot be read is left out and `shiqiao_database_up` says why; monitoring then misses it and alarms.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import Error, connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shiqiao.base import plugs
from shiqiao.base.db.scope import whole
from shiqiao.base.plugs import Gauge
from shiqiao.base.time import now

log = logging.getLogger(__name__)
Figures = Mapping[str, float]
JOBS = "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1"
OLDEST_JOB = """SELECT coalesce(extract(epoch FROM now() - min(e.at)), 0) FROM procrastinate_jobs j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo'"""
BEHIND = "SELECT count(*) FROM clocks_clock WHERE stopped_at IS NULL AND alarm_at < %s"
BEHIND_BY = "SELECT extract(epoch FROM %s - min(alarm_at)) FROM clocks_clock WHERE stopped_at IS NULL AND alarm_at < %s"
UNROUTED = "SELECT count(*) FROM matters_matter WHERE unrouted AND NOT done"
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
MOST_CONNECTIONS = "SELECT setting::int FROM pg_settings WHERE name = 'max_connections'"
SILENT = "SELECT extract(epoch FROM clock_timestamp())::bigint - value FROM shiqiao_stamp WHERE name = 'worker.beat'"


def asked(statement: str, *values: Any) -> Callable[[], Figures]:
    """Return a reader of a statement's rows: (label, number), or one number alone."""

    def read() -> Figures:
        with connection.cursor() as cursor:
            cursor.execute(statement, [now() if value is now else value for value in values])
            rows = cursor.fetchall()
        return {str(row[0]) if len(row) > 1 else "": float(row[-1] or 0) for row in rows}

    return read


def jobs() -> Figures:
    """Count jobs by state; a state without jobs is there with 0, so that an alarm can wait for it."""
    return {"todo": 0, "doing": 0, "failed": 0, **asked(JOBS)()}


def disk() -> Figures:
    """Tell the free bytes where the data lie."""
    return {"": float(shutil.disk_usage(settings.DATA).free)}


def last_backup() -> Any:
    """Return what is known of the last backup (`at`, `error`); None when this installation makes none."""
    try:
        return import_module("shiqiao.config.keeping.state").last_backup()
    except ImportError:
        return None


def backup_age() -> Figures:
    """Tell how old the last good backup is; left out while there is none."""
    found = last_backup()
    return {"": (now() - found.at).total_seconds()} if found and found.at else {}


GAUGES = (
    Gauge("shiqiao_jobs", "Jobs by state.", jobs, "state"),
    Gauge("shiqiao_jobs_oldest_seconds", "Age of the oldest job that waits.", asked(OLDEST_JOB)),
    Gauge("shiqiao_clocks_behind", "Clocks whose alarm is due and was not raised.", asked(BEHIND, now)),
    Gauge("shiqiao_clocks_behind_seconds", "By how much the worst of them is late.", asked(BEHIND_BY, now, now)),
    Gauge("shiqiao_matters_unrouted", "Open matters that nobody was found for.", asked(UNROUTED)),
    Gauge("shiqiao_database_connections", "Connections to the database.", asked(CONNECTIONS)),
    Gauge("shiqiao_database_connections_most", "Connections that the server allows.", asked(MOST_CONNECTIONS)),
    Gauge("shiqiao_worker_silent_seconds", "Since the worker last said that it lives.", asked(SILENT)),
)
OUTSIDE = (  # asked without the database
    Gauge("shiqiao_disk_free_bytes", "Room left where the data lie.", disk),
    Gauge("shiqiao_backup_age_seconds", "Age of the last good backup.", backup_age),
)


class Gauges(Collector):
    """Reads all figures, those of the house and those that parts put into the socket."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure."""
        for gauge in OUTSIDE:
            yield family(gauge, gauge.read())
        up = True
        try:
            with whole():
                read = [(gauge, gauge.read()) for gauge in (*GAUGES, *plugs.gauges)]
        except Error as error:
            log.warning("figures cannot be read: %s", str(error).partition("\n")[0])
            up, read = False, []
        yield family(Gauge("shiqiao_database_up", "Whether the database answers.", dict), {"": float(up)})
        for gauge, figures in read:
            yield family(gauge, figures)


def family(gauge: Gauge, figures: Figures) -> GaugeMetricFamily:
    """Put figures into the form of the library."""
    made = GaugeMetricFamily(gauge.name, gauge.says, labels=[gauge.label] if gauge.label else None)
    for label, figure in figures.items():
        made.add_metric([label] if gauge.label else [], figure)
    return made
