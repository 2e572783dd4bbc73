"""Campaigns: rules, campaigns, items, what was said and found again, and the street fence round every table."""

from typing import ClassVar

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("projects", "0003_renewal")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("lead", models.BigIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("baseline", models.DateField()),
                ("origin_kind", models.CharField(default="", max_length=30)),
                ("origin_id", models.BigIntegerField(default=0)),
                ("opened_by", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_campaign",
                "indexes": [models.Index(fields=["street", "-id"], name="projects_campaigns")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("baseline__lte", models.F("until")), ("since__lte", models.F("baseline"))),
                        name="projects_campaign_days",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin_id__gt", 0)),
                        fields=("street", "kind", "origin_kind", "origin_id"),
                        name="projects_campaign_one_of_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("item", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_campaign_entry",
                "indexes": [models.Index(fields=["item", "id"], name="projects_campaign_entries")],
            },
        ),
        migrations.CreateModel(
            name="CampaignItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("campaign", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=24)),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("place", models.BinaryField(null=True)),
                ("what", models.BinaryField(null=True)),
                ("area", models.DecimalField(decimal_places=1, max_digits=9)),
                ("built", models.SmallIntegerField(default=0)),
                ("owner_kind", models.CharField(max_length=8)),
                ("owner", models.BinaryField(null=True)),
                ("organisation", models.BigIntegerField(default=0)),
                ("basis", models.CharField(default="", max_length=40)),
                ("lead", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("found_on", models.DateField()),
                ("baseline", models.DateField()),
                (
                    "late_found",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("found_on__gt", models.F("baseline"))),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("first", models.BigIntegerField(default=0)),
                ("again", models.SmallIntegerField(default=0)),
                ("reopened", models.SmallIntegerField(default=0)),
                ("state", models.CharField(default="found", max_length=10)),
                ("how", models.CharField(default="", max_length=8)),
                ("term", models.CharField(default="", max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("sent_back", models.SmallIntegerField(default=0)),
                ("notice", models.CharField(default="", max_length=40)),
                ("notified_at", models.DateTimeField(null=True)),
                ("notice_due", models.DateTimeField(null=True)),
                ("decision", models.CharField(default="", max_length=60)),
                ("before", models.SmallIntegerField(default=0)),
                ("after", models.SmallIntegerField(default=0)),
                ("fixed_at", models.DateTimeField(null=True)),
                ("fixed_by", models.BigIntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_by", models.BigIntegerField(default=0)),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_by", models.BigIntegerField(default=0)),
                ("purpose", models.CharField(default="", max_length=40)),
                ("used_at", models.DateTimeField(null=True)),
                ("recorded_by", models.BigIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_campaign_item",
                "indexes": [
                    models.Index(fields=["campaign", "-id"], name="projects_campaign_item_list"),
                    models.Index(fields=["campaign", "community", "state"], name="projects_campaign_item_board"),
                    models.Index(
                        condition=models.Q(("state__in", ("struck_off", "used"))),
                        fields=["street", "lon", "lat"],
                        name="projects_campaign_item_near",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["street", "due_at", "id"],
                        name="projects_campaign_item_due",
                    ),
                    models.Index(
                        condition=models.Q(("first__gt", 0)), fields=["first"], name="projects_campaign_item_first"
                    ),
                    models.Index(
                        condition=models.Q(("organisation__gt", 0)),
                        fields=["organisation"],
                        name="projects_campaign_item_firm",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "serial"), name="projects_campaign_item_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("first__gt", 0)),
                        fields=("first", "again"),
                        name="projects_campaign_item_recurrence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "found",
                                    "identified",
                                    "notified",
                                    "enforcing",
                                    "fixed",
                                    "checked",
                                    "struck_off",
                                    "used",
                                    "dismissed",
                                ),
                            )
                        ),
                        name="projects_campaign_item_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by", 0),
                            models.Q(("checked_by", models.F("fixed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="projects_campaign_item_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("struck_off", "used")), _negated=True),
                            models.Q(
                                ("after__gt", 0),
                                ("before__gt", 0),
                                ("checked_by__gt", 0),
                                ("fixed_by__gt", 0),
                                ("struck_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="projects_campaign_item_struck",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "enforcing"), _negated=True),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="projects_campaign_item_decision",
                    ),
                    models.CheckConstraint(condition=models.Q(("area__gte", 0)), name="projects_campaign_item_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignSighting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("item", models.BigIntegerField()),
                ("matter", models.BigIntegerField()),
                ("meant", models.CharField(max_length=10)),
                ("became", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_campaign_sighting",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "matter"), name="projects_campaign_sighting_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("meant", "other"), _negated=True),
                        fields=("matter",),
                        name="projects_campaign_sighting_counts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("meant__in", ("reopened", "recurrence", "other"))),
                        name="projects_campaign_sighting_meant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_campaign_rules",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "version"), name="projects_campaign_one_version")
                ],
            },
        ),
        fence(
            "projects_campaign_rules",
            "projects_campaign",
            "projects_campaign_item",
            "projects_campaign_entry",
            "projects_campaign_sighting",
        ),
    ]
