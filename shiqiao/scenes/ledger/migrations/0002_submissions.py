"""What was handed in (报送): each submission, and the marks by which the next one tells what has changed."""

import django.db.models.deletion
from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("ledger", models.CharField(max_length=40)),
                ("place", models.BigIntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("department", models.CharField(max_length=40)),
                ("rows", models.IntegerField()),
                ("new", models.IntegerField()),
                ("changed", models.IntegerField()),
                ("gone", models.IntegerField()),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_submission",
                "indexes": [models.Index(fields=["street", "ledger", "post", "-id"], name="ledger_submission_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("changed__gte", 0),
                            ("changed__lte", models.F("rows")),
                            ("gone__gte", 0),
                            ("new__gte", 0),
                            ("new__lte", models.F("rows")),
                            ("rows__gt", 0),
                        ),
                        name="ledger_submitted_counts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmittedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("subject", models.BigIntegerField()),
                ("mark", models.BinaryField(max_length=16)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledger.submission"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_submitted_row",
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "subject"), name="ledger_submitted_once")
                ],
            },
        ),
        fence("ledger_submission", "ledger_submitted_row"),
        append_only("ledger_submission"),
    ]
