"""Migrations that only add: hosts of the former release can stand them while they serve.

A migration says so itself, by `rolling = True`; `misfits` tells whether it keeps the promise. All others need every host
to be stopped.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, ManyToManyField

from shiqiao.base.db.fences import OnTables

ON_PAPER = (migrations.AlterModelOptions, migrations.AlterModelManagers)  # no table changes
ON_NEW_TABLES = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint, migrations.AlterUniqueTogether)


class NewTable(migrations.RunSQL):
    """Make a table without a model: its name, and its columns as SQL."""

    def __init__(self, name: str, columns: str) -> None:
        super().__init__(f"CREATE TABLE {name} ({columns})", f"DROP TABLE {name}")


def is_rolling(migration: Any) -> bool:
    """Tell whether a migration says that hosts of the former release can stand it."""
    return bool(getattr(migration, "rolling", False))


def misfits(migration: Any) -> Iterator[str]:
    """Yield what a migration does that a host of the former release, or who waits for a lock, would notice."""
    models: set[str] = set()
    tables: set[str] = set()
    for one in migration.operations:
        if isinstance(one, migrations.CreateModel):
            models.add(one.name_lower)
            tables.add(one.options.get("db_table") or f"{migration.app_label}_{one.name_lower}")
        elif why := _why_not(one, models, tables):
            yield f"{migration.app_label}.{migration.name}: {one.describe()}: {why}"
    apart = [one for one in migration.operations if isinstance(one, AddIndexConcurrently)]
    if apart and len(migration.operations) > 1:
        yield f"{migration.app_label}.{migration.name}: an index that is made beside the work stands in a migration alone"


def _why_not(one: Operation, models: set[str], tables: set[str]) -> str:
    """Return why an operation does not fit, empty when it does; `models` and `tables` are new in this migration."""
    if isinstance(one, (NewTable, AddIndexConcurrently, *ON_PAPER)):
        return ""
    if isinstance(one, ON_NEW_TABLES) and getattr(one, "model_name", getattr(one, "name", "")).lower() in models:
        return ""
    if isinstance(one, OnTables):
        return "" if tables.issuperset(one.tables) else "only tables that are new may be fenced"
    if isinstance(one, migrations.SeparateDatabaseAndState):
        return next((why for each in one.database_operations if (why := _why_not(each, models, tables))), "")
    if isinstance(one, migrations.AddField):
        return _why_not_field(one.field)
    if isinstance(one, migrations.AddIndex):
        return "use AddIndexConcurrently: nobody can write while an index is made"
    return "a host of the former release may trip over it"


def _why_not_field(field: Any) -> str:
    if isinstance(field, ManyToManyField):
        return ""
    if getattr(field, "generated", False):
        return "the whole table is written anew"
    if field.unique or field.db_index:
        return (
            "nobody can write while its index is made: db_index=False, and AddIndexConcurrently in the next migration"
        )
    if field.db_default is not NOT_PROVIDED:
        return "db_default must be a constant" if hasattr(field.db_default, "resolve_expression") else ""
    return "" if field.null else "null=True or db_default: the former release does not know the column"
