from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE TABLE shiqiao_stamp (name text PRIMARY KEY, value bigint NOT NULL);",
            "DROP TABLE shiqiao_stamp;",
        ),
    ]
