from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("point", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("device", models.BigIntegerField(default=0)),
                ("lines", models.CharField(default="", max_length=120)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("offline", models.BooleanField(default=False)),
                ("state", models.CharField(max_length=10)),
                ("why", models.CharField(default="", max_length=12)),
                ("metres", models.IntegerField(null=True)),
                ("mark", models.BinaryField()),
                ("position", models.BinaryField(null=True)),
                ("decided_account", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "patrols_check_in",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("counted", "recognised"))),
                        fields=["point", "-happened_at"],
                        name="check_in_of_point",
                    ),
                    models.Index(fields=["account", "-happened_at"], name="check_in_of_person"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["street", "-id"], name="check_in_waiting"
                    ),
                    models.Index(fields=["grid", "-happened_at"], name="check_in_of_grid"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "mark"), name="check_in_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("counted", "repeated", "waiting", "recognised", "declined"))),
                        name="check_in_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("happened_at__lte", models.F("recorded_at"))), name="check_in_not_ahead"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("recognised", "declined")), _negated=True),
                            models.Q(
                                ("decided_account__gt", 0),
                                ("decided_at__isnull", False),
                                models.Q(("decided_account", models.F("account")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="check_in_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("table", models.JSONField()),
                ("text", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "patrols_plan",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="patrol_plan_one_version")],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("radius", models.SmallIntegerField()),
                ("seed", models.BinaryField()),
                ("mark", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "patrols_point",
                "indexes": [models.Index(fields=["street", "grid", "number"], name="point_of_street")],
                "constraints": [
                    models.UniqueConstraint(fields=("grid", "number"), name="point_numbered_once"),
                    models.UniqueConstraint(fields=("mark",), name="point_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("radius__gte", 20), ("radius__lte", 300)), name="point_has_radius"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Square",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("grid", models.BigIntegerField()),
                ("day", models.DateField()),
                ("square", models.BigIntegerField()),
            ],
            options={
                "db_table": "patrols_square",
                "constraints": [models.UniqueConstraint(fields=("grid", "day", "square"), name="square_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Trail",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("device", models.BigIntegerField(default=0)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("spots", models.SmallIntegerField()),
                ("mark", models.BinaryField()),
                ("way", models.BinaryField()),
            ],
            options={
                "db_table": "patrols_trail",
                "indexes": [
                    models.Index(fields=["account", "-begins_at"], name="trail_of_person"),
                    models.Index(fields=["street", "recorded_at"], name="trail_by_age"),
                ],
                "constraints": [models.UniqueConstraint(fields=("street", "mark"), name="trail_sent_once")],
            },
        ),
        fence("patrols_point", "patrols_plan", "patrols_check_in", "patrols_square", "patrols_trail"),
    ]
