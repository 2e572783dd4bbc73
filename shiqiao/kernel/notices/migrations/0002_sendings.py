from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("account", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("means", models.CharField(max_length=10)),
                ("digest", models.CharField(max_length=10)),
                ("address", models.BinaryField()),
                ("quiet_from", models.TimeField()),
                ("quiet_until", models.TimeField()),
                ("after", models.BigIntegerField()),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_choice",
                "indexes": [models.Index(fields=["next_at"], name="choice_due")],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("means", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=10)),
                ("address", models.BinaryField()),
                ("link", models.BinaryField()),
                ("who", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_follower",
                "constraints": [models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="follower_once")],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("follower", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("means", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(default="", max_length=20)),
                ("subject_id", models.BigIntegerField(default=0)),
                ("number", models.CharField(default="", max_length=40)),
                ("count", models.IntegerField(default=1)),
                ("urgent", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=80)),
                ("state", models.CharField(max_length=10)),
                ("why", models.CharField(default="", max_length=40)),
                ("tries", models.SmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_sending",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="sending_due"),
                    models.Index(
                        condition=models.Q(("state__in", ("failed", "held"))),
                        fields=["street", "-id"],
                        name="sending_failed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent")),
                        fields=["account", "-ended_at"],
                        name="sending_to_account",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent")),
                        fields=["follower", "-ended_at"],
                        name="sending_to_follower",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="sending_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "sent", "failed", "dropped", "held"))),
                        name="sending_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", 0), ("follower__gt", 0)),
                            models.Q(("account__gt", 0), ("follower", 0)),
                            _connector="OR",
                        ),
                        name="sending_to_one",
                    ),
                ],
            },
        ),
        fence("notices_follower", "notices_choice", "notices_sending"),
    ]
