"""Key projects: stages, milestones, plan of investment, months, problems."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("stage", models.BigIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("planned", models.DateField()),
                ("due", models.DateField()),
                ("moved", models.SmallIntegerField(default=0)),
                ("reason", models.BinaryField(null=True)),
                ("reached", models.DateField(null=True)),
                ("files", models.JSONField(default=list)),
                ("account", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "projects_milestone",
                "indexes": [
                    models.Index(
                        condition=models.Q(("reached", None)), fields=["street", "due"], name="projects_milestones_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "title"), name="projects_milestone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reached", None), models.Q(("files", []), _negated=True), _connector="OR"),
                        name="projects_reached_with_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due", models.F("planned")), ("moved", 0)), ("moved__gt", 0), _connector="OR"
                        ),
                        name="projects_moved_counted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanMonth",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("turn", models.SmallIntegerField()),
                ("month", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
            ],
            options={
                "db_table": "projects_plan_month",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "turn", "month"), name="projects_plan_month_once"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="projects_plan_of_a_month"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="projects_plan_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("milestone", models.BigIntegerField(default=0)),
                ("matter", models.BigIntegerField()),
                ("account", models.BigIntegerField(default=0)),
                ("raised_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_problem",
                "indexes": [models.Index(fields=["project", "id"], name="projects_problems")],
                "constraints": [models.UniqueConstraint(fields=("matter",), name="projects_matter_once")],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("month", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("note", models.BinaryField(null=True)),
                ("files", models.JSONField()),
                ("late", models.BooleanField(default=False)),
                ("account", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_progress",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "month"), name="projects_progress_once_a_month"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="projects_progress_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("files", []), _negated=True), name="projects_progress_with_evidence"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=16)),
                ("place", models.CharField(default="", max_length=120)),
                ("community", models.BigIntegerField(default=0)),
                ("post", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("turn", models.SmallIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=10)),
                ("ended_on", models.DateField(null=True)),
                ("added_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_project",
                "indexes": [models.Index(fields=["street", "-id"], name="projects_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code"), name="projects_code_once"),
                    models.UniqueConstraint(fields=("street", "year", "serial"), name="projects_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("begins"))), name="projects_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "finished", "stopped"))), name="projects_known_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("ended_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="projects_ended_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("project", models.BigIntegerField()),
                ("serial", models.SmallIntegerField()),
                ("title", models.CharField(max_length=60)),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("begun", models.DateField(null=True)),
            ],
            options={
                "db_table": "projects_stage",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "serial"), name="projects_stage_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("begins"))), name="projects_stage_ends_after_begin"
                    ),
                ],
            },
        ),
        fence(
            "projects_project",
            "projects_stage",
            "projects_milestone",
            "projects_plan_month",
            "projects_progress",
            "projects_problem",
        ),
    ]
