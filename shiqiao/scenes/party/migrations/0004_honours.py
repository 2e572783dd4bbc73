"""Honours and learning: the register, pursuits, themes of study, meetings, and the street fence round every table."""

from typing import ClassVar

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("party", "0003_fronts")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Honour",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("title", models.CharField(max_length=80)),
                ("giver", models.CharField(max_length=80)),
                ("level", models.CharField(max_length=40)),
                ("holder_kind", models.CharField(max_length=10)),
                ("holder", models.BigIntegerField(default=0)),
                ("ref_kind", models.CharField(default="", max_length=30)),
                ("given_on", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("words", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("recorded_by", models.BigIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_honour",
                "indexes": [
                    models.Index(fields=["street", "-given_on", "-id"], name="party_honours"),
                    models.Index(fields=["street", "valid_until"], name="party_honours_lapse"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("holder_kind__in", ("street", "community", "unit", "account", "other"))),
                        name="party_honour_holders",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holder_kind", "street"), ("holder__gt", 0), _connector="OR"),
                        name="party_honour_somebody_holds_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="party_honour_days",
                    ),
                    models.UniqueConstraint(
                        fields=("street", "title", "holder_kind", "holder", "given_on"), name="party_honour_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyMeeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("community", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField(default=0)),
                ("theme", models.BigIntegerField(default=0)),
                ("expected", models.SmallIntegerField()),
                ("came", models.SmallIntegerField()),
                ("names", models.BinaryField(null=True)),
                ("matter", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("recorded_by", models.BigIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_meeting",
                "indexes": [
                    models.Index(fields=["street", "-day", "-id"], name="party_meetings_by_day"),
                    models.Index(
                        condition=models.Q(("theme__gt", 0)), fields=["theme"], name="party_meetings_of_theme"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("came__gt", 0), ("came__lte", models.F("expected"))),
                        name="party_meeting_came",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pursuit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("award", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("level", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("holder_kind", models.CharField(max_length=10)),
                ("holder", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField()),
                ("due", models.DateField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("honour", models.BigIntegerField(default=0)),
                ("opened_by", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_pursuit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "applied", "won", "missed"))),
                        name="party_pursuit_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "won"), _negated=True), ("honour__gt", 0), _connector="OR"
                        ),
                        name="party_pursuit_won",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "applied"))),
                        fields=("street", "award", "holder_kind", "holder"),
                        name="party_pursuit_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PursuitCriterion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("pursuit", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("place", models.SmallIntegerField()),
                ("owner", models.BigIntegerField()),
                ("due", models.DateField()),
                ("gap", models.BinaryField(null=True)),
                ("state", models.CharField(default="open", max_length=5)),
                ("evidence", models.SmallIntegerField(default=0)),
                ("met_at", models.DateTimeField(null=True)),
                ("met_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "party_pursuit_criterion",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["street", "due"], name="party_pursuit_gaps"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("pursuit", "code"), name="party_pursuit_criterion_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met_at", None), ("state", "open")),
                            models.Q(("evidence__gt", 0), ("state", "met"), models.Q(("met_at", None), _negated=True)),
                            _connector="OR",
                        ),
                        name="party_pursuit_met_with_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PursuitEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("pursuit", models.BigIntegerField()),
                ("criterion", models.BigIntegerField(default=0)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("about_kind", models.CharField(default="", max_length=30)),
                ("about_id", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_pursuit_entry",
                "indexes": [models.Index(fields=["pursuit", "id"], name="party_pursuit_entries")],
            },
        ),
        migrations.CreateModel(
            name="StudyTheme",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("month", models.DateField()),
                ("title", models.CharField(max_length=80)),
                ("lead", models.BigIntegerField()),
                ("plan_kind", models.CharField(default="", max_length=30)),
                ("plan_id", models.BigIntegerField(default=0)),
                ("plan_label", models.CharField(default="", max_length=80)),
                ("planned_by", models.BigIntegerField(default=0)),
                ("planned_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_study_theme",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "month", "title"), name="party_study_theme_once"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="party_study_theme_month"),
                ],
            },
        ),
        fence(
            "party_honour",
            "party_pursuit",
            "party_pursuit_criterion",
            "party_pursuit_entry",
            "party_study_theme",
            "party_meeting",
        ),
    ]
