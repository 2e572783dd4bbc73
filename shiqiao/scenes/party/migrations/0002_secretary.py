"""The secretary's projects: rules, projects, steps, parts, evidence, study visits, and the street fence round every table."""

from typing import ClassVar

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("party", "0001_initial")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="LeadingRules",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("file", models.CharField(max_length=20)),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_leading_rules",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "file", "version"), name="party_leading_one_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="SecretaryEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("step", models.CharField(default="", max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("code", models.CharField(default="", max_length=40)),
                ("text", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("about_kind", models.CharField(default="", max_length=30)),
                ("about_id", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_secretary_entry",
                "indexes": [models.Index(fields=["project", "id"], name="party_secretary_entries")],
            },
        ),
        migrations.CreateModel(
            name="SecretaryPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("step", models.CharField(max_length=40)),
                ("party", models.CharField(max_length=40)),
                ("text", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_secretary_part",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "step", "party"), name="party_secretary_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SecretaryProject",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("community", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField()),
                ("decider", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("aim", models.BinaryField(null=True)),
                ("state", models.CharField(default="running", max_length=8)),
                ("opened_by", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_secretary_project",
                "indexes": [models.Index(fields=["street", "-year", "-id"], name="party_secretary_board")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("owner", models.F("decider")), _negated=True),
                        name="party_secretary_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("running", "finished", "stopped"))),
                        name="party_secretary_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "running")),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                models.Q(("ended_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="party_secretary_ended",
                    ),
                    models.UniqueConstraint(fields=("street", "year", "title"), name="party_secretary_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecretaryStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("place", models.SmallIntegerField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("due", models.DateField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("refused", models.SmallIntegerField(default=0)),
                ("late", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_secretary_step",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "code"), name="party_secretary_step_once"),
                    models.UniqueConstraint(fields=("project", "place"), name="party_secretary_step_place"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "open", "asked", "passed"))),
                        name="party_secretary_step_states",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "asked"))),
                        fields=("project",),
                        name="party_secretary_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="party_secretary_gate_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed"), _negated=True),
                            models.Q(("decided_at", None), _negated=True),
                            _connector="OR",
                        ),
                        name="party_secretary_step_passed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyGuest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("visit", models.BigIntegerField()),
                ("organisation", models.CharField(max_length=80)),
                ("number", models.SmallIntegerField()),
                ("names", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "party_study_guest",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="party_study_guest_number"),
                    models.UniqueConstraint(fields=("visit", "organisation"), name="party_study_guest_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyVisit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("place", models.BinaryField(null=True)),
                ("host", models.BigIntegerField()),
                ("words", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("planned_by", models.BigIntegerField(default=0)),
                ("planned_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("held_by", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_study_visit",
                "indexes": [models.Index(fields=["project", "day"], name="party_study_visits")],
            },
        ),
        fence(
            "party_leading_rules",
            "party_secretary_project",
            "party_secretary_step",
            "party_secretary_part",
            "party_secretary_entry",
            "party_study_visit",
            "party_study_guest",
        ),
    ]
