"""Arena: rules, contests, entrants, readings, judges' marks, appeals, contra entries."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("arena", models.BigIntegerField()),
                ("entrant", models.BigIntegerField()),
                ("indicator", models.CharField(max_length=40)),
                ("state", models.CharField(default="raised", max_length=10)),
                ("text", models.BinaryField(null=True)),
                ("raised_by", models.BigIntegerField(default=0)),
                ("raised_at", models.DateTimeField()),
                ("answer", models.BinaryField(null=True)),
                ("answered_by", models.BigIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "projects_arena_appeal",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "raised")),
                        fields=("entrant", "indicator"),
                        name="projects_one_open_appeal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("raised", "upheld", "rejected"))),
                        name="projects_appeal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "raised")),
                            models.Q(
                                models.Q(("state", "raised"), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_by", models.F("raised_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="projects_appeal_answered_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arena",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("rules", models.BigIntegerField()),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("begun_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(null=True)),
                ("snapshot", models.JSONField(null=True)),
                ("fingerprint", models.CharField(default="", max_length=64)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_arena",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code"), name="projects_arena_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("begins"))), name="projects_arena_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at", None), ("snapshot", None), ("state", "open")),
                            models.Q(("frozen_at__isnull", False), ("snapshot__isnull", False), ("state", "frozen")),
                            _connector="OR",
                        ),
                        name="projects_arena_frozen_with_scores",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArenaRules",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_arena_rules",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code", "version"), name="projects_arena_rules_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contra",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("arena", models.BigIntegerField()),
                ("entrant", models.BigIntegerField()),
                ("points", models.DecimalField(decimal_places=2, max_digits=7)),
                ("reason", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_contra",
                "indexes": [models.Index(fields=["arena", "id"], name="projects_contras")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("points", 0), _negated=True), name="projects_contra_moves_points"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entrant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("arena", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("of_street", models.CharField(default="", max_length=40)),
                ("subject_kind", models.CharField(default="", max_length=20)),
                ("subject_id", models.BigIntegerField(default=0)),
                ("households", models.IntegerField()),
                ("staff", models.IntegerField()),
                ("difficulty", models.CharField(default="", max_length=20)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_entrant",
                "constraints": [
                    models.UniqueConstraint(fields=("arena", "code"), name="projects_entrant_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("subject_id", 0), _negated=True),
                        fields=("arena", "subject_kind", "subject_id"),
                        name="projects_record_enters_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("of_street", ""), ("subject_id__gt", 0)),
                            models.Q(models.Q(("of_street", ""), _negated=True), ("subject_id", 0)),
                            _connector="OR",
                        ),
                        name="projects_entrant_own_or_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("households__gt", 0), ("staff__gt", 0)), name="projects_entrant_has_base"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("arena", models.BigIntegerField()),
                ("entrant", models.BigIntegerField()),
                ("indicator", models.CharField(max_length=40)),
                ("judge", models.BigIntegerField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=5)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_mark",
                "indexes": [models.Index(fields=["arena"], name="projects_marks")],
                "constraints": [
                    models.UniqueConstraint(fields=("entrant", "indicator", "judge"), name="projects_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (0, 100))), name="projects_mark_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("arena", models.BigIntegerField()),
                ("entrant", models.BigIntegerField()),
                ("indicator", models.CharField(max_length=40)),
                ("turn", models.SmallIntegerField(default=1)),
                ("value", models.DecimalField(decimal_places=4, max_digits=16)),
                ("day", models.DateField()),
                ("files", models.JSONField()),
                ("account", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("verified_by", models.BigIntegerField(default=0)),
                ("verified_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "projects_reading",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entrant", "indicator", "day", "turn"), name="projects_reading_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("files", []), _negated=True), name="projects_reading_with_evidence"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_at", None), ("verified_by", 0)),
                            models.Q(
                                ("verified_at__isnull", False),
                                models.Q(("verified_by", models.F("account")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="projects_reading_verified_by_another",
                    ),
                ],
            },
        ),
        fence(
            "projects_arena_rules",
            "projects_arena",
            "projects_entrant",
            "projects_reading",
            "projects_mark",
            "projects_arena_appeal",
            "projects_contra",
        ),
    ]
