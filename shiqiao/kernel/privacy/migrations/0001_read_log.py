"""The read log moves here from the registry: the table keeps its rows, gains what every kind of record needs, and stays
append-only but for sealing a note again with another key."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from shiqiao.base.db.fences import fence

MOVE = (
    "ALTER TABLE registry_readlog RENAME TO privacy_readlog",
    "ALTER TABLE privacy_readlog RENAME TO registry_readlog",
)
# A note may be sealed again with another key; the commitment beside it keeps it the same note.
ONLY_SEALED_AGAIN = """
CREATE OR REPLACE FUNCTION shiqiao_only_sealed_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' AND get_byte(NEW.note, 0) <> get_byte(OLD.note, 0) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER append_only ON privacy_readlog;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON privacy_readlog
  FOR EACH ROW EXECUTE FUNCTION shiqiao_only_sealed_again();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON privacy_read_review
  FOR EACH ROW EXECUTE FUNCTION shiqiao_only_sealed_again();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON privacy_read_review
  FOR EACH STATEMENT EXECUTE FUNCTION shiqiao_refuse_change();
"""
AS_BEFORE = """
DROP TRIGGER never_truncated ON privacy_read_review;
DROP TRIGGER append_only ON privacy_read_review;
DROP TRIGGER append_only ON privacy_readlog;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON privacy_readlog
  FOR EACH ROW EXECUTE FUNCTION shiqiao_refuse_change();
DROP FUNCTION shiqiao_only_sealed_again();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(*MOVE)],
            state_operations=[
                migrations.CreateModel(
                    name="ReadLog",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("street", models.IntegerField()),
                        ("kind", models.CharField(max_length=12)),
                        ("subject", models.BigIntegerField()),
                        ("field", models.CharField(max_length=30)),
                        ("reason", models.CharField(max_length=12)),
                        ("note", models.BinaryField()),
                        ("actor", models.CharField(max_length=80)),
                        ("account", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "privacy_readlog",
                        "indexes": [
                            models.Index(fields=["kind", "subject", "-id"], name="readlog_of_subject"),
                            models.Index(fields=["street", "-id"], name="readlog_of_street"),
                        ],
                    },
                ),
            ],
        ),
        migrations.AddField("readlog", "part", models.BigIntegerField(default=0)),
        migrations.AddField("readlog", "salt", models.BinaryField(default=b"")),
        migrations.AddField("readlog", "bound", models.CharField(default="", max_length=64)),
        migrations.AddField("readlog", "unusual", models.CharField(default="", max_length=40)),
        migrations.AddField("readlog", "odd", models.BooleanField(default=False)),
        migrations.RemoveIndex("readlog", "readlog_of_street"),
        migrations.AddIndex("readlog", models.Index(fields=["street", "-odd", "-id"], name="readlog_of_street")),
        migrations.AddIndex("readlog", models.Index(fields=["account", "at"], name="readlog_of_account")),
        migrations.AddConstraint(
            "readlog",
            models.CheckConstraint(
                condition=Q(odd=False, unusual="") | (Q(odd=True) & ~Q(unusual="")), name="readlog_odd_when_unusual"
            ),
        ),
        migrations.CreateModel(
            name="ReadReview",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="privacy.readlog"
                    ),
                ),
                ("reader", models.BigIntegerField()),
                ("verdict", models.CharField(max_length=12)),
                ("note", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("bound", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=80)),
                ("account", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "privacy_read_review",
                "constraints": [
                    models.CheckConstraint(condition=~Q(account=F("reader")), name="read_review_by_another"),
                    models.CheckConstraint(condition=Q(verdict__in=("reviewed", "asked")), name="read_review_verdict"),
                    models.UniqueConstraint(fields=["line"], condition=Q(verdict="reviewed"), name="read_review_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resealing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.SmallIntegerField()),
                ("column", models.CharField(max_length=90)),
                ("last", models.BigIntegerField(default=0)),
                ("moved", models.BigIntegerField(default=0)),
                ("failed", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "privacy_resealing",
                "constraints": [models.UniqueConstraint(fields=["key", "column"], name="resealing_once")],
            },
        ),
        fence("privacy_read_review"),
        migrations.RunSQL(ONLY_SEALED_AGAIN, AS_BEFORE),
    ]
