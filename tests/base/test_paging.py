"""Walking a list page by page shows each row once and in its order, whatever the length of a page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base import paging
from shiqiao.base.paging import Page, cut

pytestmark = pytest.mark.database
START = datetime(2018, 6, 1, tzinfo=UTC)


class Row(models.Model):
    """A row of a table that exists for these tests alone."""

    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table, managed, apps = "paging", "paged_rows", False, Apps()


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE paged_rows (id bigint PRIMARY KEY, due_at timestamptz) ON COMMIT DROP")


def rows(days: list[int | None]) -> models.QuerySet[Row]:
    Row.objects.all().delete()
    moments = (None if day is None else START + timedelta(days=day) for day in days)
    Row.objects.bulk_create(Row(pk=n, due_at=at) for n, at in enumerate(moments, 1))
    return Row.objects.all()


def walked(read: Callable[[str], Page[Any]]) -> list[int]:
    """Return the numbers of all rows, following the cursors."""
    seen, page = [], read("")
    seen += [row.pk for row in page.rows]
    while page.next:
        page = read(page.next)
        assert page.rows, "a cursor leads to at least one row"
        seen += [row.pk for row in page.rows]
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # `rows` begins each example anew
@given(st.lists(st.none() | st.integers(0, 3), max_size=9), st.integers(1, 4))
def test_each_row_once_and_in_order(table: None, days: list[int | None], limit: int) -> None:
    found = rows(days)
    numbers = list(range(1, len(days) + 1))
    assert walked(lambda after: paging.newest(found, after, limit)) == numbers[::-1]
    by_due = sorted(numbers, key=lambda n: (days[n - 1] is None, days[n - 1] or 0, n))
    assert walked(lambda after: paging.soonest(found, "due_at", after, limit)) == by_due
    dated = [n for n in by_due if days[n - 1] is not None]
    having = found.exclude(due_at=None)
    assert walked(lambda after: paging.latest(having, "due_at", after, limit)) == dated[::-1]


@pytest.mark.parametrize(
    "junk", ["x", "2018-13-01_5", "٣", "-", "_", "9" * 60, "2018-06-01_7", "2018-06-01T00:00+08:00_", "9" * 40 + "_1"]
)
def test_what_is_no_cursor_begins_at_the_top(table: None, junk: str) -> None:
    found = rows([0, 1, None])
    assert [row.pk for row in paging.newest(found, junk, 5).rows] == [3, 2, 1]
    assert [row.pk for row in paging.soonest(found, "due_at", junk, 5).rows] == [1, 2, 3]
    assert [row.pk for row in paging.latest(found.exclude(due_at=None), "due_at", junk, 5).rows] == [2, 1]


def test_the_last_page_has_no_cursor() -> None:
    assert cut([1, 2], 2, str) == Page([1, 2])
    assert cut([1, 2, 3], 2, str) == Page([1, 2], "2")
    assert cut([], 2, str) == Page([])
