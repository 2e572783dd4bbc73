import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import shiqiao.base.time
from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("secret", models.BinaryField(unique=True)),
                ("post", models.BigIntegerField()),
                ("channel", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "people_token",
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("title_zh", models.CharField(max_length=40)),
                ("title_en", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True)),
                ("display_name", models.CharField(max_length=40)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("phone", models.BinaryField(null=True)),
                ("street", models.IntegerField()),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=True)),
                ("preferred_language", models.CharField(default="zh-hans", max_length=10)),
                ("created_at", models.DateTimeField(default=shiqiao.base.time.now)),
            ],
            options={
                "indexes": [models.Index(fields=["street"], name="people_account_street")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title_zh", models.CharField(max_length=80)),
                ("title_en", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("community", models.BigIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title_zh", models.CharField(max_length=80)),
                ("title_en", models.CharField(max_length=120)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("territory", models.BigIntegerField()),
                (
                    "lines",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("head_of", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=20)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("account", "="), ("during", "&&")], name="people_one_leave"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                        name="people_leave_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("post", "="), ("during", "&&")], name="people_one_holder"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                        name="people_holding_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deputyship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "deputy_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("post", "="), ("during", "&&")], name="people_one_deputy"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                        name="people_deputyship_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deputy_account__isnull", False), ("deputy_post__isnull", True)),
                            models.Q(
                                ("deputy_account__isnull", True),
                                ("deputy_post__isnull", False),
                                models.Q(("deputy_post", models.F("post")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="people_deputy_is_post_or_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("grid", models.BigIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.line"),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("grid", "="), ("line", "="), ("during", "&&")], name="people_one_responsible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                        name="people_responsibility_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "street",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("grid"), "/", models.Value(1000000)
                                ),
                            )
                        ),
                        name="people_responsibility_inside",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("street", "code"), name="people_unit_code"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("community", 0),
                    (
                        "street",
                        django.db.models.expressions.CombinedExpression(models.F("community"), "/", models.Value(1000)),
                    ),
                    _connector="OR",
                ),
                name="people_unit_inside",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("street", "code"), name="people_post_code"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "street",
                        django.db.models.expressions.CombinedExpression(
                            models.F("territory"), "/", models.Value(1000000)
                        ),
                    )
                ),
                name="people_post_inside",
            ),
        ),
        fence(
            "people_unit",
            "people_post",
            "people_holding",
            "people_responsibility",
            "people_deputyship",
            "people_leave",
            "people_token",
        ),
        # The three lines that the grids of every street have; more are added as data.
        migrations.RunSQL(
            "INSERT INTO people_line (code, title_zh, title_en) VALUES ('city', '城管', 'City management'), "
            "('safety', '综治', 'Public security'), ('livelihood', '民生', 'Livelihood');",
            migrations.RunSQL.noop,
        ),
    ]
