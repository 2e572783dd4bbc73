"""5S: checklists, rounds, marks, findings, proposals decided upon, model windows, and the street fence round every table."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("hall", "0002_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="FiveSEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("finding", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("text", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_five_s_entry",
                "indexes": [models.Index(fields=["finding", "id"], name="hall_five_s_entries")],
            },
        ),
        migrations.CreateModel(
            name="FiveSFinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=16)),
                ("round", models.BigIntegerField(default=0)),
                ("station", models.BigIntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("area", models.CharField(max_length=40)),
                ("sense", models.CharField(max_length=8)),
                ("version", models.IntegerField()),
                ("ground", models.CharField(default="", max_length=20)),
                ("own", models.BooleanField(default=False)),
                ("state", models.CharField(default="open", max_length=8)),
                ("post", models.BigIntegerField()),
                ("holder", models.BigIntegerField(default=0)),
                ("term", models.CharField(max_length=10)),
                ("found_at", models.DateTimeField()),
                ("found_by", models.BigIntegerField(default=0)),
                ("found_post", models.BigIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("fixed_at", models.DateTimeField(null=True)),
                ("fixed_by", models.BigIntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_by", models.BigIntegerField(default=0)),
                ("late", models.BooleanField(default=False)),
                ("sent_back", models.SmallIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hall_five_s_finding",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="hall_five_s_latest"),
                    models.Index(fields=["station", "state", "-id"], name="hall_five_s_at"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["street", "due_at", "id"],
                        name="hall_five_s_by_due",
                    ),
                    models.Index(fields=["street", "found_at"], name="hall_five_s_by_month"),
                    models.Index(condition=models.Q(("round__gt", 0)), fields=["round"], name="hall_five_s_of_round"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="hall_five_s_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by", 0),
                            models.Q(("checked_by", models.F("fixed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hall_five_s_checked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("checked_at__isnull", False), ("checked_by__gt", 0), ("fixed_by__gt", 0)),
                            _connector="OR",
                        ),
                        name="hall_five_s_closed_when_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "fixed", "closed"))), name="hall_five_s_states"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiveSGround",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("ground", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("station", models.BigIntegerField()),
                ("subject", models.CharField(default="", max_length=60)),
                ("happened_at", models.DateTimeField()),
                ("finding", models.BigIntegerField(default=0)),
                ("text", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_five_s_ground",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finding__gt", 0)), fields=["finding"], name="hall_five_s_grounds_of"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "ground", "key"), name="hall_five_s_decided_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FiveSMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("round", models.BigIntegerField()),
                ("area", models.CharField(max_length=40)),
                ("sort", models.SmallIntegerField()),
                ("arrange", models.SmallIntegerField()),
                ("sweep", models.SmallIntegerField()),
                ("keep", models.SmallIntegerField()),
                ("smile", models.SmallIntegerField()),
            ],
            options={
                "db_table": "hall_five_s_mark",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "area"), name="hall_five_s_area_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrange__range", (0, 5)),
                            ("sort__range", (0, 5)),
                            ("sweep__range", (0, 5)),
                            ("keep__range", (0, 5)),
                            ("smile__range", (0, 5)),
                        ),
                        name="hall_five_s_marks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiveSRound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("station", models.BigIntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("version", models.IntegerField()),
                ("own", models.BooleanField()),
                ("good", models.BooleanField(default=False)),
                ("points", models.SmallIntegerField(default=0)),
                ("possible", models.SmallIntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hall_five_s_round",
                "indexes": [
                    models.Index(fields=["street", "finished_at"], name="hall_five_s_rounds"),
                    models.Index(fields=["station", "-id"], name="hall_five_s_by_station"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("station", "account"),
                        name="hall_five_s_one_open_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", models.F("possible"))),
                        name="hall_five_s_points",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiveSVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_five_s",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="hall_five_s_one_version")],
            },
        ),
        migrations.CreateModel(
            name="ModelWindow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("station", models.BigIntegerField()),
                ("half", models.CharField(max_length=6)),
                ("version", models.IntegerField()),
                ("awarded", models.BooleanField()),
                ("score", models.SmallIntegerField()),
                ("needed", models.SmallIntegerField()),
                ("counted", models.JSONField(default=list)),
                ("text", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_model_window",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "station", "half"), name="hall_model_window_once"),
                    models.CheckConstraint(
                        condition=models.Q(("awarded", False), ("score__gte", models.F("needed")), _connector="OR"),
                        name="hall_model_window_reaches_it",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="affair",
            index=models.Index(
                condition=models.Q(("late", True)), fields=["street", "decided_at"], name="hall_decided_late"
            ),
        ),
        migrations.AddIndex(
            model_name="affair",
            index=models.Index(
                condition=models.Q(("stars__lte", 2)), fields=["street", "rated_at"], name="hall_rated_badly"
            ),
        ),
        migrations.AddIndex(
            model_name="trip",
            index=models.Index(
                condition=models.Q(("reason__in", ("our_notice", "approver_away", "system_down", "counter_closed"))),
                fields=["street", "at"],
                name="hall_trips_at_fault",
            ),
        ),
        fence(
            "hall_five_s",
            "hall_five_s_round",
            "hall_five_s_mark",
            "hall_five_s_finding",
            "hall_five_s_entry",
            "hall_five_s_ground",
            "hall_model_window",
        ),
    ]
