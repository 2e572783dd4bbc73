"""Ecosystem exchange: listings, families of firms, matches with their steps, and the street fence round every table."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("enterprise", "0002_green"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("community", models.BigIntegerField(default=0)),
                ("grid", models.BigIntegerField(default=0)),
                ("organisation", models.BigIntegerField()),
                ("family", models.BigIntegerField()),
                ("side", models.CharField(max_length=5)),
                ("kind", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=60)),
                ("words", models.CharField(max_length=600)),
                ("industry", models.CharField(default="", max_length=5)),
                ("wanted", models.CharField(default="", max_length=1)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("taken", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("unit", models.CharField(default="", max_length=12)),
                ("inexhaustible", models.BooleanField(default=False)),
                ("valid_until", models.DateField()),
                ("state", models.CharField(default="open", max_length=9)),
                ("shown", models.BooleanField(default=True)),
                ("source", models.CharField(default="office", max_length=6)),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_listing",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="enterprise_listing_latest"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["street", "side", "kind", "-id"],
                        name="enterprise_listing_open",
                    ),
                    models.Index(fields=["organisation", "-id"], name="enterprise_listing_of_firm"),
                    models.Index(fields=["family"], name="enterprise_listing_family"),
                    models.Index(fields=["post", "-id"], name="enterprise_listing_kept"),
                    models.Index(
                        condition=models.Q(("state", "open"), ("told_at", None)),
                        fields=["valid_until", "id"],
                        name="enterprise_listing_to_tell",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="enterprise_listing_terms"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("product", "premises", "people", "finance", "technology")),
                            ("side__in", ("offer", "ask")),
                            ("state__in", ("open", "withdrawn", "done")),
                        ),
                        name="enterprise_listing_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("inexhaustible", True), ("quantity", None)),
                            models.Q(("inexhaustible", False), ("quantity", None)),
                            models.Q(
                                ("inexhaustible", False),
                                ("quantity__gt", 0),
                                ("taken__gte", 0),
                                ("taken__lte", models.F("quantity")),
                            ),
                            _connector="OR",
                        ),
                        name="enterprise_listing_quantity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("offer", models.BigIntegerField()),
                ("ask", models.BigIntegerField()),
                ("offer_firm", models.BigIntegerField()),
                ("ask_firm", models.BigIntegerField()),
                ("offer_family", models.BigIntegerField()),
                ("ask_family", models.BigIntegerField()),
                ("offer_post", models.BigIntegerField(default=0)),
                ("ask_post", models.BigIntegerField(default=0)),
                ("score", models.SmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("until", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.BigIntegerField(default=0)),
                ("offer_consent_at", models.DateTimeField(null=True)),
                ("ask_consent_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("introduced_on", models.DateField(null=True)),
                ("talked_on", models.DateField(null=True)),
                ("dealt_on", models.DateField(null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("closed_by", models.CharField(default="", max_length=4)),
                ("why", models.CharField(default="", max_length=14)),
                ("refused_side", models.CharField(default="", max_length=5)),
                ("ended_at", models.DateTimeField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "enterprise_match",
                "indexes": [
                    models.Index(fields=["street", "-id"], name="enterprise_match_latest"),
                    models.Index(fields=["offer", "-id"], name="enterprise_match_of_offer"),
                    models.Index(fields=["ask", "-id"], name="enterprise_match_of_ask"),
                    models.Index(fields=["offer_firm", "-proposed_at"], name="enterprise_match_offer_firm"),
                    models.Index(fields=["ask_firm", "-proposed_at"], name="enterprise_match_ask_firm"),
                    models.Index(fields=["offer_post", "-id"], name="enterprise_match_offer_kept"),
                    models.Index(fields=["ask_post", "-id"], name="enterprise_match_ask_kept"),
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["until", "id"],
                        name="enterprise_match_to_fall",
                    ),
                    models.Index(
                        condition=models.Q(("state", "deal")), fields=["street", "dealt_on"], name="enterprise_deals"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "fallen"), _negated=True),
                        fields=("offer", "ask"),
                        name="enterprise_match_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("proposed", "agreed", "introduced", "talking", "deal", "refused", "fallen", "failed"),
                            )
                        ),
                        name="enterprise_match_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("deal", "refused", "fallen", "failed")),
                            models.Q(
                                models.Q(("offer_family", models.F("ask_family")), _negated=True),
                                models.Q(("offer_firm", models.F("ask_firm")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enterprise_no_match_in_one_family",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "refused", "fallen")),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("ask_consent_at__isnull", False),
                                ("offer_consent_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="enterprise_match_both_consented",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "deal"), _negated=True),
                            models.Q(("closed_by__in", ("us", "them")), ("dealt_on__isnull", False), ("value__gte", 0)),
                            _connector="OR",
                        ),
                        name="enterprise_deal_with_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("refused", "failed", "fallen")), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="enterprise_match_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("match", models.BigIntegerField()),
                ("step", models.CharField(max_length=10)),
                ("side", models.CharField(default="", max_length=5)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(default=0)),
                ("text", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "enterprise_match_step",
                "indexes": [models.Index(fields=["match", "id"], name="enterprise_match_steps")],
            },
        ),
        migrations.CreateModel(
            name="ParentFirm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("organisation", models.BigIntegerField()),
                ("parent", models.BigIntegerField()),
                ("post", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "enterprise_parent_firm",
                "indexes": [models.Index(fields=["parent"], name="enterprise_parent_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "organisation"), name="enterprise_one_parent"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("organisation")), _negated=True),
                        name="enterprise_not_its_own_parent",
                    ),
                ],
            },
        ),
        fence("enterprise_listing", "enterprise_parent_firm", "enterprise_match", "enterprise_match_step"),
    ]
