"""Whoever changes a proven column of a visit by hand is found, and every column is proven or named as free."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.visits.models import Finding, Place, Visit, VisitPlan
from shiqiao.kernel.visits.proof import check_visits
from shiqiao.kernel.visits.rules import COLUMNS, PLAN_COLUMNS

from .conftest import Made

COVERED: dict[str, list[str]] = {
    "visits_place": ["grid", "personal", "title", "address", "lon", "lat", "mark", "salt"],
    "visits_plan": [*PLAN_COLUMNS, "visit", "next_from", "seq", "head"],
    "visits_visit": [*COLUMNS, "seq", "head", "content", "client_id", "salt"],
    "visits_finding": ["street", "visit", "question", "item", "severity", "matter", "state", "rechecks"],
}
# Keys of rows; the last day of a window that is not begun; a published version stands by its fingerprint.
FREE = {
    "visits_place": {"id", "street"},
    "visits_plan": {"id", "next_until"},
    "visits_visit": {"id"},
    "visits_finding": {"id"},
}
MODELS: dict[str, type[models.Model]] = {
    "visits_place": Place, "visits_plan": VisitPlan, "visits_visit": Visit, "visits_finding": Finding,
}  # fmt: skip
# What the database itself refuses to hold, so that nothing is left to prove.
REFUSED = {
    ("visits_visit", "state"): "moved",
    ("visits_finding", "visit"): 77,
    ("visits_plan", "next_from"): date(2018, 6, 1),
}


def other(table: str, column: str, value: Any) -> Any:
    """Return another value of the same kind."""
    if (table, column) in REFUSED:
        return REFUSED[table, column]
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"[-9:]
        case memoryview() | bytes():
            return bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
        case datetime():
            return value + timedelta(hours=1)
    return datetime.fromisoformat("2018-06-28T00:00:00+08:00")


def test_an_untouched_visit_proves_itself(made: Made) -> None:
    assert [str(found) for found in check_visits()] == []


@pytest.mark.parametrize(("table", "column"), [(table, name) for table, names in COVERED.items() for name in names])
def test_a_column_changed_by_hand_is_found(made: Made, table: str, column: str) -> None:
    model = MODELS[table]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    changed = {column: other(table, column, getattr(row, column))}
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(**changed)
    except IntegrityError:
        return  # the database itself refuses it
    assert [str(found) for found in check_visits()], f"{table}.{column} is not proven"


def test_every_column_is_covered_or_named_as_free(made: Made) -> None:
    for table, covered in COVERED.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
            known = {name for (name,) in cursor.fetchall()}
        assert known == set(covered) | FREE[table], table


@pytest.mark.parametrize("name", ["due_at", "stopped_at", "late", "owner_post"])
def test_a_clock_changed_by_hand_is_found(made: Made, name: str) -> None:
    row = Clock.objects.get(kind="visit", subject=made.recorded.next if name == "owner_post" else made.visit.id)
    Clock.objects.filter(pk=row.pk).update(**{name: other("", "", getattr(row, name))})
    assert [str(found) for found in check_visits()]


def test_a_visit_that_was_deleted_or_put_in_is_found(made: Made) -> None:
    Finding.objects.all().delete()
    Visit.objects.filter(pk=made.visit.id).delete()
    assert any("not in the table" in str(found) for found in check_visits())


def test_a_change_is_not_hidden_by_wiping_the_salts(made: Made) -> None:
    Visit.objects.filter(pk=made.visit.id).update(content=None, salt=b"", client_id="")
    Place.objects.filter(pk=made.visit.place).update(title=b"", address=b"", lon=None, lat=None, salt=b"")
    assert len(list(check_visits())) == 2
