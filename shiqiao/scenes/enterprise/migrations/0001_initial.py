"""Rules, files of firms and their people, stewards, needs, promises, and the street fence round every table."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="EnterpriseVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="enterprise_one_version")],
            },
        ),
        migrations.CreateModel(
            name="FirmEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("need", models.BigIntegerField()),
                ("position", models.BigIntegerField(default=0)),
                ("kind", models.CharField(max_length=12)),
                ("text", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_entry",
                "indexes": [models.Index(fields=["need", "id"], name="enterprise_entries")],
            },
        ),
        migrations.CreateModel(
            name="FirmFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("tier", models.CharField(max_length=30)),
                ("size", models.CharField(default="", max_length=8)),
                ("tags", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("visited_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_firm",
                "indexes": [models.Index(fields=["street", "tier", "id"], name="enterprise_firm_tier")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "organisation"), name="enterprise_firm_once"),
                    models.CheckConstraint(
                        condition=models.Q(("size__in", ("", "large", "medium", "small", "micro"))),
                        name="enterprise_firm_sizes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("person", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("key_hash", models.BinaryField(unique=True)),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "enterprise_key",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="enterprise_keys_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmNeed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=20)),
                ("organisation", models.BigIntegerField()),
                ("topic", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=10)),
                ("source_kind", models.CharField(default="", max_length=20)),
                ("source_id", models.BigIntegerField(default=0)),
                ("client_id", models.CharField(default="", max_length=40)),
                ("text", models.BinaryField(null=True)),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("earlier", models.BigIntegerField(default=0)),
                ("seat", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("abandoned_at", models.DateTimeField(null=True)),
                ("useful", models.SmallIntegerField(null=True)),
                ("praise", models.BinaryField(null=True)),
                ("rated_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_need",
                "indexes": [
                    models.Index(fields=["street", "state", "-id"], name="enterprise_needs_in"),
                    models.Index(fields=["organisation", "-id"], name="enterprise_needs_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="enterprise_need_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("source_id__gt", 0)),
                        fields=("source_kind", "source_id", "topic"),
                        name="enterprise_need_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client_id", ""), _negated=True),
                        fields=("street", "client_id"),
                        name="enterprise_need_sent_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("useful", None),
                            models.Q(("settled_at__isnull", False), ("useful__range", (1, 5))),
                            _connector="OR",
                        ),
                        name="enterprise_need_rated_when_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmPerson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_mark", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_person",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("phone_mark__isnull", False)),
                        fields=("street", "phone_mark"),
                        name="enterprise_person_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmPosition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("need", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("post", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("escalated", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("abandoned_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "enterprise_position",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["street", "asked_at"],
                        name="enterprise_silent",
                    ),
                    models.Index(fields=["unit", "state", "-id"], name="enterprise_positions_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("need", "unit"), name="enterprise_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "taken", "refused", "done", "no_help", "unreachable"))
                        ),
                        name="enterprise_position_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "waiting"), ("answered_at__isnull", False), _connector="OR"),
                        name="enterprise_position_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmPromise",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("need", models.BigIntegerField(default=0)),
                ("visit", models.BigIntegerField(default=0)),
                ("text", models.BinaryField(null=True)),
                ("due", models.DateField()),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("broken_at", models.DateTimeField(null=True)),
                ("outcome", models.BinaryField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_promise",
                "indexes": [
                    models.Index(
                        condition=models.Q(("broken_at", None), ("kept_at", None)),
                        fields=["street", "due", "id"],
                        name="enterprise_promises_open",
                    ),
                    models.Index(fields=["organisation", "-id"], name="enterprise_promises_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept_at", None), ("broken_at", None), _connector="OR"),
                        name="enterprise_promise_kept_or_broken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_at", None), ("kept_at__gte", models.F("made_at")), _connector="OR"),
                        name="enterprise_promise_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmReminder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("step", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_reminder",
                "constraints": [
                    models.UniqueConstraint(fields=("position", "step"), name="enterprise_reminded_once"),
                    models.CheckConstraint(
                        condition=models.Q(("step__range", (1, 3))), name="enterprise_reminder_steps"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmSeat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("role", models.CharField(max_length=10)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("invited_at", models.DateTimeField()),
                ("link_hash", models.BinaryField(null=True)),
                ("link_until", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("entered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_seat",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="enterprise_seats_of"),
                    models.Index(fields=["street", "organisation"], name="enterprise_seats_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organisation", "person"),
                        name="enterprise_seat_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("link_hash__isnull", False)),
                        fields=("link_hash",),
                        name="enterprise_seat_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("link_hash", None), _connector="OR"),
                        name="enterprise_seat_ended_has_no_link",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmSteward",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("former", models.BigIntegerField(default=0)),
                ("promises", models.JSONField(default=list)),
                ("needs", models.JSONField(default=list)),
                ("next_visit", models.DateField(null=True)),
                ("facts", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_account", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "enterprise_steward",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["post"], name="enterprise_stewards_of")
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("during", "&&")], name="enterprise_one_steward"
                    )
                ],
            },
        ),
        fence(
            "enterprise_entry",
            "enterprise_firm",
            "enterprise_key",
            "enterprise_need",
            "enterprise_person",
            "enterprise_position",
            "enterprise_promise",
            "enterprise_reminder",
            "enterprise_rules",
            "enterprise_seat",
            "enterprise_steward",
        ),
    ]
