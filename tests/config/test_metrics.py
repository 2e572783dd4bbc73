"""`/metrics` and `/healthz`: who may read them, what they say, and that labels name nobody."""

from dataclasses import replace

import pytest
from django.conf import settings as configured
from django.db import Error, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from shiqiao.base import plugs
from shiqiao.base.plugs import Gauge
from shiqiao.config import gauges, metrics
from shiqiao.config.runtime import beat
from shiqiao.testing.street import Street

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def figures(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return every figure by name and label values, in the order of the labels' names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for one in text_string_to_metric_families(answer.content.decode())
        for sample in one.samples
    }


@pytest.mark.django_db
def test_metrics_are_there_for_this_machine_and_for_whoever_knows_the_token(client: Client, settings: object) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", **ELSEWHERE).status_code == 404  # type: ignore[arg-type]
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    with_empty = client.get("/metrics", headers={"authorization": "Bearer "}, **ELSEWHERE)  # type: ignore[arg-type]
    assert with_empty.status_code == 404
    settings.OPTIONS = replace(configured.OPTIONS, metrics_token="geheim")  # type: ignore[attr-defined]
    for token, status in (("geheim", 200), ("other", 404)):
        answer = client.get("/metrics", headers={"authorization": f"Bearer {token}"}, **ELSEWHERE)  # type: ignore[arg-type]
        assert answer.status_code == status


def test_requests_are_counted_by_route_and_never_by_number(street: Street, client: Client) -> None:
    before = figures(client)
    number = street.report().number
    client.get(f"/api/v1/matters/{number}")
    client.get(f"/nowhere/{number}")
    after = figures(client)
    grown = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    assert grown["shiqiao_requests_total", ("GET", "/api/v1/matters/<number>", "401")] == 1
    assert grown["shiqiao_requests_total", ("GET", "none", "404")] == 1
    assert not [name for name in after if number in str(name)]


def test_a_report_is_counted_once_however_often_it_is_sent(street: Street, client: Client) -> None:
    name = ("shiqiao_reports_acknowledged_total", ("phone",))
    before = figures(client).get(name, 0)
    for _ in range(3):
        with_same = street.report("垃圾成堆", source_id="same")
    assert with_same.again
    # The fact leaves on commit; a test never commits, so what waits is carried out here.
    for _, function, _ in list(connection.run_on_commit):
        function()
    connection.run_on_commit.clear()
    assert figures(client)[name] == before + 1


def test_what_waits_is_told(street: Street, client: Client) -> None:
    street.report(lon=None, lat=None, address="说不清的地方")
    beat()
    found = figures(client)
    assert found["shiqiao_matters_unrouted", ()] == 1
    assert found["shiqiao_jobs", ("todo",)] == found["shiqiao_jobs", ("failed",)] == 0
    assert found["shiqiao_database_up", ()] == 1
    assert found["shiqiao_worker_silent_seconds", ()] < 5
    assert found["shiqiao_disk_free_bytes", ()] > 0
    assert 1 <= found["shiqiao_database_connections", ()] <= found["shiqiao_database_connections_most", ()]


@pytest.mark.django_db
def test_a_part_adds_a_figure_of_its_own(client: Client) -> None:
    plugs.gauges.fill("tests", Gauge("shiqiao_locked_out", "Locked out.", lambda: {"now": 3}, "when"))
    try:
        assert figures(client)["shiqiao_locked_out", ("now",)] == 3
    finally:
        plugs.gauges.empty("tests")


@pytest.mark.django_db
def test_without_the_database_the_figures_still_answer_and_say_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> object:
        raise Error("away")

    monkeypatch.setattr(gauges, "whole", away)
    found = figures(client)
    assert found["shiqiao_database_up", ()] == 0
    assert ("shiqiao_matters_unrouted", ()) not in found
    assert [name for name in found if name[0] == "shiqiao_requests_total"]


def test_only_known_methods_become_labels(rf: object) -> None:
    from django.http import HttpResponse

    metrics.count(rf.generic("BREW", "/x"), HttpResponse(), "/x", 0.1)  # type: ignore[attr-defined]
    assert metrics.requests.labels("/x", "other", 200)._value.get() == 1


@pytest.mark.django_db
def test_health_names_its_reasons_on_this_machine_only(client: Client) -> None:
    found = client.get("/healthz")
    assert (found.status_code, found.json()["reasons"][0]["name"]) == (503, "worker")
    assert client.get("/healthz", **ELSEWHERE).json() == {"ok": False}  # type: ignore[arg-type]
    beat()
    assert client.get("/healthz").json()["reasons"] == []
    assert client.get("/healthz", **ELSEWHERE).json() == {"ok": True}  # type: ignore[arg-type]
