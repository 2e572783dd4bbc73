"""Matters of discipline with their rungs and readers, behind the street fence."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0002_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisciplineMatter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("person", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("fault", models.CharField(max_length=24)),
                ("rule", models.CharField(default="", max_length=30)),
                ("reason", models.BinaryField(null=True)),
                ("opened_by", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "supervision_discipline",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="discipline_latest"),
                    models.Index(fields=["person", "-id"], name="discipline_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("street", "person", "fault"),
                        name="discipline_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisciplineReader",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("matter", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("named_by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "supervision_reader",
                "constraints": [models.UniqueConstraint(fields=("matter", "account"), name="discipline_named_once")],
            },
        ),
        migrations.CreateModel(
            name="DisciplineStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("matter", models.BigIntegerField()),
                ("rung", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=10)),
                ("refs", models.JSONField(default=list)),
                ("rule", models.CharField(default="", max_length=30)),
                ("reason", models.BinaryField(null=True)),
                ("proposed_by", models.BigIntegerField(default=0)),
                ("proposed_at", models.DateTimeField()),
                ("answer", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("decision", models.BinaryField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "supervision_rung",
                "indexes": [models.Index(fields=["matter", "id"], name="discipline_steps")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("imposed", "dropped")), _negated=True),
                        fields=("matter",),
                        name="discipline_one_step_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "imposed")), fields=("matter", "rung"), name="discipline_rung_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("imposed", "dropped")), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="discipline_heard_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="discipline_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refs", []), _negated=True), name="discipline_rests_on_something"
                    ),
                ],
            },
        ),
        fence("supervision_discipline", "supervision_rung", "supervision_reader"),
    ]
