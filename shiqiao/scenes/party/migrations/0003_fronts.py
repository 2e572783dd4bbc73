"""Front teams: teams, members by dates, charges, the day log, and the street fence round every table."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("party", "0002_secretary")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="FrontCharge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("team", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("about_kind", models.CharField(default="", max_length=30)),
                ("about_id", models.BigIntegerField(default=0)),
                ("label", models.BinaryField(null=True)),
                ("since", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.BigIntegerField(default=0)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "party_front_charge",
                "indexes": [models.Index(fields=["team", "account"], name="party_front_charges")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("dropped_at", None), _connector="OR"),
                        name="party_front_charge_ends_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("about_id__gt", 0), ("dropped_at", None)),
                        fields=("team", "about_kind", "about_id"),
                        name="party_front_charge_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrontEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("team", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("charge", models.BigIntegerField(default=0)),
                ("day", models.DateField()),
                ("done", models.CharField(max_length=10)),
                ("times", models.SmallIntegerField(default=1)),
                ("text", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("key", models.UUIDField()),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_front_entry",
                "indexes": [
                    models.Index(fields=["team", "-day", "-id"], name="party_front_log"),
                    models.Index(fields=["account", "day"], name="party_front_log_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "key"), name="party_front_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("done__in", ("household", "talk", "clear", "guard", "help"))),
                        name="party_front_entry_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("times__gt", 0), ("times__lte", 99)), name="party_front_entry_times"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrontMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("team", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("role", models.CharField(default="member", max_length=8)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "party_front_member",
                "indexes": [models.Index(fields=["account"], name="party_front_of_account")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("role", "leader")),
                        expressions=[("team", "="), ("during", "&&")],
                        name="party_front_one_leader",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("team", "="), ("account", "="), ("during", "&&")], name="party_front_member_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("leader", "member"))), name="party_front_roles"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrontTeam",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("number", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=12)),
                ("field", models.CharField(max_length=12)),
                ("front_kind", models.CharField(default="", max_length=30)),
                ("front_id", models.BigIntegerField(default=0)),
                ("front_name", models.CharField(default="", max_length=80)),
                ("community", models.BigIntegerField(default=0)),
                ("aim", models.BinaryField(null=True)),
                ("since", models.DateField()),
                ("ended", models.DateField(null=True)),
                ("formed_by", models.BigIntegerField(default=0)),
                ("formed_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_front_team",
                "indexes": [models.Index(fields=["front_kind", "front_id"], name="party_fronts_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number"), name="party_front_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("task_group", "vanguard"))), name="party_front_kinds"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("field__in", ("renewal", "demolition", "project", "city", "flood", "environment", "other"))
                        ),
                        name="party_front_fields",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("front_id__gt", 0), models.Q(("front_name", ""), _negated=True), _connector="OR"
                        ),
                        name="party_front_has_a_front",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended", None), ("ended__gte", models.F("since")), _connector="OR"),
                        name="party_front_days",
                    ),
                ],
            },
        ),
        fence("party_front_team", "party_front_member", "party_front_charge", "party_front_entry"),
    ]
