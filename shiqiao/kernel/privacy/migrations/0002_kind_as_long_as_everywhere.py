"""A kind of record is as long here as in the journal, so that every scene's records can be looked at in clear."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_read_log")]

    operations = [migrations.AlterField("readlog", "kind", models.CharField(max_length=20))]
