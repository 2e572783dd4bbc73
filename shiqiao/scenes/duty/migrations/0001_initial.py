"""Rosters: rules, shifts, turns, swaps, the hand-over log; what must never be is refused by the database."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from shiqiao.base.db.fences import fence

# A published shift has exactly one leader and all its officers: asked when the transaction ends, whoever writes. It is asked
# by the owner, since the fence may be shut again by then.
MANNED = """
CREATE FUNCTION duty_refuse_unmanned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE number bigint; leaders int; others int; needed int; published boolean;
BEGIN
  IF TG_TABLE_NAME = 'duty_shift' THEN number := NEW.id; ELSE number := NEW.shift; END IF;
  SELECT live, officers INTO published, needed FROM duty_shift WHERE id = number;
  IF NOT COALESCE(published, false) THEN RETURN NULL; END IF;
  SELECT count(*) FILTER (WHERE role = 'leader'), count(*) FILTER (WHERE role = 'officer') INTO leaders, others
    FROM duty_turn WHERE shift = number AND state = 'standing' AND live;
  IF leaders <> 1 OR others <> needed THEN
    RAISE EXCEPTION 'shift % has % leader(s) and % of % officer(s)', number, leaders, others, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_manned';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER duty_manned AFTER INSERT OR UPDATE OF live, officers ON duty_shift
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duty_refuse_unmanned();
CREATE CONSTRAINT TRIGGER duty_turn_manned AFTER INSERT OR UPDATE OF state, live, shift, role ON duty_turn
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duty_refuse_unmanned();
"""
UNDONE = """
DROP TRIGGER duty_manned ON duty_shift; DROP TRIGGER duty_turn_manned ON duty_turn; DROP FUNCTION duty_refuse_unmanned();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("person", models.BigIntegerField()),
                ("kind", models.CharField(max_length=6)),
                ("why", models.CharField(max_length=12)),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("entered_by", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "duty_availability",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("away", "avoid", "prefer"))), name="duty_availability_kinds"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at", None)),
                        expressions=[("person", "="), ("days", "&&")],
                        name="duty_availability_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "duty_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="duty_one_version")],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("shift", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("text", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("open", models.BooleanField(default=False)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.BigIntegerField(default=0)),
                ("result", models.BinaryField(null=True)),
                ("matter", models.BigIntegerField(default=0)),
                ("client_id", models.CharField(default="", max_length=40)),
            ],
            options={
                "db_table": "duty_log",
                "indexes": [
                    models.Index(fields=["shift", "id"], name="duty_log_of"),
                    models.Index(condition=models.Q(("open", True)), fields=["street", "id"], name="duty_log_open"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("call", "visitor", "event", "order", "note"))),
                        name="duty_log_kinds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client_id", ""), _negated=True),
                        fields=("street", "client_id"),
                        name="duty_log_sent_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("entry", models.BigIntegerField()),
                ("shift", models.BigIntegerField()),
                ("passed_at", models.DateTimeField()),
                ("passed_by", models.BigIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "duty_passing",
                "indexes": [
                    models.Index(condition=models.Q(("seen_at", None)), fields=["shift"], name="duty_passing_unseen")
                ],
                "constraints": [models.UniqueConstraint(fields=("entry", "shift"), name="duty_passing_once")],
            },
        ),
        migrations.CreateModel(
            name="Roster",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("version", models.SmallIntegerField()),
                ("rules", models.IntegerField()),
                ("seed", models.IntegerField(default=0)),
                ("state", models.CharField(default="draft", max_length=9)),
                ("figures", models.JSONField(default=dict)),
                ("made_by", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("checked_by", models.BigIntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True)),
                ("published_by", models.BigIntegerField(default=0)),
                ("published_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "duty_roster",
                "indexes": [models.Index(fields=["street", "-id"], name="duty_rosters")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "days", "version"), name="duty_roster_version"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "checked", "published", "dropped"))),
                        name="duty_roster_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by", 0),
                            models.Q(("checked_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="duty_roster_by_another",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        expressions=[("street", "="), ("days", "&&")],
                        name="duty_one_published",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("roster", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("officers", models.SmallIntegerField(default=1)),
                ("night", models.BooleanField(default=False)),
                ("weekend", models.BooleanField(default=False)),
                ("holiday", models.BooleanField(default=False)),
                ("live", models.BooleanField(default=False)),
                ("passed_on_at", models.DateTimeField(null=True)),
                ("passed_on_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "duty_shift",
                "indexes": [models.Index(fields=["roster", "day"], name="duty_shifts")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("officers__gte", 0), ("officers__lte", 9)), name="duty_shift_officers"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("live", True)),
                        expressions=[("street", "="), ("during", "&&")],
                        name="duty_one_shift",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("turn", models.BigIntegerField()),
                ("against", models.BigIntegerField()),
                ("asker", models.BigIntegerField()),
                ("asked", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=9)),
                ("words", models.BinaryField(null=True)),
                ("answer", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("approved_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "duty_swap",
                "indexes": [models.Index(fields=["street", "-id"], name="duty_swaps")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("asked", "agreed", "approved", "declined", "refused", "withdrawn"))
                        ),
                        name="duty_swap_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("asked")), _negated=True), name="duty_swap_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("agreed_at__isnull", False), ("approved_by__gt", 0)),
                            _connector="OR",
                        ),
                        name="duty_swap_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", 0),
                            models.Q(
                                ("approved_by", models.F("asker")),
                                ("approved_by", models.F("asked")),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="duty_swap_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "agreed"))), fields=("turn",), name="duty_swap_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("roster", models.BigIntegerField()),
                ("shift", models.BigIntegerField()),
                ("role", models.CharField(max_length=7)),
                ("place", models.SmallIntegerField(default=0)),
                ("person", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("rested", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("live", models.BooleanField(default=False)),
                ("state", models.CharField(default="standing", max_length=8)),
                ("reasons", models.JSONField(default=dict)),
                ("former", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(default=0)),
                ("ended_why", models.CharField(default="", max_length=12)),
                ("words", models.BinaryField(null=True)),
                ("checked_in_at", models.DateTimeField(null=True)),
                ("late_minutes", models.SmallIntegerField(default=0)),
                ("missed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "duty_turn",
                "indexes": [
                    models.Index(fields=["shift"], name="duty_turns"),
                    models.Index(condition=models.Q(("live", True)), fields=["person", "-id"], name="duty_turns_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("leader", "officer"))), name="duty_turn_roles"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("standing", "changed", "relieved"))), name="duty_turn_states"
                    ),
                    models.CheckConstraint(condition=models.Q(("late_minutes__gte", 0)), name="duty_turn_late"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "standing")),
                        fields=("shift", "role", "place"),
                        name="duty_turn_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("role", "leader"), _negated=True), ("place", 0), _connector="OR"),
                        name="duty_turn_one_leader",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("live", True), models.Q(("state", "changed"), _negated=True)),
                        expressions=[("person", "="), ("during", "&&")],
                        name="duty_no_double_duty",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("live", True), models.Q(("state", "changed"), _negated=True)),
                        expressions=[("person", "="), ("rested", "&&")],
                        name="duty_rest",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "changed"), _negated=True),
                        expressions=[("roster", "="), ("person", "="), ("rested", "&&")],
                        name="duty_rest_in_draft",
                    ),
                ],
            },
        ),
        fence(
            "duty_rules",
            "duty_roster",
            "duty_shift",
            "duty_turn",
            "duty_availability",
            "duty_swap",
            "duty_log",
            "duty_passing",
        ),
        migrations.RunSQL(MANNED, UNDONE),
    ]
