"""`/metrics`: figures for monitoring, counted over all web processes and the worker, without a word about anybody.

Open to this machine, and elsewhere to whoever sends SHIQIAO_METRICS_TOKEN; for all others it is not there. Labels are
routes (patterns of addresses), methods, statuses and names of rounds: a bounded number, never an identifier.
"""

import hmac
import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from shiqiao.base.errors import NotFound
from shiqiao.base.facts import listen
from shiqiao.config.gauges import Gauges
from shiqiao.config.metricfolder import FOLDER
from shiqiao.kernel.matters.facts import MatterReported
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.tracing import is_local, watchers

METHODS = {"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

requests = Counter("shiqiao_requests", "Answered requests.", ["route", "method", "status"])
seconds = Histogram("shiqiao_request_seconds", "Seconds until the answer.", ["route"], buckets=SECONDS)
reports = Counter("shiqiao_reports_acknowledged", "Reports taken in for the first time.", ["channel"])
rounds = Counter("shiqiao_worker_rounds", "Rounds of the worker.", ["round", "outcome"])


def count(request: HttpRequest, response: HttpResponse, route: str, took: float) -> None:
    """Count an answered request."""
    method = str(request.method) if request.method in METHODS else "other"
    requests.labels(route, method, response.status_code).inc()
    seconds.labels(route).observe(took)


def count_report(fact: MatterReported) -> None:
    """Count a report."""
    reports.labels(fact.channel).inc()


@declared(EVERYBODY, "none")
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures in the text format of Prometheus."""
    if not may_read(request):
        raise NotFound
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    own = CollectorRegistry()
    own.register(Gauges())
    return HttpResponse(generate_latest(registry) + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Tell whether the caller is on this machine or knows the token."""
    token = settings.OPTIONS.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return is_local(request) or (bool(token) and hmac.compare_digest(given.encode(), token.encode()))


watchers.append(count)
listen(MatterReported, count_report)
