from django.db import migrations, models

from shiqiao.base.db.fences import fence
from shiqiao.base.ids import Blocks


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("table", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "visits_checklist",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "kind", "version"), name="checklist_one_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("visit", models.BigIntegerField()),
                ("question", models.CharField(max_length=30)),
                ("item", models.CharField(max_length=10)),
                ("severity", models.CharField(max_length=10)),
                ("matter", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=10)),
                ("rechecks", models.SmallIntegerField(default=0)),
            ],
            options={
                "db_table": "visits_finding",
                "indexes": [
                    models.Index(condition=models.Q(("matter__gt", 0)), fields=["matter"], name="finding_of_matter")
                ],
                "constraints": [models.UniqueConstraint(fields=("visit", "question"), name="finding_once_a_question")],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("grid", models.BigIntegerField()),
                ("personal", models.BooleanField()),
                ("title", models.BinaryField()),
                ("address", models.BinaryField()),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("mark", models.BinaryField()),
                ("salt", models.BinaryField()),
            ],
            options={
                "db_table": "visits_place",
                "constraints": [models.UniqueConstraint(fields=("street", "mark"), name="place_known_once")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("line", models.CharField(max_length=20)),
                ("unit", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("version", models.IntegerField()),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("place", models.BigIntegerField()),
                ("earliest", models.DateTimeField()),
                ("latest", models.DateTimeField()),
                ("plan", models.BigIntegerField(default=0)),
                ("attempt", models.SmallIntegerField(default=1)),
                ("recheck_of", models.BigIntegerField(default=0)),
                ("first_post", models.BigIntegerField(default=0)),
                ("first_holder", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("done_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("done_post", models.BigIntegerField(default=0)),
                ("done_holder", models.BigIntegerField(default=0)),
                ("open_findings", models.SmallIntegerField(default=0)),
                ("seq", models.IntegerField()),
                ("head", models.BinaryField()),
                ("content", models.BinaryField(null=True)),
                ("client_id", models.CharField(default="", max_length=80)),
                ("salt", models.BinaryField()),
            ],
            options={
                "db_table": "visits_visit",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["street", "latest", "id"],
                        name="visit_open_street",
                    ),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["community", "latest", "id"],
                        name="visit_open_community",
                    ),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["grid", "latest", "id"],
                        name="visit_open_grid",
                    ),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["unit", "latest", "id"],
                        name="visit_open_unit",
                    ),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["post", "latest", "id"],
                        name="visit_open_post",
                    ),
                    models.Index(
                        condition=models.Q(("open_findings__gt", 0)),
                        fields=["street", "-id"],
                        name="visit_with_findings",
                    ),
                    models.Index(fields=["subject_kind", "subject_id", "-id"], name="visit_of_subject"),
                    models.Index(
                        condition=models.Q(("plan__gt", 0)), fields=["plan", "earliest"], name="visit_of_plan"
                    ),
                    models.Index(
                        condition=models.Q(("recheck_of__gt", 0)), fields=["recheck_of"], name="visit_rechecks"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned"), ("plan__gt", 0)),
                        fields=("plan",),
                        name="visit_one_open_a_plan",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned"), ("recheck_of__gt", 0)),
                        fields=("recheck_of",),
                        name="visit_one_open_recheck",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client_id", ""), _negated=True),
                        fields=("street", "client_id"),
                        name="visit_sent_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("planned", "done", "not_home", "refused", "moved", "cancelled"))
                        ),
                        name="visit_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("latest__gt", models.F("earliest"))), name="visit_window_has_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recheck_of", 0),
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                models.Q(("done_post", models.F("first_post")), _negated=True),
                                models.Q(("done_holder", models.F("first_holder")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="visit_rechecked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recheck_of", 0), ("first_post__gt", 0), ("first_holder__gt", 0), _connector="OR"
                        ),
                        name="visit_recheck_names_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("planned", "cancelled")),
                            models.Q(("done_at__isnull", False), ("recorded_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_made_has_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPlan",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("line", models.CharField(max_length=20)),
                ("unit", models.BigIntegerField()),
                ("post", models.BigIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("place", models.BigIntegerField()),
                ("cycle", models.CharField(max_length=30)),
                ("made_at", models.DateTimeField()),
                ("active", models.BooleanField()),
                ("visit", models.BigIntegerField(default=0)),
                ("next_from", models.DateField()),
                ("next_until", models.DateField()),
                ("seq", models.IntegerField()),
                ("head", models.BinaryField()),
            ],
            options={
                "db_table": "visits_plan",
                "indexes": [
                    models.Index(
                        condition=models.Q(("active", True), ("visit", 0)),
                        fields=["next_from", "id"],
                        name="plan_to_open",
                    ),
                    models.Index(
                        condition=models.Q(("active", True)), fields=["street", "kind"], name="plan_by_street"
                    ),
                    models.Index(
                        condition=models.Q(("active", True)), fields=["community", "kind"], name="plan_by_community"
                    ),
                    models.Index(condition=models.Q(("active", True)), fields=["grid", "kind"], name="plan_by_grid"),
                    models.Index(condition=models.Q(("active", True)), fields=["unit", "kind"], name="plan_by_unit"),
                    models.Index(fields=["subject_kind", "subject_id"], name="plan_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("street", "kind", "subject_kind", "subject_id"),
                        name="plan_once_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_until__gte", models.F("next_from"))), name="plan_window_has_days"
                    ),
                ],
            },
        ),
        migrations.RunSQL(*Blocks("visits_visit_ids").sql()),
        migrations.RunSQL(*Blocks("visits_plan_ids", 50).sql()),
        fence("visits_checklist", "visits_place", "visits_plan", "visits_visit", "visits_finding"),
    ]
