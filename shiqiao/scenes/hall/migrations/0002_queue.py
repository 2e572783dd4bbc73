"""The queue: its rule, places of slots, bookings, tickets, periods, windows, times closed off; the fence round every table."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("hall", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookingPlace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("line", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("seat", models.SmallIntegerField()),
                ("closure", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "hall_queue_place",
                "indexes": [models.Index(fields=["unit", "day", "line"], name="hall_places_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "line", "starts_at", "seat"), name="hall_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at")), ("seat__gte", 1)),
                        name="hall_place_has_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("line", models.CharField(default="", max_length=40)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=16)),
                ("account", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hall_queue_closure",
                "indexes": [models.Index(fields=["unit", "ends_at"], name="hall_closures")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="hall_closure_has_length"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QueuePeriod",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("ticket", models.BigIntegerField()),
                ("state", models.CharField(max_length=8)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "hall_queue_period",
                "indexes": [models.Index(fields=["ticket", "id"], name="hall_periods")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("ticket",), name="hall_one_open_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("began_at")), _connector="OR"
                        ),
                        name="hall_period_runs_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueRuleVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "hall_queue_rule",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="hall_queue_one_version")],
            },
        ),
        migrations.CreateModel(
            name="QueueTicket",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("line", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=8)),
                ("channel", models.CharField(max_length=8)),
                ("rank", models.SmallIntegerField()),
                ("why", models.CharField(max_length=40)),
                ("rules", models.IntegerField()),
                ("booking", models.BigIntegerField(default=0)),
                ("affair", models.BigIntegerField(default=0)),
                ("state", models.CharField(max_length=8)),
                ("taken_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("calls", models.SmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("window", models.SmallIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("over", models.BooleanField(default=False)),
                ("reason", models.CharField(default="", max_length=16)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hall_queue_ticket",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["unit", "rank", "ready_at", "id"],
                        name="hall_line",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("called", "serving", "held"))),
                        fields=["unit", "called_at"],
                        name="hall_called",
                    ),
                    models.Index(fields=["unit", "day", "-id"], name="hall_tickets_by_day"),
                    models.Index(fields=["street", "day"], name="hall_tickets_by_month"),
                    models.Index(
                        condition=models.Q(("affair__gt", 0)), fields=["affair"], name="hall_tickets_of_affair"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day", "line", "serial"), name="hall_ticket_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("booking__gt", 0)), fields=("booking",), name="hall_ticket_of_booking"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("called", "serving"))),
                        fields=("unit", "window"),
                        name="hall_ticket_at_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("called", "serving", "served", "missed")), _negated=True),
                            models.Q(("called_at__isnull", False), ("window__gt", 0)),
                            _connector="OR",
                        ),
                        name="hall_ticket_called",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "called", "serving", "held")),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="hall_ticket_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hall_closed_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("window", models.SmallIntegerField()),
                ("account", models.BigIntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hall_queue_sitting",
                "indexes": [models.Index(fields=["unit", "began_at"], name="hall_sittings")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("unit", "window"), name="hall_window_of_one"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("account",), name="hall_one_window"
                    ),
                    models.CheckConstraint(condition=models.Q(("window__gte", 1)), name="hall_window_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("unit", models.BigIntegerField()),
                ("line", models.CharField(max_length=40)),
                ("item", models.CharField(default="", max_length=40)),
                ("day", models.DateField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("channel", models.CharField(max_length=8)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("phone_blind", models.BinaryField(null=True)),
                ("claims", models.BinaryField(null=True)),
                ("of_day", models.SmallIntegerField(default=0)),
                ("of_all", models.SmallIntegerField(default=0)),
                ("hold_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("moved_up_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=16)),
                ("told_at", models.DateTimeField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hall.bookingplace"
                    ),
                ),
            ],
            options={
                "db_table": "hall_queue_booking",
                "indexes": [
                    models.Index(fields=["unit", "day", "starts_at", "id"], name="hall_bookings_by_day"),
                    models.Index(
                        condition=models.Q(("state", "waitlisted")),
                        fields=["unit", "line", "day", "id"],
                        name="hall_waiting_list",
                    ),
                    models.Index(condition=models.Q(("state", "held")), fields=["hold_until"], name="hall_holds"),
                    models.Index(condition=models.Q(("state", "booked")), fields=["ends_at"], name="hall_booked"),
                    models.Index(
                        condition=models.Q(("phone_blind__isnull", False)),
                        fields=["phone_blind"],
                        name="hall_booked_by_phone",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "booked", "arrived", "served", "missed"))),
                        fields=("place",),
                        name="hall_booking_one_place",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "booked")),
                        expressions=[
                            ("street", "="),
                            ("phone_blind", "="),
                            (
                                models.Func(
                                    models.F("starts_at"),
                                    models.F("ends_at"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                ),
                                "&&",
                            ),
                        ],
                        name="hall_booking_one_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("booked", "waitlisted", "arrived", "served", "missed"))),
                        fields=("street", "phone_blind", "day", "of_day"),
                        name="hall_booking_of_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("booked", "waitlisted"))),
                        fields=("street", "phone_blind", "of_all"),
                        name="hall_booking_of_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("of_all__range", (0, 9)), ("of_day__range", (0, 9))),
                        name="hall_booking_numbers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("booked", "waitlisted")), _negated=True),
                            models.Q(("of_all__gt", 0), ("of_day__gt", 0), ("phone_blind__isnull", False)),
                            _connector="OR",
                        ),
                        name="hall_booking_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True), ("hold_until__isnull", False), _connector="OR"
                        ),
                        name="hall_hold_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_at__isnull", False), ("place__isnull", False), ("starts_at__isnull", False)
                            ),
                            models.Q(
                                ("ends_at", None),
                                ("place", None),
                                ("starts_at", None),
                                ("state__in", ("waitlisted", "cancelled", "revoked", "expired")),
                            ),
                            _connector="OR",
                        ),
                        name="hall_booking_has_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "revoked"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hall_revoked_says_why",
                    ),
                ],
            },
        ),
        fence(
            "hall_queue_rule",
            "hall_queue_closure",
            "hall_queue_place",
            "hall_queue_booking",
            "hall_queue_ticket",
            "hall_queue_period",
            "hall_queue_sitting",
        ),
    ]
