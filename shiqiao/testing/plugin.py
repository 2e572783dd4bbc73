"""Fixtures of the test kit, loaded as a pytest plugin (`-p shiqiao.testing.plugin`)."""

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from shiqiao.testing.browsers import quit_browser
from shiqiao.testing.order import longest_first

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer
    from shiqiao.testing.street import Street


# Millions of things come to stay while tests are collected, and nothing goes: looking for what is gone took a seventh of it.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Set apart what stays until the end, and look again for what is gone, as seldom as a web process does."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the files, begin with those that take long."""
    if hasattr(config, "workerinput"):
        longest_first(items, config.rootpath)


def pytest_sessionfinish() -> None:
    """End the browser that the tests shared."""
    quit_browser()


@pytest.fixture(scope="session")
def street_database(django_db_setup: None, database_server: "TestServer", django_db_blocker: Any) -> str:
    """The name of a database in which the model street was installed once; copied or rolled back, never changed."""
    from shiqiao.testing.street import install_all

    with django_db_blocker.unblock():
        return database_server.prepared(install_all)


@pytest.fixture
def street(street_database: str, database_server: "TestServer", django_db_blocker: Any) -> Iterator["Street"]:
    """The model street on the demo morning (Wednesday 27 June 2018, 10:00), in a transaction that is rolled back.

    The fence is open over all streets; `street.fence(number)` narrows it. Do not ask for `db` beside it.
    """
    from shiqiao.testing.street import undone

    with django_db_blocker.unblock(), database_server.at(street_database), undone() as place:
        yield place


@pytest.fixture
def live_street(street_database: str, database_server: "TestServer", django_db_blocker: Any) -> Iterator["Street"]:
    """The model street in a database of its own with real commits, for servers, browsers and threads; `street.url`."""
    from shiqiao.testing.street import standing

    with (
        django_db_blocker.unblock(),
        database_server.own(street_database) as name,
        standing(fence=False) as place,
    ):
        place.url = database_server.web(name)
        yield place
