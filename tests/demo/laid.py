"""A part of the demo laid once for a whole file: each test sees it in a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import Street, standing, undone


@contextmanager
def laid(server: TestServer, blocker: Any, of: str, lay: Callable[[], object]) -> Iterator[str]:
    """Give the name of a database, a copy of another, in which `lay` was done with real commits."""
    with blocker.unblock(), server.own(of) as name:
        with standing():
            lay()
        yield name


@contextmanager
def seen(server: TestServer, blocker: Any, name: str) -> Iterator[Street]:
    """Look at it, and change it for the length of a test."""
    with blocker.unblock(), server.at(name), undone() as street:
        yield street
