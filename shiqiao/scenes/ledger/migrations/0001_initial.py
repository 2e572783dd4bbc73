"""Forms in versions, fields they brought, rows, how answers came, ledgers, settings, and the street fence round them."""

import django.db.models.deletion
from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CollectionForm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("department", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("version", models.IntegerField(default=0)),
                ("state", models.CharField(default="requested", max_length=10)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "ledger_form",
                "indexes": [models.Index(fields=["street", "state", "-id"], name="ledger_form_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code"), name="ledger_form_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="ledger_form_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("requested", "running", "refused", "withdrawn", "ended"))),
                        name="ledger_form_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True), ("version__gt", 0), _connector="OR"
                        ),
                        name="ledger_form_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state", "ended")),
                            models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                            _connector="OR",
                        ),
                        name="ledger_form_ends_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("form", models.BigIntegerField()),
                ("row", models.BigIntegerField()),
                ("department", models.CharField(max_length=40)),
                ("settings", models.IntegerField(default=0)),
                ("day", models.DateField()),
                ("until", models.DateField()),
                ("known", models.SmallIntegerField(default=0)),
                ("confirmed", models.SmallIntegerField(default=0)),
                ("changed", models.SmallIntegerField(default=0)),
                ("asked", models.SmallIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_filling",
                "indexes": [
                    models.Index(fields=["street", "day", "department"], name="ledger_filling_month"),
                    models.Index(fields=["form", "day"], name="ledger_filling_form"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__lte", models.F("until"))), name="ledger_not_after_the_end"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("published_by", models.BigIntegerField(default=0)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_version",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code", "version"), name="ledger_published_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SettingsVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_settings",
                "constraints": [models.UniqueConstraint(fields=("street", "version"), name="ledger_settings_once")],
            },
        ),
        migrations.CreateModel(
            name="DeclaredField",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("key", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=12)),
                ("content", models.JSONField()),
                ("declared_at", models.DateTimeField()),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.collectionform"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_field",
                "constraints": [models.UniqueConstraint(fields=("key",), name="ledger_field_once")],
            },
        ),
        migrations.CreateModel(
            name="FormRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("round", models.DateField()),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.BigIntegerField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("how", models.CharField(default="", max_length=8)),
                ("filled_at", models.DateTimeField(null=True)),
                ("filled_by", models.BigIntegerField(default=0)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.collectionform"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_row",
                "indexes": [
                    models.Index(fields=["form", "round", "state", "community", "id"], name="ledger_row_community"),
                    models.Index(fields=["form", "round", "state", "grid", "id"], name="ledger_row_grid"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["kind", "subject"], name="ledger_row_open_of"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "round", "subject"), name="ledger_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("filled_at__isnull", False), ("state", "filled")),
                            models.Q(("state", "filled"), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_row_filled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "filled", "left", "missed"))),
                        name="ledger_row_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("state", models.CharField(default="requested", max_length=10)),
                ("requested_by", models.BigIntegerField(default=0)),
                ("requested_at", models.DateTimeField()),
                ("answer", models.CharField(default="", max_length=500)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.collectionform"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_form_version",
                "constraints": [
                    models.UniqueConstraint(fields=("form", "version"), name="ledger_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")), fields=("form",), name="ledger_one_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", 0),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "refused")), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="ledger_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content__basis", ""), _negated=True), name="ledger_has_a_basis"
                    ),
                ],
            },
        ),
        fence(
            "ledger_form",
            "ledger_form_version",
            "ledger_field",
            "ledger_row",
            "ledger_filling",
            "ledger_version",
            "ledger_settings",
        ),
        append_only("ledger_filling", "ledger_version", "ledger_settings"),
    ]
