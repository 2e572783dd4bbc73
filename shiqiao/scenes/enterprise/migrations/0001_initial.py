"""Rules, files of firms and their people, stewards, needs, promises, and the street fence round every table."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="EnterpriseVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="enterprise_one_version")],
            },
        ),
        migrations.CreateModel(
            name="FirmFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("tier", models.CharField(max_length=30)),
                ("size", models.CharField(default="", max_length=8)),
                ("tags", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("visited_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_firm",
                "indexes": [models.Index(fields=["street", "tier", "id"], name="enterprise_firm_tier")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "organisation"), name="enterprise_firm_once"),
                    models.CheckConstraint(
                        condition=models.Q(("size__in", ("", "large", "medium", "small", "micro"))),
                        name="enterprise_firm_sizes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("person", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("key_hash", models.BinaryField(unique=True)),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "enterprise_key",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="enterprise_keys_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmPerson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_mark", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_person",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("phone_mark__isnull", False)),
                        fields=("street", "phone_mark"),
                        name="enterprise_person_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmSeat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("role", models.CharField(max_length=10)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("invited_at", models.DateTimeField()),
                ("link_hash", models.BinaryField(null=True)),
                ("link_until", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("entered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_seat",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="enterprise_seats_of"),
                    models.Index(fields=["street", "organisation"], name="enterprise_seats_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organisation", "person"),
                        name="enterprise_seat_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("link_hash__isnull", False)),
                        fields=("link_hash",),
                        name="enterprise_seat_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("link_hash", None), _connector="OR"),
                        name="enterprise_seat_ended_has_no_link",
                    ),
                ],
            },
        ),
        fence(
            "enterprise_firm",
            "enterprise_key",
            "enterprise_person",
            "enterprise_rules",
            "enterprise_seat",
        ),
    ]
