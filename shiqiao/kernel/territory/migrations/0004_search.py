"""Divisions are found by a part of their name; what is higher is listed first."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from shiqiao.base.text import index_terms

LEVELS = ("province", "city", "district", "street", "community")


def fill(apps, schema_editor):
    """Give the divisions that are there already their terms and their depth."""
    with schema_editor.connection.cursor() as cursor:
        for depth, level in enumerate(LEVELS):
            cursor.execute("UPDATE territory_division SET depth = %s WHERE level = %s", [depth, level])
        cursor.execute("SELECT id, name FROM territory_division")
        rows = [(index_terms(name), pk) for pk, name in cursor.fetchall()]
        cursor.executemany("UPDATE territory_division SET terms = array_to_tsvector(%s::text[]) WHERE id = %s", rows)


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("territory", "0003_place_codes")]
    operations = [
        migrations.AddField("division", "depth", models.SmallIntegerField(default=0)),
        migrations.AddField("division", "terms", django.contrib.postgres.search.SearchVectorField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "division", django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="division_terms")
        ),
        migrations.AddIndex("division", models.Index(fields=["depth", "code"], name="division_in_order")),
    ]
