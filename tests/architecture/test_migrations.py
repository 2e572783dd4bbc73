"""A migration that says `rolling = True` only adds: hosts of the former release go on beside it."""

from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now

from shiqiao.base.db.fences import append_only, fence
from shiqiao.base.db.rolling import NewTable, is_rolling, misfits

ADDED = models.IntegerField(null=True)


def made(*operations: Any) -> migrations.Migration:
    """Return a migration of an invented part."""
    found = migrations.Migration("0002_more", "invented")
    found.operations = list(operations)
    return found


def new(name: str = "thing") -> migrations.CreateModel:
    return migrations.CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), ("street", models.IntegerField())]
    )


def test_every_rolling_migration_of_the_house_only_adds() -> None:
    rolling = [
        one for one in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values() if is_rolling(one)
    ]
    assert "base.0003_rolling" in {f"{one.app_label}.{one.name}" for one in rolling}
    assert [found for one in rolling for found in misfits(one)] == []


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("matter", "more", ADDED)],
        [migrations.AddField("matter", "more", models.IntegerField(db_default=0))],
        [migrations.AddField("matter", "more", models.ForeignKey("a.B", models.CASCADE, null=True, db_index=False))],
        [new(), fence("invented_thing"), append_only("invented_thing")],
        [new(), migrations.AddIndex("thing", models.Index(fields=["street"], name="thing_street"))],
        [new(), migrations.AddField("thing", "more", models.IntegerField(db_index=True))],
        [NewTable("aside", "name text PRIMARY KEY")],
        [AddIndexConcurrently("matter", models.Index(fields=["street"], name="matter_street"))],
        [migrations.AlterModelOptions("matter", {})],
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("matter", "less")])],
    ],
)  # fmt: skip
def test_what_only_adds_fits(operations: list[Any]) -> None:
    assert list(misfits(made(*operations))) == []


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("matter", "more", models.IntegerField(default=0))],
        [migrations.AddField("matter", "more", models.IntegerField(null=True, db_index=True))],
        [migrations.AddField("matter", "more", models.IntegerField(null=True, unique=True))],
        [migrations.AddField("matter", "more", models.ForeignKey("a.B", models.CASCADE, null=True))],
        [migrations.AddField("matter", "more", models.DateTimeField(db_default=Now()))],
        [migrations.AddIndex("matter", models.Index(fields=["street"], name="matter_street"))],
        [migrations.AddConstraint("matter", models.CheckConstraint(condition=models.Q(street=1), name="one"))],
        [migrations.RemoveField("matter", "less")],
        [migrations.RenameField("matter", "less", "more")],
        [migrations.AlterField("matter", "street", ADDED)],
        [migrations.DeleteModel("matter")],
        [migrations.RunSQL("SELECT 1")],
        [migrations.RunPython(migrations.RunPython.noop)],
        [new(), fence("matters_matter")],
        [new("other"), migrations.AddField("thing", "more", models.IntegerField())],
        [migrations.SeparateDatabaseAndState([migrations.RemoveField("matter", "less")])],
        [AddIndexConcurrently("a", models.Index(fields=["b"], name="c")), migrations.AddField("a", "more", ADDED)],
    ],
)  # fmt: skip
def test_what_a_former_release_trips_over_or_what_locks_does_not_fit(operations: list[Any]) -> None:
    assert list(misfits(made(*operations)))
