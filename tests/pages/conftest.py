"""A town that is served for a whole module: loaded once, looked at in many ways, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shiqiao.base import crypto
from shiqiao.testing.browsers import chromium
from shiqiao.testing.serving import serving
from shiqiao.testing.street import MORNING, SECRETS

from . import walked
from .town import OBSERVER, Town, furnish
from .walked import PEOPLE

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer

# What only makes numbers larger: pages look the same without.
FEWER = {
    "shiqiao.scenes.hall.demo.CARDS": 400, "shiqiao.scenes.party.demo.OLDER": 40, "shiqiao.scenes.employment.demo.COUNT": 160,
}  # fmt: skip
WITHOUT = frozenset({"campaigns_more", "firms-more", "employment-visits"})
SINCE = timedelta(days=5)  # of the demo before its morning: what is open, and what was closed last week


@dataclass
class Served:
    """A served town: where, what stands, and the cookies of each role."""

    base: str
    town: Town
    cookies: dict[str, list[dict[str, str]]]
    atlas: Any


@pytest.fixture(autouse=True)
def _keys() -> None:
    """What stands longer than a test is sealed with keys of its own; this takes the place of the keys of every test."""
    crypto.configure(SECRETS)


@pytest.fixture(scope="module")
def served(
    street_database: str, database_server: "TestServer", django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Served]:
    """The town behind a server in threads of this process; its time goes on from the morning of the demo."""
    from django.conf import settings

    from shiqiao.base import time

    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), database_server.own(street_database):
        try:
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
            patch.setattr(settings, "DATA", Path(tmp_path_factory.mktemp("looking")))
            patch.setattr(time, "_offset", MORNING - datetime.now(UTC))
            for number, fewer in FEWER.items():
                patch.setattr(number, fewer)
            crypto.configure(SECRETS)
            _load()
            town = furnish()
            with serving() as base:
                yield Served(base, town, *walked.surveyed(town, (*PEOPLE, OBSERVER)))
        finally:
            patch.undo()
            crypto.configure(None)


def _load() -> None:
    from shiqiao.demo import load, together

    load.furnish()
    load.load(workers=0, first=MORNING.date() - SINCE, rounds=True, begin=together.act, without=WITHOUT)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The Chromium to look with."""
    return chromium() or ""
