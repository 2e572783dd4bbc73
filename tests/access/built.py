"""The two streets of `world`, built once in each process that asks for them; tests work in a transaction on top."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer

    from .world import World


@dataclass
class Built:
    """The database in which the two streets stand, and what stands there."""

    database: str
    world: "World"


@pytest.fixture(scope="session")
def built(street_database: str, database_server: "TestServer", django_db_blocker: Any) -> Built:
    """Two streets with a row of everything; rolled back to, never changed."""
    from .world import build

    with django_db_blocker.unblock():
        return Built(*database_server.laid(build, street_database))
