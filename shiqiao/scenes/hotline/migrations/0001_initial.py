"""Orders of the city's hotline, and the street fence round every table."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                ("street", models.IntegerField(primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("open_until", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=60)),
                ("failed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hotline_circuit",
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField(db_index=True)),
                ("letters", models.IntegerField()),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hotline_export",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField(db_index=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("rows", models.IntegerField()),
                ("rejected", models.IntegerField(default=0)),
                ("counts", models.JSONField()),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hotline_reconciliation",
            },
        ),
        migrations.CreateModel(
            name="UpstreamResult",
            fields=[
                ("order", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField(db_index=True)),
                ("contacted", models.BooleanField(null=True)),
                ("solved", models.BooleanField(null=True)),
                ("satisfied", models.CharField(default="", max_length=8)),
                ("called_at", models.DateTimeField(null=True)),
                ("excluded", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hotline_result",
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("run", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=24)),
                ("number", models.CharField(max_length=40)),
                ("order", models.BigIntegerField(default=0)),
                ("theirs", models.CharField(default="", max_length=60)),
                ("ours", models.CharField(default="", max_length=60)),
                ("row", models.BinaryField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(default="", max_length=80)),
            ],
            options={
                "db_table": "hotline_difference",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "kind", "number"), name="hotline_difference_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField(db_index=True)),
                ("order", models.BigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("note", models.BinaryField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("approved", models.BooleanField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hotline_exclusion",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hotline_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("approved", None), ("approved", True), _connector="OR"),
                        fields=("order",),
                        name="hotline_one_exclusion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("order", models.BigIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("round", models.SmallIntegerField(default=1)),
                ("direction", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=60)),
                ("payload", models.BinaryField()),
                ("state", models.CharField(max_length=12)),
                ("tries", models.SmallIntegerField(default=0)),
                ("next_try", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=60)),
                ("batch", models.BigIntegerField(default=0)),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hotline_letter",
                "indexes": [
                    models.Index(fields=["order", "id"], name="hotline_letters_of_order"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["street", "next_try"],
                        name="hotline_letters_waiting",
                    ),
                    models.Index(fields=["street", "-created_at", "-id"], name="hotline_letters_latest"),
                    models.Index(fields=["street", "state", "-created_at", "-id"], name="hotline_letters_by_state"),
                    models.Index(
                        condition=models.Q(("batch__gt", 0)), fields=["batch"], name="hotline_letters_of_batch"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("street", "key"), name="hotline_letter_once")],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("number", models.CharField(max_length=40)),
                ("round", models.SmallIntegerField()),
                ("previous", models.BigIntegerField(default=0)),
                ("matter", models.BigIntegerField()),
                ("matter_number", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=12)),
                ("category", models.CharField(max_length=120)),
                ("item_how", models.CharField(max_length=10)),
                ("suggested", models.CharField(default="", max_length=10)),
                ("confidential", models.BooleanField(default=False)),
                ("contact", models.BinaryField(null=True)),
                ("received_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField()),
                ("deadline", models.DateTimeField(null=True)),
                ("respond_by", models.DateTimeField()),
                ("object_by", models.DateTimeField()),
                ("state", models.CharField(max_length=12)),
                ("upstream_state", models.CharField(default="", max_length=12)),
                ("changed", models.BooleanField(default=False)),
                ("mark", models.BinaryField()),
                ("alarm_at", models.DateTimeField(null=True)),
                ("alarm_level", models.SmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hotline_order",
                "indexes": [
                    models.Index(fields=["street", "-issued_at", "-id"], name="hotline_latest"),
                    models.Index(fields=["street", "state", "deadline", "id"], name="hotline_by_deadline"),
                    models.Index(fields=["street", "received_at"], name="hotline_by_month"),
                    models.Index(fields=["street", "matter_number"], name="hotline_by_matter"),
                    models.Index(
                        condition=models.Q(("alarm_at__isnull", False)), fields=["alarm_at"], name="hotline_alarms"
                    ),
                    models.Index(
                        condition=models.Q(("changed", True)),
                        fields=["street", "-issued_at", "-id"],
                        name="hotline_changed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number", "round"), name="hotline_one_round"),
                    models.UniqueConstraint(fields=("matter",), name="hotline_one_order_a_matter"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("returned", "written_back", "confirmed", "withdrawn")), _negated=True
                        ),
                        fields=("street", "number"),
                        name="hotline_one_open_round",
                    ),
                ],
            },
        ),
        fence(
            "hotline_order",
            "hotline_letter",
            "hotline_export",
            "hotline_result",
            "hotline_exclusion",
            "hotline_reconciliation",
            "hotline_difference",
            "hotline_circuit",
        ),
    ]
