"""`/readyz`: whether a proxy should send requests here."""

from pathlib import Path

import pytest
from django.db import Error
from django.test import Client

from shiqiao.config import health
from shiqiao.config.metricfolder import FOLDER
from shiqiao.config.runtime import DRAINING
from shiqiao.testing.street import Street


def test_a_host_that_reaches_the_primary_is_ready(live_street: Street) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert answer["Cache-Control"] == "no-store"


def test_a_host_that_is_about_to_end_is_not(
    live_street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert Client().get("/readyz").status_code == 200
    (tmp_path / DRAINING).touch()
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/readyz?of=process").status_code == 503


def test_without_a_database_it_is_not_ready_but_can_still_say_so_to_people(
    live_street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def cursor(self) -> None:
            raise Error("away")

    monkeypatch.setattr(health, "connection", Away())
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/readyz?of=process").status_code == 200
