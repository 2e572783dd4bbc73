"""Bodies with seats of kinds, topics, meetings with quorum per kind, resolutions and their evaluation."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="CouncilMinutes",
            fields=[
                ("meeting", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("text", models.BinaryField(null=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("drafted_by", models.BigIntegerField(default=0)),
                ("drafted_at", models.DateTimeField()),
                ("locked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "council_minutes",
            },
        ),
        migrations.CreateModel(
            name="CouncilAgendaItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("meeting", models.BigIntegerField()),
                ("topic", models.BigIntegerField()),
                ("serial", models.SmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("text", models.BinaryField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "council_agenda_item",
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "serial"), name="council_agenda_one_serial"),
                    models.UniqueConstraint(fields=("meeting", "topic"), name="council_agenda_one_of_a_topic"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("planned", "decided", "failed", "adjourned"))),
                        name="council_agenda_states",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilBody",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("title", models.CharField(max_length=80)),
                ("convener", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_body",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("street", "community"),
                        name="council_one_body_of_a_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("meeting", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("term", models.BigIntegerField()),
                ("substitute", models.BigIntegerField(default=0)),
                ("how", models.CharField(max_length=8)),
                ("secret_hash", models.BinaryField(null=True)),
                ("answer", models.CharField(default="", max_length=10)),
                ("told_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "council_call",
                "indexes": [
                    models.Index(
                        condition=models.Q(("secret_hash__isnull", False)),
                        fields=["secret_hash"],
                        name="council_call_secret",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "seat"), name="council_call_one_of_a_seat"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("notice", "link"))), name="council_call_ways"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ("", "coming", "substitute", "away"))),
                        name="council_call_answers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("topic", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("text", models.BinaryField(null=True)),
                ("shown", models.BooleanField(default=False)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "council_entry",
                "indexes": [models.Index(fields=["topic", "id"], name="council_entries")],
            },
        ),
        migrations.CreateModel(
            name="CouncilEvaluation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("resolution", models.BigIntegerField()),
                ("round", models.SmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=8)),
                ("average", models.SmallIntegerField(default=0)),
                ("scored", models.SmallIntegerField(default=0)),
                ("entitled", models.SmallIntegerField(default=0)),
                ("text", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "council_evaluation",
                "constraints": [
                    models.UniqueConstraint(fields=("resolution", "round"), name="council_evaluation_one_round"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("resolution",),
                        name="council_evaluation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("", "passed", "failed"))),
                        name="council_evaluation_outcomes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scored__lte", models.F("entitled"))), name="council_evaluation_by_the_same"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilMeeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("body", models.BigIntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=24)),
                ("title", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=80)),
                ("planned_at", models.DateTimeField()),
                ("convocation", models.SmallIntegerField(default=1)),
                ("first", models.BigIntegerField(default=0)),
                ("version", models.IntegerField()),
                ("state", models.CharField(default="convened", max_length=10)),
                ("convened_at", models.DateTimeField()),
                ("convened_by", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_meeting",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="council_meetings"),
                    models.Index(fields=["body", "-planned_at"], name="council_meetings_of_body"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number"), name="council_meeting_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("first__gt", 0)), fields=("first",), name="council_meeting_one_second_call"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("convened", "open", "closed", "failed", "confirmed"))),
                        name="council_meeting_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("convocation", 1), ("first", 0)),
                            models.Q(("convocation", 2), ("first__gt", 0)),
                            _connector="OR",
                        ),
                        name="council_meeting_convocations",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("open", "closed", "confirmed")), _negated=True),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="council_meeting_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilOpinion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("item", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("term", models.BigIntegerField()),
                ("stance", models.CharField(max_length=8)),
                ("text", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "council_opinion",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "seat"), name="council_opinion_one_of_a_seat"),
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ("for", "reserved", "against", "abstain"))),
                        name="council_opinion_stances",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilPresence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("meeting", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("term", models.BigIntegerField()),
                ("who", models.CharField(max_length=80)),
                ("came_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("entered_by", models.BigIntegerField(default=0)),
                ("left_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "council_presence",
                "indexes": [models.Index(fields=["meeting", "seat"], name="council_presences")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("meeting", "="),
                            ("seat", "="),
                            (
                                models.Func(
                                    models.F("came_at"),
                                    models.F("left_at"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                ),
                                "&&",
                            ),
                        ],
                        name="council_presence_one_on_a_seat",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("meeting", "="),
                            ("who", "="),
                            (
                                models.Func(
                                    models.F("came_at"),
                                    models.F("left_at"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                ),
                                "&&",
                            ),
                        ],
                        name="council_presence_one_seat_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_at", None), ("left_at__gte", models.F("came_at")), _connector="OR"),
                        name="council_presence_came_before_leaving",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilResolution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("body", models.BigIntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("topic", models.BigIntegerField()),
                ("item", models.BigIntegerField()),
                ("meeting", models.BigIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=24)),
                ("title", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=2000)),
                ("how", models.CharField(max_length=10)),
                ("kinds", models.JSONField(default=list)),
                ("state", models.CharField(default="adopted", max_length=10)),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by", models.BigIntegerField(default=0)),
                ("notice_from", models.DateTimeField(null=True)),
                ("notice_until", models.DateTimeField(null=True)),
                ("rounds", models.SmallIntegerField(default=0)),
                ("returned", models.SmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_resolution",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="council_resolutions"),
                    models.Index(fields=["meeting"], name="council_resolutions_meeting"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number"), name="council_resolution_one_number"),
                    models.UniqueConstraint(fields=("item",), name="council_resolution_one_of_an_item"),
                    models.UniqueConstraint(fields=("topic",), name="council_resolution_one_of_a_topic"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("vote", "consensus"))), name="council_resolution_ways"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("adopted", "executing", "evaluating", "closed"))),
                        name="council_resolution_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("closed_at__isnull", False), ("rounds__gt", 0)),
                            _connector="OR",
                        ),
                        name="council_resolution_evaluated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_until", None), ("notice_until__gt", models.F("notice_from")), _connector="OR"
                        ),
                        name="council_resolution_notice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilScore",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("evaluation", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("term", models.BigIntegerField()),
                ("score", models.SmallIntegerField()),
                ("text", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "council_score",
                "constraints": [
                    models.UniqueConstraint(fields=("evaluation", "seat"), name="council_score_once"),
                    models.CheckConstraint(condition=models.Q(("score__range", (1, 5))), name="council_score_range"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilSeat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("body", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("serial", models.SmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "council_seat",
                "constraints": [
                    models.UniqueConstraint(fields=("body", "kind", "serial"), name="council_seat_one_serial")
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilSigning",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("meeting", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("seat", models.BigIntegerField()),
                ("term", models.BigIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("void_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "council_signing",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("void_at", None)),
                        fields=("meeting", "kind"),
                        name="council_signing_one_of_a_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilTask",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("resolution", models.BigIntegerField()),
                ("serial", models.SmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("weight", models.SmallIntegerField(default=1)),
                ("matter", models.BigIntegerField()),
                ("number", models.CharField(max_length=20)),
                ("round", models.SmallIntegerField(default=1)),
                ("instead_of", models.BigIntegerField(default=0)),
                ("replaced", models.BooleanField(default=False)),
                ("reopened", models.SmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "council_task",
                "constraints": [
                    models.UniqueConstraint(fields=("resolution", "serial"), name="council_task_one_serial"),
                    models.UniqueConstraint(fields=("matter",), name="council_task_one_of_a_matter"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__range", (1, 100))), name="council_task_weights"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilTerm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("body", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("role", models.CharField(default="holder", max_length=10)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("holder_kind", models.CharField(max_length=12)),
                ("post", models.BigIntegerField(default=0)),
                ("organisation", models.BigIntegerField(default=0)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("who", models.CharField(max_length=80)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_term",
                "indexes": [
                    models.Index(fields=["body", "seat"], name="council_terms_of_body"),
                    models.Index(condition=models.Q(("post__gt", 0)), fields=["post"], name="council_terms_of_post"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("seat", "="), ("role", "="), ("during", "&&")],
                        name="council_one_holder_of_a_seat",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("role", "holder")),
                        expressions=[("body", "="), ("who", "="), ("during", "&&")],
                        name="council_one_seat_of_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("holder", "substitute"))), name="council_term_roles"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder_kind", "post"), ("post__gt", 0)),
                            models.Q(("holder_kind", "organisation"), ("organisation__gt", 0)),
                            ("holder_kind", "resident"),
                            _connector="OR",
                        ),
                        name="council_term_holders",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilTopic",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("body", models.BigIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=24)),
                ("source", models.CharField(max_length=8)),
                ("origin_kind", models.CharField(default="", max_length=30)),
                ("origin_id", models.BigIntegerField(default=0)),
                ("title", models.CharField(max_length=80)),
                ("text", models.BinaryField(null=True)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("secret_hash", models.BinaryField(null=True)),
                ("state", models.CharField(default="submitted", max_length=10)),
                ("grade", models.CharField(default="", max_length=8)),
                ("advice", models.CharField(default="", max_length=8)),
                ("merged_into", models.BigIntegerField(default=0)),
                ("answer", models.CharField(default="", max_length=500)),
                ("shown", models.BooleanField(default=False)),
                ("refused_after", models.BooleanField(default=False)),
                ("term", models.CharField(default="", max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("made_by", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_topic",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="council_topics"),
                    models.Index(fields=["street", "community", "state"], name="council_topics_of_place"),
                    models.Index(
                        condition=models.Q(("secret_hash__isnull", False)),
                        fields=["secret_hash"],
                        name="council_topic_secret",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["street", "due_at", "id"],
                        name="council_topics_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "number"), name="council_topic_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("origin_id__gt", 0)),
                        fields=("street", "origin_kind", "origin_id"),
                        name="council_topic_one_of_origin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "submitted",
                                    "returned",
                                    "merged",
                                    "accepted",
                                    "refused",
                                    "answered",
                                    "convened",
                                    "in_session",
                                    "decided",
                                    "executing",
                                    "evaluating",
                                    "closed",
                                ),
                            )
                        ),
                        name="council_topic_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ("", "quick", "depth"))), name="council_topic_grades"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True), ("merged_into__gt", 0), _connector="OR"
                        ),
                        name="council_topic_merged_into_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "council_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="council_one_version")],
            },
        ),
        migrations.CreateModel(
            name="CouncilVoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("topic", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("mark", models.CharField(max_length=64)),
                ("text", models.BinaryField(null=True)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("reason", models.CharField(default="", max_length=40)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_voice",
                "indexes": [
                    models.Index(fields=["topic", "kind", "state"], name="council_voices"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["street", "id"], name="council_voices_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "support")),
                        fields=("topic", "mark"),
                        name="council_voice_supports_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("comment", "support"))), name="council_voice_kinds"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "shown", "refused"))), name="council_voice_states"
                    ),
                ],
            },
        ),
        fence(
            "council_minutes",
            "council_agenda_item",
            "council_body",
            "council_call",
            "council_entry",
            "council_evaluation",
            "council_meeting",
            "council_opinion",
            "council_presence",
            "council_resolution",
            "council_score",
            "council_seat",
            "council_signing",
            "council_task",
            "council_term",
            "council_topic",
            "council_rules",
            "council_voice",
        ),
    ]
