"""Renewal: terms, projects, plots, files, signatures without a gap, flats, and the street fence round every table."""

from typing import ClassVar

import django.db.models.expressions
from django.db import migrations, models

from shiqiao.base.db.fences import fence

# A number's predecessor must be there, and no row is ever deleted: the series of a project has no gap.
NO_GAP = """
ALTER TABLE projects_renewal_signature ADD CONSTRAINT projects_signature_before FOREIGN KEY (renewal, before)
  REFERENCES projects_renewal_signature (renewal, number);
CREATE OR REPLACE FUNCTION projects_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'signature numbers stay: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER numbers_stay BEFORE DELETE ON projects_renewal_signature
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_delete();
"""
GAP = """
DROP TRIGGER numbers_stay ON projects_renewal_signature;
DROP FUNCTION projects_refuse_delete();
ALTER TABLE projects_renewal_signature DROP CONSTRAINT projects_signature_before;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("projects", "0002_arena")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Flat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("renewal", models.BigIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("type", models.CharField(max_length=20)),
                ("area", models.IntegerField()),
                ("state", models.CharField(default="free", max_length=8)),
                ("file", models.BigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_renewal_flat",
                "indexes": [models.Index(fields=["renewal", "state", "-id"], name="projects_flats_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("renewal", "code"), name="projects_flat_one_code"),
                    models.UniqueConstraint(fields=("file",), name="projects_flat_one_household"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", None), ("state__in", ("free", "void"))),
                            models.Q(("file__isnull", False), ("state__in", ("reserved", "signed"))),
                            _connector="OR",
                        ),
                        name="projects_flat_states",
                    ),
                    models.CheckConstraint(condition=models.Q(("area__gt", 0)), name="projects_flat_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("renewal", models.BigIntegerField()),
                ("code", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=60)),
                ("by_households", models.SmallIntegerField()),
                ("by_area", models.SmallIntegerField()),
            ],
            options={
                "db_table": "projects_renewal_plot",
                "constraints": [
                    models.UniqueConstraint(fields=("renewal", "code"), name="projects_plot_one_code"),
                    models.CheckConstraint(
                        condition=models.Q(("by_area__range", (1, 1000)), ("by_households__range", (1, 1000))),
                        name="projects_plot_shares",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("code", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=60)),
                ("community", models.BigIntegerField(default=0)),
                ("project", models.BigIntegerField(default=0)),
                ("old_town", models.BooleanField(default=False)),
                ("terms", models.IntegerField(default=1)),
                ("consult_from", models.DateField(null=True)),
                ("consult_until", models.DateField(null=True)),
                ("asked", models.IntegerField(default=0)),
                ("objecting", models.IntegerField(default=0)),
                ("hearing_on", models.DateField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("sign_from", models.DateField(null=True)),
                ("bonus_until", models.DateField(null=True)),
                ("sign_until", models.DateField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("files", models.IntegerField(default=0)),
                ("last_number", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_renewal",
                "indexes": [models.Index(fields=["street", "-id"], name="projects_renewal_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "code"), name="projects_renewal_one_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consult_until", None),
                            (
                                "consult_until__gte",
                                models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("consult_from"), "+", models.Value(30)
                                    ),
                                    output_field=models.DateField(),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="projects_renewal_thirty_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on", None),
                            models.Q(("consult_until__isnull", False), ("decided_on__gt", models.F("consult_until"))),
                            _connector="OR",
                        ),
                        name="projects_renewal_decided_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on", None),
                            ("old_town", False),
                            models.Q(("hearing_on__isnull", False), ("hearing_on__lte", models.F("decided_on"))),
                            (
                                "objecting__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("asked"), "-", models.F("objecting")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="projects_renewal_hearing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sign_from", None),
                            models.Q(
                                ("bonus_until__gte", models.F("sign_from")),
                                ("bonus_until__lte", models.F("sign_until")),
                                ("decided_on__isnull", False),
                                ("sign_from__gte", models.F("decided_on")),
                                ("sign_until__gte", models.F("sign_from")),
                            ),
                            _connector="OR",
                        ),
                        name="projects_renewal_signing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("objecting__gte", 0), ("objecting__lte", models.F("asked"))),
                        name="projects_renewal_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RenewalEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("file", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("code", models.CharField(default="", max_length=20)),
                ("text", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_renewal_entry",
                "indexes": [models.Index(fields=["file", "id"], name="projects_entries_of")],
            },
        ),
        migrations.CreateModel(
            name="RenewalFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("renewal", models.BigIntegerField()),
                ("plot", models.BigIntegerField()),
                ("serial", models.IntegerField()),
                ("household", models.BigIntegerField(null=True)),
                ("dwelling", models.BigIntegerField(null=True)),
                ("name", models.BinaryField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("area", models.IntegerField()),
                ("value", models.BigIntegerField(default=0)),
                ("choice", models.CharField(default="", max_length=8)),
                ("terms", models.IntegerField(default=0)),
                ("supplement", models.BigIntegerField(default=0)),
                ("items", models.JSONField(default=dict)),
                ("extra", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="surveyed", max_length=8)),
                ("number", models.IntegerField(null=True)),
                ("agreement", models.CharField(default="", max_length=30)),
                ("disputed", models.BooleanField(default=False)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_by", models.BigIntegerField(default=0)),
                ("audited_at", models.DateTimeField(null=True)),
                ("audited_by", models.BigIntegerField(default=0)),
                ("failures", models.SmallIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("vacated_at", models.DateTimeField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
                ("housed_at", models.DateTimeField(null=True)),
                ("surveyed_at", models.DateTimeField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projects_renewal_file",
                "indexes": [
                    models.Index(fields=["renewal", "plot", "state", "-id"], name="projects_files_of_plot"),
                    models.Index(fields=["renewal", "-id"], name="projects_files_latest"),
                    models.Index(fields=["street", "signed_at"], name="projects_files_signed"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("renewal", "serial"), name="projects_file_one_serial"),
                    models.UniqueConstraint(fields=("renewal", "dwelling"), name="projects_file_one_dwelling"),
                    models.UniqueConstraint(fields=("renewal", "household"), name="projects_file_one_household"),
                    models.UniqueConstraint(fields=("renewal", "number"), name="projects_file_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audited_by", 0),
                            models.Q(("audited_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="projects_file_another_audits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", None), ("state__in", ("surveyed", "valued", "offered", "decided"))),
                            models.Q(
                                ("number__isnull", False),
                                ("signed_at__isnull", False),
                                ("state__in", ["audited", "failed", "housed", "paid", "signed", "vacated"]),
                            ),
                            models.Q(("decided_at__isnull", False), ("state__in", ("vacated", "paid", "housed"))),
                            _connector="OR",
                        ),
                        name="projects_file_signed_by_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "audited"), _negated=True),
                            models.Q(("audited_at__isnull", False), ("audited_by__gt", 0)),
                            _connector="OR",
                        ),
                        name="projects_file_audited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "surveyed",
                                    "valued",
                                    "offered",
                                    "signed",
                                    "failed",
                                    "audited",
                                    "decided",
                                    "vacated",
                                    "paid",
                                    "housed",
                                ),
                            )
                        ),
                        name="projects_file_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__gt", 0), ("total__gte", 0), ("value__gte", 0)),
                        name="projects_file_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ("", "money", "exchange"))), name="projects_file_choice"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RenewalTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("renewal", models.BigIntegerField(default=0)),
                ("version", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "projects_renewal_terms",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "renewal", "version"), name="projects_terms_one_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("renewal", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("before", models.IntegerField(null=True)),
                ("file", models.BigIntegerField()),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("voided_by", models.BigIntegerField(default=0)),
                ("reason", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "projects_renewal_signature",
                "indexes": [models.Index(fields=["file"], name="projects_signatures_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("renewal", "number"), name="projects_signature_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None)),
                        fields=("file",),
                        name="projects_signature_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before", None), ("number", 1)),
                            models.Q(
                                (
                                    "before",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("number"), "-", models.Value(1)
                                    ),
                                ),
                                ("number__gt", 1),
                            ),
                            _connector="OR",
                        ),
                        name="projects_signature_no_gap",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NO_GAP, GAP),
        fence(
            "projects_renewal_terms",
            "projects_renewal",
            "projects_renewal_plot",
            "projects_renewal_file",
            "projects_renewal_signature",
            "projects_renewal_flat",
            "projects_renewal_entry",
        ),
    ]
