"""Stationed units, three lists, service projects and double reporting."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="JointMeeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("held_on", models.DateField()),
                ("topic", models.CharField(max_length=60)),
                ("agreed", models.CharField(max_length=600)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_joint_meeting",
                "indexes": [models.Index(fields=["street", "-id"], name="party_meetings")],
            },
        ),
        migrations.CreateModel(
            name="JointPresence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("meeting", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
            ],
            options={
                "db_table": "party_joint_presence",
                "indexes": [models.Index(fields=["unit"], name="party_presence_of_unit")],
                "constraints": [models.UniqueConstraint(fields=("meeting", "unit"), name="party_present_once")],
            },
        ),
        migrations.CreateModel(
            name="JointSeat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("role", models.CharField(max_length=8)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "party_joint_seat",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="party_one_seat"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("role__in", ("member", "deputy"))),
                        name="party_seat_codes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("unit", models.BigIntegerField(default=0)),
                ("side", models.CharField(max_length=8)),
                ("theme", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=60)),
                ("words", models.CharField(max_length=300)),
                ("until", models.DateField()),
                ("state", models.CharField(default="open", max_length=9)),
                ("why", models.CharField(default="", max_length=120)),
                ("at", models.DateTimeField()),
                ("post", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_list_item",
                "indexes": [
                    models.Index(fields=["street", "side", "-id"], name="party_items"),
                    models.Index(
                        condition=models.Q(("unit__gt", 0)), fields=["unit", "-id"], name="party_items_of_unit"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("side__in", ("resource", "need")), ("state__in", ("open", "claimed", "done", "withdrawn"))
                        ),
                        name="party_item_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("side", "resource"), ("unit__gt", 0)),
                            models.Q(("side", "need"), ("unit", 0)),
                            _connector="OR",
                        ),
                        name="party_item_of",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="party_withdrawn_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListMatch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("need", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("resource", models.BigIntegerField(default=0)),
                ("score", models.SmallIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("state", models.CharField(default="proposed", max_length=9)),
                ("why", models.CharField(default="", max_length=120)),
                ("project", models.BigIntegerField(default=0)),
                ("proposed_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "party_match",
                "indexes": [
                    models.Index(fields=["unit", "-id"], name="party_matches_of_unit"),
                    models.Index(
                        condition=models.Q(("resource__gt", 0)), fields=["resource"], name="party_matches_of_resource"
                    ),
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["street", "proposed_at"],
                        name="party_to_claim",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("need", "unit", "resource"), name="party_match_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("claimed", "project"))),
                        fields=("need",),
                        name="party_need_claimed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("proposed", "claimed", "project", "declined"))),
                        name="party_match_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "project"), _negated=True), ("project__gt", 0), _connector="OR"
                        ),
                        name="party_match_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="party_declined_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("project", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("places", models.SmallIntegerField()),
                ("taken", models.SmallIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=9)),
                ("others", models.SmallIntegerField(default=0)),
                ("remark", models.CharField(default="", max_length=200)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "party_occasion",
                "indexes": [
                    models.Index(fields=["project", "starts_at"], name="party_occasions"),
                    models.Index(fields=["street", "starts_at"], name="party_calendar"),
                    models.Index(
                        condition=models.Q(("state", "delivered")),
                        fields=["unit", "delivered_at"],
                        name="party_delivered",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("others__gte", 0),
                            ("places__range", (1, 2000)),
                            ("taken__gte", 0),
                            ("taken__lte", models.F("places")),
                        ),
                        name="party_occasion_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("starts_at")), ("state__in", ("open", "delivered", "cancelled"))
                        ),
                        name="party_occasion_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivered_at__isnull", False), ("state", "delivered")),
                            models.Q(models.Q(("state", "delivered"), _negated=True), ("delivered_at", None)),
                            _connector="OR",
                        ),
                        name="party_occasion_delivered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("remark", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="party_cancelled_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("project", "starts_at"),
                        name="party_occasion_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "party_version",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="party_version_once")],
            },
        ),
        migrations.CreateModel(
            name="ReportedIn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("side", models.CharField(max_length=6)),
                ("unit", models.BigIntegerField(default=0)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_blind", models.BinaryField(null=True)),
                ("reported_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_reported_in",
                "indexes": [
                    models.Index(fields=["street", "community", "-id"], name="party_reported"),
                    models.Index(
                        condition=models.Q(("unit__gt", 0)), fields=["unit", "side"], name="party_reported_of_unit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("side", "member")),
                        fields=("community", "phone_blind"),
                        name="party_member_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("side", "unit")),
                        fields=("community", "unit"),
                        name="party_unit_reported_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("side__in", ("unit", "member")),
                            models.Q(
                                ("side", "member"),
                                models.Q(("name", None), ("phone", None), ("unit__gt", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="party_reported_codes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceBooking",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("occasion", models.BigIntegerField()),
                ("project", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("state", models.CharField(max_length=9)),
                ("number", models.SmallIntegerField(default=0)),
                ("channel", models.CharField(max_length=6)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_blind", models.BinaryField(null=True)),
                ("consented_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stars", models.SmallIntegerField(null=True)),
                ("said", models.BinaryField(null=True)),
                ("rated_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_booking",
                "indexes": [
                    models.Index(fields=["occasion", "id"], name="party_bookings"),
                    models.Index(fields=["project", "phone_blind"], name="party_bookings_again"),
                    models.Index(fields=["phone_blind", "state"], name="party_bookings_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("booked", "came", "missed"))),
                        fields=("occasion", "number"),
                        name="party_place_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("booked", "waiting", "came", "missed"))),
                        fields=("occasion", "phone_blind"),
                        name="party_booked_once",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("booked", "came", "missed"))),
                        expressions=[
                            ("street", "="),
                            ("phone_blind", "="),
                            (
                                models.Func(
                                    models.F("starts_at"),
                                    models.F("ends_at"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="party_not_twice_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("state__in", ("booked", "came", "missed"))), ("number__gt", 0)),
                            models.Q(
                                models.Q(("state__in", ("booked", "came", "missed")), _negated=True), ("number", 0)
                            ),
                            _connector="OR",
                        ),
                        name="party_booking_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("booked", "waiting", "came", "missed", "cancelled"))),
                        name="party_booking_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at", None), ("stars", None)),
                            models.Q(("rated_at__isnull", False), ("stars__range", (1, 5)), ("state", "came")),
                            _connector="OR",
                        ),
                        name="party_rated_by_who_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceClaim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("reported", models.BigIntegerField()),
                ("service", models.CharField(max_length=30)),
                ("claimed_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "party_claim",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("reported", "service"),
                        name="party_claimed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceHours",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("claim", models.BigIntegerField()),
                ("reported", models.BigIntegerField()),
                ("unit", models.BigIntegerField(default=0)),
                ("served_on", models.DateField()),
                ("minutes", models.SmallIntegerField()),
                ("what", models.CharField(max_length=60)),
                ("state", models.CharField(default="waiting", max_length=9)),
                ("why", models.CharField(default="", max_length=120)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("judge", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "party_hours",
                "indexes": [
                    models.Index(fields=["reported", "-id"], name="party_hours_of"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["community", "at"], name="party_hours_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("state", "confirmed")),
                        fields=["unit", "served_on"],
                        name="party_hours_of_unit",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("claim", "served_on"),
                        name="party_hours_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__range", (15, 720)),
                            ("state__in", ("waiting", "confirmed", "refused")),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                models.Q(("why", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="party_hours_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judge", 0), ("state", "waiting")),
                            models.Q(("judge__gt", 0), models.Q(("judge", models.F("account")), _negated=True)),
                            _connector="OR",
                        ),
                        name="party_hours_judged_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProject",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("match", models.BigIntegerField(default=0)),
                ("theme", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=60)),
                ("words", models.CharField(max_length=300)),
                ("place", models.CharField(max_length=80)),
                ("address", models.BigIntegerField(default=0)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("from_day", models.DateField()),
                ("until", models.DateField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("at", models.DateTimeField()),
                ("post", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_project",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="party_projects"),
                    models.Index(fields=["unit", "-id"], name="party_projects_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "ended")), ("until__gte", models.F("from_day"))),
                        name="party_project_runs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("match__gt", 0)), fields=("match",), name="party_project_of_match"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationedUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("organisation", models.BigIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("contact", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_blind", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_unit",
                "indexes": [models.Index(fields=["street", "community", "-id"], name="party_units")],
                "constraints": [models.UniqueConstraint(fields=("street", "organisation"), name="party_unit_once")],
            },
        ),
        migrations.CreateModel(
            name="UnitAssessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("version", models.IntegerField()),
                ("points", models.JSONField()),
                ("shown", models.JSONField()),
                ("total", models.SmallIntegerField()),
                ("remark", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "party_assessment",
                "indexes": [
                    models.Index(fields=["street", "year", "-total"], name="party_assessed"),
                    models.Index(fields=["unit", "-year"], name="party_assessed_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "unit", "year"), name="party_assessed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("total__range", (0, 100))), name="party_assessment_total"
                    ),
                ],
            },
        ),
        fence(
            "party_version",
            "party_unit",
            "party_joint_seat",
            "party_joint_meeting",
            "party_joint_presence",
            "party_list_item",
            "party_match",
            "party_assessment",
            "party_project",
            "party_occasion",
            "party_booking",
            "party_reported_in",
            "party_claim",
            "party_hours",
        ),
    ]
