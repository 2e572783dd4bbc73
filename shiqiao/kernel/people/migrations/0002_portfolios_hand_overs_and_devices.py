import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("starts_on", models.DateField()),
                ("leaves", models.BooleanField(default=False)),
                ("note", models.BinaryField(null=True)),
                ("drafted_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOverPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("rest", models.BooleanField()),
                ("works", models.IntegerField(default=0)),
                ("remind_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.handover"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOverWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.BigIntegerField()),
                ("late", models.BooleanField(default=False)),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.handover"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.handoverpart"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Portfolio",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.line",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
                (
                    "unit",
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
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField()),
                ("lead", models.BooleanField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("lead", True)),
                        expressions=[("community", "="), ("during", "&&")],
                        name="people_one_lead_contact",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("community", "="), ("post", "="), ("during", "&&")], name="people_contact_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "street",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("community"), "/", models.Value(1000)
                                ),
                            )
                        ),
                        name="people_contact_inside",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                        name="people_contact_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("secret", models.BinaryField(null=True, unique=True)),
                ("code", models.BinaryField(null=True, unique=True)),
                ("code_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("paired_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at", None), models.Q(("code", None), ("secret", None)), _connector="OR"
                        ),
                        name="people_revoked_has_no_secret",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("handed_at", None)), fields=["starts_on"], name="people_hand_over_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_at", None)), fields=("giver",), name="people_one_hand_over_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("handed_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                name="people_handed_after_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="handoverpart",
            index=models.Index(fields=["successor", "-id"], name="people_part_successor"),
        ),
        migrations.AddIndex(
            model_name="handoverpart",
            index=models.Index(
                condition=models.Q(("reminded_at", None), ("seen_at", None)),
                fields=["remind_at"],
                name="people_part_unseen",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rest", True)), fields=("hand_over", "post"), name="people_rest_goes_to_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverpart",
            constraint=models.UniqueConstraint(
                fields=("hand_over", "post", "to_post", "successor"), name="people_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverwork",
            constraint=models.UniqueConstraint(fields=("hand_over", "kind", "subject"), name="people_work_handed_once"),
        ),
        migrations.AddConstraint(
            model_name="portfolio",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("street", "="), ("line", "="), ("during", "&&")], name="people_one_in_charge_of_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="portfolio",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="people_one_in_charge_of_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="portfolio",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line__isnull", True), ("unit__isnull", False)),
                    models.Q(("line__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="people_portfolio_is_line_or_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="portfolio",
            constraint=models.CheckConstraint(
                condition=models.Q(("during__isempty", False), ("during__lower_inf", False)),
                name="people_portfolio_begins",
            ),
        ),
        fence(
            "people_portfolio",
            "people_contact",
            "people_handover",
            "people_handoverpart",
            "people_handoverwork",
            "people_device",
        ),
    ]
