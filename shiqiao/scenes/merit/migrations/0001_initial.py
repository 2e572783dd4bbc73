"""Rules, what follows from records, the ledger, appeals, bulletins and remarks, behind the street fence."""

from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("month", models.DateField()),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("published_by", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "merit_bulletin",
                "constraints": [models.UniqueConstraint(fields=("street", "month"), name="merit_one_bulletin")],
            },
        ),
        migrations.CreateModel(
            name="BulletinEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("bulletin", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
            ],
            options={
                "db_table": "merit_bulletin_entry",
                "constraints": [models.UniqueConstraint(fields=("entry",), name="merit_told_once")],
            },
        ),
        migrations.CreateModel(
            name="Consequence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("rule", models.CharField(default="", max_length=40)),
                ("version", models.IntegerField(default=0)),
                ("kind", models.CharField(max_length=10)),
                ("subject", models.BigIntegerField()),
                ("month", models.DateField()),
                ("asked_points", models.DecimalField(decimal_places=1, max_digits=4)),
                ("asked_card", models.CharField(default="", max_length=12)),
                ("points", models.DecimalField(decimal_places=1, max_digits=4)),
                ("card", models.CharField(default="", max_length=12)),
                ("evidence", models.JSONField(default=list)),
                ("state", models.CharField(default="proposed", max_length=12)),
                ("concerned", models.BigIntegerField(default=0)),
                ("reason", models.BinaryField(null=True)),
                ("proposed_by", models.BigIntegerField(default=0)),
                ("proposed_at", models.DateTimeField()),
                ("decision", models.BinaryField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "merit_consequence",
                "indexes": [
                    models.Index(fields=["street", "-month", "-id"], name="merit_of_month"),
                    models.Index(fields=["street", "concerned", "-id"], name="merit_concerning"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("rule", ""), _negated=True),
                        fields=("street", "rule", "kind", "subject", "month"),
                        name="merit_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("concerned")), _negated=True),
                            _connector="OR",
                        ),
                        name="merit_not_about_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="merit_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("confirmed", "changed", "turned_down")), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__gt", 0)),
                            _connector="OR",
                        ),
                        name="merit_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence", []), _negated=True), name="merit_rests_on_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("card__in", ("", "flag", "yellow_card", "red_card"))),
                        name="merit_known_card",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("consequence", models.BigIntegerField()),
                ("turn", models.SmallIntegerField(default=1)),
                ("kind", models.CharField(max_length=10)),
                ("subject", models.BigIntegerField()),
                ("concerned", models.BigIntegerField(default=0)),
                ("month", models.DateField()),
                ("points", models.DecimalField(decimal_places=1, max_digits=4)),
                ("card", models.CharField(default="", max_length=12)),
                ("sign", models.SmallIntegerField(default=1)),
                ("booked_by", models.BigIntegerField()),
                ("booked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "merit_entry",
                "indexes": [models.Index(fields=["street", "month", "kind", "subject"], name="merit_account_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("consequence", "turn"), name="merit_booked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign", 1), ("turn__in", (1, 3))),
                            models.Q(("sign", -1), ("turn", 2)),
                            _connector="OR",
                        ),
                        name="merit_turns_and_signs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeritAppeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("consequence", models.BigIntegerField()),
                ("against", models.BigIntegerField()),
                ("reason", models.BinaryField(null=True)),
                ("raised_by", models.BigIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("points", models.DecimalField(decimal_places=1, default=0, max_digits=4)),
                ("card", models.CharField(default="", max_length=12)),
                ("answer", models.BinaryField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "merit_appeal",
                "constraints": [
                    models.UniqueConstraint(fields=("consequence",), name="merit_appealed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(
                                ("decided_by", models.F("against")),
                                ("decided_by", models.F("raised_by")),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="merit_appeal_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthLooked",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("month", models.DateField()),
                ("version", models.IntegerField()),
                ("proposed", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "merit_month",
                "constraints": [models.UniqueConstraint(fields=("street", "month"), name="merit_month_once")],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("person", models.BigIntegerField()),
                ("period", models.CharField(max_length=8)),
                ("text", models.BinaryField(null=True)),
                ("written_by", models.BigIntegerField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "merit_remark",
                "indexes": [models.Index(fields=["street", "person", "-id"], name="merit_remarks_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("written_by", models.F("person")), _negated=True),
                        name="merit_no_remark_on_oneself",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RulesVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "merit_version",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="merit_one_version")],
            },
        ),
        fence(
            "merit_version",
            "merit_month",
            "merit_consequence",
            "merit_entry",
            "merit_appeal",
            "merit_bulletin",
            "merit_bulletin_entry",
            "merit_remark",
        ),
        append_only("merit_version", "merit_month", "merit_entry", "merit_bulletin", "merit_bulletin_entry"),
    ]
