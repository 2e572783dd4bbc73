"""The world of these tests stands for a module: they only look, and what they change they take back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from shiqiao.testing.street import standing

from .built import Built
from .world import World

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer


@pytest.fixture(scope="module")
def world(built: Built, database_server: "TestServer", django_db_blocker: Any) -> Iterator[World]:
    """Two streets with a row of everything, in one transaction that is rolled back at the end of the module."""
    from django.core.signals import request_finished
    from django.db import connections, transaction

    from shiqiao.base import snapshots

    before = database_server.current
    with django_db_blocker.unblock():
        database_server.use(built.database)
        snapshots.drop()
        try:
            with transaction.atomic(), standing() as place:
                request_finished.connect(place.reopen, weak=False)
                yield built.world
                request_finished.disconnect(place.reopen)
                transaction.set_rollback(True)
        finally:
            connections.close_all()
            database_server.use(before)
            snapshots.drop()
