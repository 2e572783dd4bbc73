"""Versions, figures and ties, the street fence round every table; what is published or entered is never changed."""

from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Actual",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("target", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("month", models.SmallIntegerField()),
                ("turn", models.SmallIntegerField(default=1)),
                ("value", models.DecimalField(decimal_places=4, max_digits=18)),
                ("district", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("share", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ("district_source", models.CharField(default="", max_length=120)),
                ("paper_title", models.CharField(max_length=120)),
                ("paper_number", models.CharField(default="", max_length=60)),
                ("paper_day", models.DateField(null=True)),
                ("published", models.BooleanField(default=False)),
                ("invented", models.BooleanField(default=False)),
                ("reason", models.CharField(default="", max_length=200)),
                ("entered_by", models.CharField(max_length=80)),
                ("account", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "db_table": "plan_actual",
                "constraints": [
                    models.UniqueConstraint(fields=("target", "year", "month", "turn"), name="plan_one_figure_a_turn"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="plan_a_month"
                    ),
                    models.CheckConstraint(condition=models.Q(("turn__gte", 1)), name="plan_a_turn"),
                    models.CheckConstraint(
                        condition=models.Q(("district", None), ("share", None), _connector="OR"),
                        name="plan_district_or_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="plan_corrected_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Known",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("code", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "plan_known",
                "constraints": [models.UniqueConstraint(fields=("street", "kind", "code"), name="plan_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("line", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("number", models.BigIntegerField()),
                ("weight", models.DecimalField(decimal_places=2, max_digits=8)),
                ("tied_by", models.CharField(max_length=80)),
                ("tied_at", models.DateTimeField()),
                ("untied_by", models.CharField(default="", max_length=80)),
                ("untied_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "plan_tie",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("untied_at", None)),
                        fields=("street", "line", "kind", "number"),
                        name="plan_tied_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="plan_a_weight"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "plan_version",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "kind", "version"), name="plan_one_version"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("targets", "plan", "regulations"))), name="plan_known_kind"
                    ),
                ],
            },
        ),
        fence("plan_version", "plan_known", "plan_actual", "plan_tie"),
        append_only("plan_version", "plan_known", "plan_actual"),
    ]
