import django.contrib.postgres.fields
from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground"), ("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("part", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("hits", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "db_table": "scoring_cell",
                "indexes": [
                    models.Index(fields=["street", "grid", "day"], name="scoring_cell_place"),
                    models.Index(fields=["street", "day"], name="scoring_cell_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("period", models.BigIntegerField()),
                ("part", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                ("number", models.CharField(max_length=20)),
                ("indicator", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("hits", models.SmallIntegerField()),
                ("counts", models.SmallIntegerField()),
                ("booked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "scoring_correction",
                "indexes": [
                    models.Index(fields=["street", "day"], name="scoring_corrected_on"),
                    models.Index(fields=["period", "part", "record"], name="scoring_corrected_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("period", models.BigIntegerField()),
                ("part", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                ("number", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("hits", models.BigIntegerField()),
                ("counts", models.BigIntegerField()),
            ],
            options={
                "db_table": "scoring_evidence",
                "indexes": [models.Index(fields=["street", "number"], name="scoring_evidence_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "part", "record"), name="scoring_evidence_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("version", models.IntegerField()),
                ("closed_at", models.DateTimeField()),
                ("rows", models.IntegerField()),
            ],
            options={
                "db_table": "scoring_period",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "starts"), name="scoring_closed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="scoring_period_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("since", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("part", models.IntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "scoring_reckoning",
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["id"], name="scoring_to_reckon")
                ],
            },
        ),
        migrations.CreateModel(
            name="TableVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("starts", models.DateField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("table", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "scoring_table",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="scoring_one_version")],
            },
        ),
        *[fence(f"scoring_{one}") for one in ("table", "cell", "reckoning", "period", "evidence", "correction")],
        *[append_only(f"scoring_{one}") for one in ("table", "evidence", "correction")],
    ]
