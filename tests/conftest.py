"""The database of the tests, and the street fence round each of them.

Tests with the mark or fixture `db` run as the web role inside one transaction, with the fence open for all streets;
`fenced(street)` narrows it. What needs real commits, another process or a browser asks for `live_db`.
"""

from collections.abc import Callable, Iterator

import pytest
from django.core.signals import request_finished
from django.db import connection, connections
from hypothesis import HealthCheck, settings

from shiqiao.base import crypto, snapshots
from shiqiao.base.db.scope import HIGHEST, LOWEST, set_scope
from shiqiao.testing.browsers import chromium
from shiqiao.testing.databases import TestServer, test_server
from tests.access.built import built as built  # the fixtures, for every folder
from tests.s3server import s3 as s3

Fence = Callable[..., None]
# A machine that does other things beside the tests is no failure.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


DATABASE_FIXTURES = {"db", "live_db", "transactional_db", "database_server"}
NO_BROWSER = "There is no Chromium on this machine (see .ci/run), so tests in a browser were skipped."


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark that tests with a database get by themselves."""
    config.addinivalue_line("markers", "database: needs PostgreSQL; set automatically")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a database or lack a browser; refuse what cannot work under the web role."""
    lacking = chromium() is None
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        if "s3" in getattr(item, "fixturenames", ()):
            item.add_marker("long")  # its server is installed for the long checks only
        if lacking and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        if mark and (mark.kwargs.get("transaction") or mark.kwargs.get("reset_sequences")):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture live_db instead of django_db(transaction=True)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when browser tests were left out."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{NO_BROWSER} ({len(skipped)})", yellow=True, bold=True)


KEYS = {"field_keys": {"1": "11" * 32, "2": "22" * 32}, "current": 1, "index": "33" * 32, "commit": "44" * 32}


@pytest.fixture(autouse=True)
def _keys() -> None:
    """Fixed keys before each test, so that tests need no data folder; what stands longer than a test sets `KEYS` first."""
    crypto.configure(KEYS)


@pytest.fixture(scope="session")
def database_server(django_test_environment: None) -> Iterator[TestServer]:
    """The server, started by the first test that needs it."""
    with test_server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest) -> Iterator[None]:
    """Replace Django's own test database by a copy of our template."""
    with django_db_blocker.unblock():
        request.getfixturevalue("database_server")
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _fence(request: pytest.FixtureRequest) -> Iterator[None]:
    snapshots.drop()
    if "live_db" in request.fixturenames:
        yield
    elif "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        yield from _open_fence(request)
    else:
        yield


def _open_fence(request: pytest.FixtureRequest) -> Iterator[None]:
    request.node.scope = (LOWEST, HIGHEST)
    set_scope(*request.node.scope)

    def reopen(**_: object) -> None:
        """A request of the test client ends inside the test's transaction and leaves its own scope behind."""
        if not connection.needs_rollback:
            set_scope(*request.node.scope)

    request_finished.connect(reopen, weak=False)
    try:
        yield
    finally:
        request_finished.disconnect(reopen)


@pytest.fixture
def fenced(db: None, _fence: None, request: pytest.FixtureRequest) -> Fence:
    """Narrow the fence for the rest of the test: `fenced(370103003)` or `fenced(low, high)`."""

    def narrow(low: int, high: int | None = None) -> None:
        request.node.scope = (low, low if high is None else high)
        set_scope(*request.node.scope)

    return narrow


@pytest.fixture
def live_db(
    django_db_setup: None, database_server: TestServer, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh database of its own with real commits; gives the web role's URL. Open the fence with `scope.whole()`."""
    with django_db_blocker.unblock(), database_server.own() as name:
        yield database_server.web(name)


@pytest.fixture
def transactional_db(live_db: str) -> None:
    """Django's name for `live_db`."""
