"""Emergency: plans, responses, posts, hazard points, people moved, stock, reports and alarms, behind the street fence."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("duty", "0001_initial")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("level", models.SmallIntegerField()),
                ("text", models.BinaryField(null=True)),
                ("repeat", models.SmallIntegerField()),
                ("deputy_after", models.SmallIntegerField()),
                ("leader_after", models.SmallIntegerField()),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_alarm",
                "indexes": [models.Index(fields=["response", "id"], name="duty_emergency_alarms")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy_after__gte", 1),
                            ("leader_after__gte", models.F("deputy_after")),
                            ("repeat__gte", 1),
                        ),
                        name="duty_emergency_alarm_steps",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("alarm", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("deputy", models.BigIntegerField(default=0)),
                ("leader", models.BigIntegerField(default=0)),
                ("holder", models.BigIntegerField(default=0)),
                ("told", models.SmallIntegerField(default=0)),
                ("stage", models.SmallIntegerField(default=0)),
                ("called_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(default=0)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("relieved_at", models.DateTimeField(null=True)),
                ("relieved_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "duty_emergency_call",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        name="duty_emergency_calls_next",
                    ),
                    models.Index(fields=["response", "id"], name="duty_emergency_calls"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("alarm", "post"), name="duty_emergency_called_once"),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", (0, 1, 2))), name="duty_emergency_call_stages"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at", None), models.Q(("answered_at", None), ("relieved_at", None)), _connector="OR"
                        ),
                        name="duty_emergency_call_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmTelling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("call", models.BigIntegerField()),
                ("nth", models.SmallIntegerField()),
                ("stage", models.SmallIntegerField()),
                ("post", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_telling",
                "constraints": [
                    models.UniqueConstraint(fields=("call", "nth", "stage"), name="duty_emergency_told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("account", models.BigIntegerField()),
                ("client_id", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=16)),
                ("made", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_act",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "client_id"), name="duty_emergency_act_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_plan",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "version"), name="duty_emergency_one_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("place", models.BinaryField(null=True)),
                ("owner", models.BinaryField(null=True)),
                ("post", models.BigIntegerField()),
                ("state", models.CharField(default="", max_length=8)),
                ("checked_at", models.DateTimeField(null=True)),
                ("checks", models.IntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("gone_why", models.BinaryField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "duty_emergency_hazard",
                "indexes": [models.Index(fields=["street", "kind", "id"], name="duty_emergency_hazards")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code"), name="duty_emergency_hazard_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("", "safe", "water", "closed"))),
                        name="duty_emergency_hazard_states",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HazardCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("hazard", models.BigIntegerField()),
                ("response", models.BigIntegerField(default=0)),
                ("state", models.CharField(max_length=8)),
                ("answers", models.JSONField(default=list)),
                ("depth", models.SmallIntegerField(default=0)),
                ("note", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("matter", models.BigIntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_check",
                "indexes": [
                    models.Index(fields=["hazard", "-at"], name="duty_emergency_checks"),
                    models.Index(fields=["response", "hazard"], name="duty_emergency_checks_in"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("safe", "water", "closed"))),
                        name="duty_emergency_check_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("files", []), _negated=True), name="duty_emergency_check_photo"
                    ),
                    models.CheckConstraint(condition=models.Q(("depth__gte", 0)), name="duty_emergency_check_depth"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Manning",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("place", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_manning",
                "indexes": [models.Index(fields=["response", "id"], name="duty_emergency_mannings")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("place", "="),
                            (
                                models.Func(
                                    models.F("since"),
                                    models.F("until"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                ),
                                "&&",
                            ),
                        ],
                        name="duty_emergency_one_at_a_post",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("street", "="),
                            ("account", "="),
                            (
                                models.Func(
                                    models.F("since"),
                                    models.F("until"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                ),
                                "&&",
                            ),
                        ],
                        name="duty_emergency_one_post_each",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relocation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("hazard", models.BigIntegerField(default=0)),
                ("community", models.BigIntegerField()),
                ("person_kind", models.CharField(default="", max_length=16)),
                ("person", models.BigIntegerField(default=0)),
                ("name", models.BinaryField(null=True)),
                ("place", models.BinaryField(null=True)),
                ("persons", models.SmallIntegerField()),
                ("shelter", models.BigIntegerField(default=0)),
                ("listed_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "duty_emergency_relocation",
                "indexes": [models.Index(fields=["response", "id"], name="duty_emergency_relocations")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("persons__gte", 1)), name="duty_emergency_persons"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_at", None), ("shelter", 0)),
                            models.Q(("moved_at__isnull", False), ("shelter__gt", 0)),
                            _connector="OR",
                        ),
                        name="duty_emergency_moved_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at", None), ("returned_at__gte", models.F("moved_at")), _connector="OR"
                        ),
                        name="duty_emergency_back_after",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__gt", 0)),
                        fields=("response", "person_kind", "person"),
                        name="duty_emergency_moved_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("year", models.SmallIntegerField()),
                ("serial", models.SmallIntegerField()),
                ("number", models.CharField(max_length=24)),
                ("version", models.IntegerField()),
                ("level", models.SmallIntegerField()),
                ("peak", models.SmallIntegerField()),
                ("leader", models.BigIntegerField()),
                ("office", models.BigIntegerField()),
                ("trigger", models.CharField(max_length=200)),
                ("words", models.BinaryField(null=True)),
                ("started_at", models.DateTimeField()),
                ("levelled_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("review", models.BinaryField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "duty_emergency_response",
                "indexes": [models.Index(fields=["street", "-id"], name="duty_emergency_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("street", "kind"),
                        name="duty_emergency_one_running",
                    ),
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="duty_emergency_number"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", (4, 3, 2, 1)), ("peak__lte", models.F("level"))),
                        name="duty_emergency_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="duty_emergency_ends_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_at", None), ("ended_at__isnull", False), _connector="OR"),
                        name="duty_emergency_reviewed_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResponseEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("level", models.SmallIntegerField(default=0)),
                ("code", models.CharField(default="", max_length=120)),
                ("amount", models.IntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("text", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_entry",
                "indexes": [models.Index(fields=["response", "at", "id"], name="duty_emergency_entries")],
            },
        ),
        migrations.CreateModel(
            name="ResponsePost",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=120)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("level", models.SmallIntegerField()),
                ("post", models.BigIntegerField()),
                ("deputy", models.BigIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("first_manned", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "duty_emergency_post",
                "indexes": [models.Index(fields=["response", "id"], name="duty_emergency_posts")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("response", "code"),
                        name="duty_emergency_post_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=120)),
                ("capacity", models.IntegerField()),
                ("taken", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "duty_emergency_shelter",
                "constraints": [
                    models.UniqueConstraint(fields=("response", "code"), name="duty_emergency_shelter_once"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("capacity"))),
                        name="duty_emergency_shelter_room",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("store", models.CharField(max_length=40)),
                ("store_title", models.CharField(max_length=80)),
                ("material", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("unit", models.CharField(max_length=20)),
                ("low", models.IntegerField(default=0)),
                ("balance", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "duty_emergency_stock",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "store", "material"), name="duty_emergency_stock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("balance__gte", 0), ("low__gte", 0)), name="duty_emergency_stock_there"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("stock", models.BigIntegerField()),
                ("response", models.BigIntegerField(default=0)),
                ("kind", models.CharField(max_length=8)),
                ("amount", models.IntegerField()),
                ("balance", models.IntegerField()),
                ("place", models.CharField(default="", max_length=120)),
                ("note", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_emergency_stock_line",
                "indexes": [
                    models.Index(fields=["stock", "-id"], name="duty_emergency_lines"),
                    models.Index(fields=["response", "id"], name="duty_emergency_lines_in"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="duty_emergency_line_there"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="duty_emergency_line_moves"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZeroReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("response", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(default=dict)),
                ("note", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "late",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("sent_at__gt", models.F("due_at"))),
                        output_field=models.BooleanField(null=True),
                    ),
                ),
            ],
            options={
                "db_table": "duty_emergency_report",
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["street", "due_at"],
                        name="duty_emergency_reports_due",
                    ),
                    models.Index(fields=["response", "-due_at"], name="duty_emergency_reports"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("response", "post", "due_at"), name="duty_emergency_report_once"),
                    models.UniqueConstraint(fields=("response", "post", "since"), name="duty_emergency_report_of_time"),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("since"))), name="duty_emergency_report_due_after"
                    ),
                ],
            },
        ),
        fence(
            "duty_emergency_alarm",
            "duty_emergency_call",
            "duty_emergency_telling",
            "duty_emergency_act",
            "duty_emergency_plan",
            "duty_emergency_hazard",
            "duty_emergency_check",
            "duty_emergency_manning",
            "duty_emergency_relocation",
            "duty_emergency_response",
            "duty_emergency_entry",
            "duty_emergency_post",
            "duty_emergency_shelter",
            "duty_emergency_stock",
            "duty_emergency_stock_line",
            "duty_emergency_report",
        ),
    ]
