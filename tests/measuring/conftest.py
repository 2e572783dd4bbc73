"""A small database made as the large ones are."""

from typing import Any

import pytest

from benchmarks.size.lives import live
from benchmarks.size.multiply import multiply
from shiqiao.testing.street import Street

MATTERS, STREETS, MONTHS = 900, 3, 3


def run(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
    """Run a statement on the tests' connection and return its rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def many(street: Street) -> Street:
    live(closed=70, waiting=30)
    multiply(run, matters=MATTERS, streets=STREETS, months=MONTHS, progress=lambda done: None)
    return street
