"""Orders of supervision, what was said about them, their rules, and the street fence round every table."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OrderEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("order", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.BinaryField(null=True)),
                ("refs", models.JSONField(default=list)),
                ("files", models.JSONField(default=list)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "supervision_entry",
                "indexes": [models.Index(fields=["order", "id"], name="supervision_entries")],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("table", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "supervision_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="supervision_one_version")],
            },
        ),
        migrations.CreateModel(
            name="SupervisionOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("rule", models.CharField(default="", max_length=30)),
                ("occasion", models.BigIntegerField(default=0)),
                ("figures", models.JSONField(default=dict)),
                ("raised_by", models.BigIntegerField(default=0)),
                ("raised_post", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("holder", models.BigIntegerField(default=0)),
                ("assisting", models.JSONField(default=list)),
                ("term", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(default=0)),
                ("late", models.BooleanField(default=False)),
                ("sent_back", models.SmallIntegerField(default=0)),
                ("urged", models.SmallIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "supervision_order",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="supervision_latest"),
                    models.Index(
                        condition=models.Q(("state", "raised")),
                        fields=["street", "due_at", "id"],
                        name="supervision_by_due",
                    ),
                    models.Index(fields=["street", "state", "-id"], name="supervision_by_state"),
                    models.Index(fields=["post", "-id"], name="supervision_by_post"),
                    models.Index(fields=["subject_kind", "subject_id", "-id"], name="supervision_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="supervision_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("raised", "answered"))),
                        fields=("street", "subject_kind", "subject_id", "rule"),
                        name="supervision_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occasion__gt", 0)),
                        fields=("street", "subject_kind", "subject_id", "rule", "occasion"),
                        name="supervision_once_an_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("ended_by", 0),
                            models.Q(("ended_by", models.F("answered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="supervision_closed_by_another",
                    ),
                ],
            },
        ),
        fence("supervision_rules", "supervision_order", "supervision_entry"),
    ]
