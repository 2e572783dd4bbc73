from django.db import migrations


class Migration(migrations.Migration):
    """How much each address and each browser has used up lately; worth nothing after a crash, so it is not logged."""

    dependencies = [("base", "0001_ground")]
    operations = [
        migrations.RunSQL(
            "CREATE UNLOGGED TABLE shiqiao_bucket "
            "(key bytea PRIMARY KEY, used real NOT NULL, size real NOT NULL, rate real NOT NULL, refused boolean NOT NULL, "
            "at timestamptz NOT NULL) WITH (fillfactor = 70);"
            "CREATE INDEX shiqiao_bucket_at ON shiqiao_bucket (at);",
            "DROP TABLE shiqiao_bucket;",
        ),
    ]
