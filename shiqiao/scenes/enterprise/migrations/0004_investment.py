"""Investment: premises and floors, leads and their stages, who has which floor when, and the street fence round all."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("enterprise", "0003_exchange")]

    operations = [
        migrations.CreateModel(
            name="FloorTaken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("floor", models.BigIntegerField()),
                ("lead", models.BigIntegerField()),
                ("how", models.CharField(max_length=8)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "enterprise_floor_taken",
                "indexes": [models.Index(fields=["lead"], name="investment_taken_by_lead")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("floor", "="), ("during", "&&")], name="investment_floor_once_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("reserved", "let"))), name="investment_how_taken"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("number", models.CharField(max_length=16)),
                ("firm", models.CharField(max_length=80)),
                ("organisation", models.BigIntegerField(default=0)),
                ("project", models.BigIntegerField(default=0)),
                ("premises", models.BigIntegerField(default=0)),
                ("wants", models.CharField(default="", max_length=200)),
                ("area", models.IntegerField(default=0)),
                ("amount", models.IntegerField(default=0)),
                ("source", models.CharField(max_length=12)),
                ("stage", models.CharField(max_length=12)),
                ("stage_at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
                ("owner_post", models.BigIntegerField()),
                ("owner", models.BigIntegerField(default=0)),
                ("next_step", models.CharField(default="", max_length=200)),
                ("next_on", models.DateField(null=True)),
                ("lost_reason", models.CharField(default="", max_length=12)),
                ("lost_text", models.CharField(default="", max_length=300)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_lead",
                "indexes": [
                    models.Index(fields=["street", "stage", "-id"], name="investment_by_stage"),
                    models.Index(
                        condition=models.Q(("next_on__isnull", False)),
                        fields=["street", "next_on", "id"],
                        name="investment_by_next",
                    ),
                    models.Index(fields=["owner_post", "next_on"], name="investment_by_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number"), name="investment_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("stage", "lost"), _negated=True), ("lost_reason", "")),
                            models.Q(("stage", "lost"), models.Q(("lost_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="investment_lost_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lost_reason", "other"), _negated=True),
                            models.Q(("lost_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="investment_other_reason_is_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_on", None), ("stage__in", ("moved_in", "lost"))),
                            models.Q(("next_on__isnull", False), models.Q(("next_step", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="investment_has_a_next_step",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadStage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("lead", models.BigIntegerField()),
                ("stage", models.CharField(max_length=12)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("note", models.CharField(default="", max_length=300)),
            ],
            options={
                "db_table": "enterprise_lead_stage",
                "indexes": [models.Index(fields=["lead", "id"], name="investment_stages")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("lead",), name="investment_one_open_stage"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("address", models.CharField(default="", max_length=120)),
                ("community", models.BigIntegerField(default=0)),
                ("project", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_premises",
                "constraints": [models.UniqueConstraint(fields=("street", "name"), name="investment_premises_once")],
            },
        ),
        migrations.CreateModel(
            name="PremisesFloor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("premises", models.BigIntegerField()),
                ("title", models.CharField(max_length=30)),
                ("area", models.IntegerField()),
                ("price", models.IntegerField(default=0)),
                ("own_use", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_premises_floor",
                "constraints": [
                    models.UniqueConstraint(fields=("premises", "title"), name="investment_floor_once"),
                    models.CheckConstraint(
                        condition=models.Q(("area__gt", 0), ("price__gte", 0)), name="investment_floor_measures"
                    ),
                ],
            },
        ),
        fence(
            "enterprise_premises",
            "enterprise_premises_floor",
            "enterprise_lead",
            "enterprise_lead_stage",
            "enterprise_floor_taken",
        ),
    ]
