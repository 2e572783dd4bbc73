"""Green channel: dated rules that shorten terms, which firm a matter is about, and the street fence round both."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("enterprise", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="GreenRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("serial", models.IntegerField()),
                ("version", models.SmallIntegerField(default=1)),
                ("number", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=60)),
                ("who", models.CharField(max_length=12)),
                ("organisation", models.BigIntegerField(default=0)),
                ("mark", models.CharField(default="", max_length=80)),
                ("items", models.JSONField(default=list)),
                ("share", models.SmallIntegerField(default=0)),
                ("term", models.CharField(default="", max_length=10)),
                ("parallel", models.JSONField(default=list)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.BigIntegerField(default=0)),
                ("granted_post", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(default=0)),
                ("ended_post", models.BigIntegerField(default=0)),
                ("ended_reason", models.CharField(default="", max_length=300)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_green_rule",
                "indexes": [models.Index(fields=["street", "-id"], name="green_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "serial", "version"), name="green_one_version"),
                    models.UniqueConstraint(fields=("street", "number"), name="green_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("street", "serial"), name="green_one_standing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="green_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("share__range", (10, 90)), ("term", "")),
                            models.Q(("share", 0), models.Q(("term", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="green_share_or_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mark", ""), ("organisation__gt", 0), ("who", "firm")),
                            models.Q(("organisation", 0), ("who", "mark"), models.Q(("mark", ""), _negated=True)),
                            models.Q(("mark", ""), ("organisation", 0), ("who__in", ("firms", "anyone"))),
                            _connector="OR",
                        ),
                        name="green_for_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("items", []), _negated=True)
                        ),
                        name="green_says_why_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), models.Q(("ended_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="green_ended_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GreenSubject",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.BigIntegerField()),
                ("organisation", models.BigIntegerField()),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_green_subject",
                "indexes": [models.Index(fields=["organisation", "-id"], name="green_by_firm")],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject"), name="green_one_firm")],
            },
        ),
        fence("enterprise_green_rule", "enterprise_green_subject"),
    ]
