import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("estate", "estate"),
                            ("road", "road"),
                            ("building", "building"),
                            ("landmark", "landmark"),
                        ],
                        max_length=8,
                    ),
                ),
                ("aliases", models.JSONField(default=list)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("grid", models.BigIntegerField(default=0)),
                ("first", models.IntegerField(default=0)),
                ("last", models.IntegerField(default=0)),
                (
                    "side",
                    models.CharField(blank=True, choices=[("odd", "odd"), ("even", "even")], default="", max_length=4),
                ),
                ("source", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "db_table": "territory_address",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "name", "kind", "first", "side"), name="address_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Boundary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                (
                    "street",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Cast(
                            django.db.models.expressions.CombinedExpression(
                                models.F("number"), "/", models.Value(1000000)
                            ),
                            output_field=models.IntegerField(),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                ("shape", models.JSONField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("source", models.CharField(blank=True, default="", max_length=200)),
                ("illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "territory_boundary",
                "indexes": [models.Index(fields=["street", "number"], name="boundary_street")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("number", "="), ("valid", "&&")], name="boundary_one_at_a_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__isempty", False)), name="boundary_some_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(db_index=True, max_length=120)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "province"),
                            ("city", "city"),
                            ("district", "district"),
                            ("street", "street"),
                            ("community", "community"),
                        ],
                        max_length=9,
                    ),
                ),
                ("parent", models.CharField(blank=True, db_index=True, default="", max_length=12)),
                ("class_code", models.CharField(blank=True, default="", max_length=3)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
            ],
            options={
                "db_table": "territory_division",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^\\d{12}$")), name="division_code_12_digits"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=15, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "community",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Cast(
                            django.db.models.functions.text.Substr("code", 1, 12), output_field=models.BigIntegerField()
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "street",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Cast(
                            django.db.models.functions.text.Substr("code", 1, 9), output_field=models.IntegerField()
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                ("retired_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "territory_grid",
                "indexes": [models.Index(fields=["street", "code"], name="grid_street")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code__regex", "^\\d{15}$")), name="grid_code_15_digits")
                ],
            },
        ),
        fence("territory_address"),
    ]
