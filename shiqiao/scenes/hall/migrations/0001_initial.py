"""Guides, affairs, what was said about them, comings, papers that are known, and the street fence round every table."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Affair",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=14)),
                ("item", models.CharField(max_length=40)),
                ("guides", models.IntegerField()),
                ("channel", models.CharField(max_length=8)),
                ("manner", models.CharField(max_length=8)),
                ("station", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("post", models.BigIntegerField(default=0)),
                ("holder", models.BigIntegerField(default=0)),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("person", models.BigIntegerField(default=0)),
                ("name", models.BinaryField(null=True)),
                ("name_blind", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_blind", models.BinaryField(null=True)),
                ("identity", models.BinaryField(null=True)),
                ("identity_blind", models.BinaryField(null=True)),
                ("proxy_name", models.BinaryField(null=True)),
                ("proxy_phone", models.BinaryField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("papers", models.JSONField(default=dict)),
                ("term", models.CharField(default="", max_length=10)),
                ("taken_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("delivery", models.CharField(default="", max_length=8)),
                ("delivered_from", models.BigIntegerField(default=0)),
                ("stars", models.SmallIntegerField(null=True)),
                ("rated_at", models.DateTimeField(null=True)),
                ("ticket", models.BigIntegerField(default=0)),
                ("trips", models.SmallIntegerField(default=0)),
                ("own_trips", models.SmallIntegerField(default=0)),
                ("staff_trips", models.SmallIntegerField(default=0)),
                ("our_trips", models.SmallIntegerField(default=0)),
                ("asked", models.SmallIntegerField(default=0)),
                ("near", models.BooleanField(null=True)),
                ("at_once", models.BooleanField(default=False)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hall_affair",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="hall_latest"),
                    models.Index(fields=["number"], name="hall_by_number"),
                    models.Index(
                        condition=models.Q(("state", "handling")), fields=["street", "due_at", "id"], name="hall_by_due"
                    ),
                    models.Index(fields=["street", "state", "-id"], name="hall_by_state"),
                    models.Index(fields=["at", "state", "-id"], name="hall_by_counter"),
                    models.Index(fields=["community", "-id"], name="hall_by_community"),
                    models.Index(fields=["street", "taken_at"], name="hall_by_month"),
                    models.Index(
                        condition=models.Q(("name_blind__isnull", False)), fields=["name_blind"], name="hall_by_name"
                    ),
                    models.Index(
                        condition=models.Q(("phone_blind__isnull", False)), fields=["phone_blind"], name="hall_by_phone"
                    ),
                    models.Index(
                        condition=models.Q(("identity_blind__isnull", False)),
                        fields=["identity_blind"],
                        name="hall_by_identity",
                    ),
                    models.Index(
                        condition=models.Q(("person__gt", 0)), fields=["person", "-id"], name="hall_by_person"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="hall_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stars", None), models.Q(("stars__range", (1, 5)), ("state", "delivered")), _connector="OR"
                        ),
                        name="hall_stars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "delivered"), _negated=True),
                            models.Q(models.Q(("delivery", ""), _negated=True), ("granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="hall_delivered_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AffairEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("affair", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.BinaryField(null=True)),
                ("codes", models.JSONField(default=list)),
                ("unit", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_entry",
                "indexes": [models.Index(fields=["affair", "id"], name="hall_entries")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "noticed")), fields=("affair",), name="hall_one_notice"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuideVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_guides",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="hall_one_version")],
            },
        ),
        migrations.CreateModel(
            name="HeldDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("owner", models.BinaryField()),
                ("kind", models.CharField(max_length=40)),
                ("affair", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("seen_at", models.DateTimeField()),
                ("valid_until", models.DateField()),
            ],
            options={
                "db_table": "hall_document",
                "constraints": [models.UniqueConstraint(fields=("street", "owner", "kind"), name="hall_document_once")],
            },
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("affair", models.BigIntegerField()),
                ("place", models.SmallIntegerField()),
                ("who", models.CharField(max_length=6)),
                ("reason", models.CharField(default="", max_length=14)),
                ("station", models.BigIntegerField()),
                ("metres", models.IntegerField(default=-1)),
                ("nearest", models.BigIntegerField(default=0)),
                ("nearest_metres", models.IntegerField(default=-1)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_trip",
                "indexes": [
                    models.Index(fields=["affair", "id"], name="hall_trips"),
                    models.Index(fields=["street", "station", "at"], name="hall_trips_by_station"),
                    models.Index(
                        fields=["reason", "affair"], condition=models.Q(("place__gt", 1)), name="hall_trips_by_reason"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("place__gt", 0)), fields=("affair", "place"), name="hall_trip_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", 0), ("who", "staff"), models.Q(("reason", ""), _negated=True)),
                            models.Q(("place", 1), ("reason", ""), ("who__in", ("own", "proxy"))),
                            models.Q(
                                ("place__gt", 1), ("who__in", ("own", "proxy")), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hall_trip_has_a_reason",
                    ),
                ],
            },
        ),
        fence("hall_guides", "hall_affair", "hall_entry", "hall_trip", "hall_document"),
    ]
