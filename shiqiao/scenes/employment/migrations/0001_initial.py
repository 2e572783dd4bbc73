"""Job seekers, deliveries, vacancies, jobs, courses and benefits, behind the street fence; what the database itself refuses."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from shiqiao.base.db.fences import fence
from shiqiao.scenes.employment.guards import GUARDS, UNGUARDED


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("seeker", models.BigIntegerField()),
                ("vacancy", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("why", models.CharField(default="", max_length=20)),
                ("reason", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "employment_application",
                "indexes": [
                    models.Index(fields=["seeker", "-id"], name="application_of_seeker"),
                    models.Index(fields=["vacancy", "-id"], name="application_of_vacancy"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "applied", "accepted", "refused", "declined", "closed", "over"))
                        ),
                        name="employment_application_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")), fields=("seeker",), name="employment_one_accepted"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "applied", "accepted"))),
                        fields=("seeker", "vacancy"),
                        name="employment_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("claim", models.BigIntegerField()),
                ("pair", models.CharField(max_length=62)),
                ("side", models.CharField(max_length=40)),
                ("holder_kind", models.CharField(max_length=9)),
                ("holder", models.BigIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "employment_bar",
                "indexes": [models.Index(fields=["claim"], name="bar_of_claim")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("street", "="),
                            ("pair", "="),
                            ("holder_kind", "="),
                            ("holder", "="),
                            ("side", "<>"),
                            ("during", "&&"),
                        ],
                        name="employment_never_two_excluding",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BenefitAppeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("claim", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("reason", models.BinaryField(null=True)),
                ("raised_at", models.DateTimeField()),
                ("raised_post", models.BigIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("refused_by", models.BigIntegerField(default=0)),
                ("decision", models.BinaryField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "employment_appeal",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "raised")), fields=["street", "due_at", "id"], name="appeal_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("raised", "granted", "dismissed"))),
                        name="employment_appeal_state",
                    ),
                    models.UniqueConstraint(fields=("claim",), name="employment_appealed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("refused_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="employment_appeal_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("seeker", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("household", models.BigIntegerField(default=0)),
                ("benefit", models.CharField(max_length=30)),
                ("scope", models.CharField(max_length=9)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("state", models.CharField(max_length=10)),
                ("proof", models.CharField(max_length=20)),
                ("files", models.JSONField(default=list)),
                ("unmet", models.JSONField(default=list)),
                ("note", models.BinaryField(null=True)),
                ("made_post", models.BigIntegerField(default=0)),
                ("made_by", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(default="", max_length=14)),
                ("excluded_by", models.BigIntegerField(default=0)),
                ("decision", models.BinaryField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "employment_claim",
                "indexes": [
                    models.Index(fields=["street", "state", "-id"], name="claim_state"),
                    models.Index(fields=["street", "-id"], name="claim_street"),
                    models.Index(fields=["seeker", "-id"], name="claim_of_seeker"),
                    models.Index(
                        condition=models.Q(("household__gt", 0)), fields=["household"], name="claim_of_household"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("applied", "approved", "refused", "ended", "withdrawn"))),
                        name="employment_claim_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), _negated=True), name="employment_claim_with_evidence"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="employment_claim_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="employment_refused_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__lower_inf", False), ("during__upper_inf", False)),
                        name="employment_claim_has_a_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "applied")),
                        fields=("seeker", "benefit"),
                        name="employment_one_open_claim",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("title", models.CharField(max_length=80)),
                ("occupation", models.CharField(default="", max_length=30)),
                ("teacher", models.CharField(default="", max_length=120)),
                ("places", models.SmallIntegerField()),
                ("taken", models.SmallIntegerField(default=0)),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("state", models.CharField(default="open", max_length=6)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "employment_course",
                "indexes": [models.Index(fields=["street", "-begins", "-id"], name="course_street")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1), ("taken__gte", 0), ("taken__lte", models.F("places"))),
                        name="employment_seats_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("begins"))), name="employment_course_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("seeker", models.BigIntegerField()),
                ("round", models.BigIntegerField()),
                ("topic", models.CharField(max_length=10)),
                ("answer", models.CharField(max_length=12)),
                ("reason", models.BinaryField(null=True)),
                ("follow_up", models.CharField(default="none", max_length=4)),
                ("due_at", models.DateTimeField(null=True)),
                ("outcome", models.BinaryField(null=True)),
                ("followed_at", models.DateTimeField(null=True)),
                ("followed_by", models.BigIntegerField(default=0)),
                ("late", models.BooleanField(default=False)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "employment_delivery",
                "indexes": [
                    models.Index(fields=["seeker", "id"], name="delivery_of_seeker"),
                    models.Index(
                        condition=models.Q(("follow_up", "open")),
                        fields=["street", "due_at", "id"],
                        name="delivery_due_street",
                    ),
                    models.Index(
                        condition=models.Q(("follow_up", "open")),
                        fields=["community", "due_at", "id"],
                        name="delivery_due_community",
                    ),
                    models.Index(
                        condition=models.Q(("follow_up", "open")),
                        fields=["grid", "due_at", "id"],
                        name="delivery_due_grid",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "topic"), name="employment_topic_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__in", ("offered", "accepted", "refused", "not_relevant")),
                            ("topic__in", ("policy", "post", "start_up", "training", "aid")),
                        ),
                        name="employment_known_topic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("answer__in", ("refused", "not_relevant")), ("follow_up", "none")),
                                models.Q(("answer__in", ("refused", "not_relevant")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("follow_up", "open"), _negated=True),
                                ("due_at__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        name="employment_follow_up_has_a_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("course", models.BigIntegerField()),
                ("seeker", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("note", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "employment_enrolment",
                "indexes": [
                    models.Index(fields=["seeker", "-id"], name="enrolment_of_seeker"),
                    models.Index(fields=["course", "id"], name="enrolment_of_course"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "given_back"), _negated=True),
                        fields=("course", "seeker"),
                        name="employment_one_seat",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Excluding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("first", models.CharField(max_length=30)),
                ("second", models.CharField(max_length=30)),
                ("scope", models.CharField(max_length=9)),
            ],
            options={
                "db_table": "employment_excluding",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "first", "second"), name="employment_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="employment_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("seeker", models.BigIntegerField()),
                ("application", models.BigIntegerField(default=0)),
                ("organisation", models.BigIntegerField(default=0)),
                ("kind", models.CharField(max_length=14)),
                ("occupation", models.CharField(default="", max_length=30)),
                ("firm", models.BinaryField(null=True)),
                ("since", models.DateField()),
                ("proof", models.CharField(max_length=20)),
                ("number", models.BinaryField(null=True)),
                ("files", models.JSONField(default=list)),
                ("ended_on", models.DateField(null=True)),
                ("why", models.CharField(default="", max_length=20)),
                ("note", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "employment_job",
                "indexes": [models.Index(fields=["seeker", "-id"], name="job_of_seeker")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), _negated=True), name="employment_job_with_evidence"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("since")), _connector="OR"),
                        name="employment_job_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)), fields=("seeker",), name="employment_one_job"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("seeker", models.BigIntegerField()),
                ("job", models.BigIntegerField()),
                ("months", models.SmallIntegerField()),
                ("due_at", models.DateTimeField()),
                ("result", models.CharField(default="", max_length=8)),
                ("proof", models.CharField(default="", max_length=20)),
                ("note", models.BinaryField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_by", models.BigIntegerField(default=0)),
                ("late", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "employment_check",
                "indexes": [
                    models.Index(
                        condition=models.Q(("result", "")), fields=["street", "due_at", "id"], name="check_due_street"
                    ),
                    models.Index(
                        condition=models.Q(("result", "")),
                        fields=["community", "due_at", "id"],
                        name="check_due_community",
                    ),
                    models.Index(
                        condition=models.Q(("result", "")), fields=["grid", "due_at", "id"], name="check_due_grid"
                    ),
                    models.Index(fields=["seeker", "id"], name="check_of_seeker"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "months"), name="employment_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result__in", ("still", "left")), _negated=True),
                            models.Q(models.Q(("proof", ""), _negated=True), ("checked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="employment_checked_with_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobSeeker",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("person", models.BigIntegerField()),
                ("household", models.BigIntegerField(default=0)),
                ("state", models.CharField(max_length=10)),
                ("since", models.DateField()),
                ("registered_on", models.DateField()),
                ("categories", models.BinaryField(null=True)),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None),
                ),
                ("wishes", models.BinaryField(null=True)),
                ("occupations", models.JSONField(default=list)),
                ("wage", models.IntegerField(default=0)),
                ("hours", models.CharField(default="any", max_length=4)),
                ("schooling", models.CharField(default="none", max_length=8)),
                ("zero", models.BooleanField(default=False)),
                ("returned", models.SmallIntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "employment_seeker",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="seeker_street"),
                    models.Index(fields=["community", "-id"], name="seeker_community"),
                    models.Index(fields=["grid", "-id"], name="seeker_grid"),
                    models.Index(fields=["street", "state", "-id"], name="seeker_state"),
                    models.Index(
                        condition=models.Q(("household__gt", 0)), fields=["household"], name="seeker_household"
                    ),
                    models.Index(condition=models.Q(("zero", True)), fields=["street", "-id"], name="seeker_zero"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "person"), name="employment_person_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("registered", "helped", "training", "placed", "withdrawn", "lost"))
                        ),
                        name="employment_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("seeker", models.BigIntegerField()),
                ("channel", models.CharField(max_length=8)),
                ("visit", models.BigIntegerField(default=0)),
                ("note", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("happened_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "employment_round",
                "indexes": [models.Index(fields=["seeker", "-id"], name="round_of_seeker")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("visit__gt", 0)), fields=("visit",), name="employment_visit_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rules",
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
                "db_table": "employment_rules",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="employment_one_version")],
            },
        ),
        migrations.CreateModel(
            name="StatusLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("seeker", models.BigIntegerField()),
                ("seq", models.SmallIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("since", models.DateField()),
                ("proof", models.CharField(max_length=20)),
                ("refs", models.JSONField(default=list)),
                ("note", models.BinaryField(null=True)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "employment_status",
                "constraints": [
                    models.UniqueConstraint(fields=("seeker", "seq"), name="employment_status_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), _negated=True), name="employment_status_with_evidence"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("organisation", models.BigIntegerField(default=0)),
                ("firm", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=80)),
                ("occupation", models.CharField(max_length=30)),
                ("wage_from", models.IntegerField()),
                ("wage_to", models.IntegerField()),
                ("places", models.SmallIntegerField()),
                ("taken", models.SmallIntegerField(default=0)),
                ("hours", models.CharField(default="full", max_length=4)),
                ("schooling", models.CharField(default="none", max_length=8)),
                ("requirements", models.CharField(default="", max_length=300)),
                ("until", models.DateField()),
                ("state", models.CharField(default="open", max_length=6)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "employment_vacancy",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="vacancy_street"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["street", "until", "id"], name="vacancy_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1), ("taken__gte", 0), ("taken__lte", models.F("places"))),
                        name="employment_places_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wage_from__gte", 0), ("wage_to__gte", models.F("wage_from"))),
                        name="employment_wage_in_order",
                    ),
                ],
            },
        ),
        fence(
            "employment_rules",
            "employment_seeker",
            "employment_status",
            "employment_round",
            "employment_delivery",
            "employment_vacancy",
            "employment_application",
            "employment_job",
            "employment_check",
            "employment_course",
            "employment_enrolment",
            "employment_excluding",
            "employment_claim",
            "employment_bar",
            "employment_appeal",
        ),
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
