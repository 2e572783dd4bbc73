from django.db import migrations, models

from shiqiao.scenes.employment.guards import BARS, BARS_AGAIN


class Migration(migrations.Migration):
    dependencies = [("employment", "0001_initial")]

    operations = [
        migrations.AddField("claim", "clashes_since", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["street", "clashes_since"],
                condition=models.Q(clashes_since__isnull=False),
                name="claim_clashes",
            ),
        ),
        migrations.RunSQL(BARS, migrations.RunSQL.noop),
        migrations.RunSQL(BARS_AGAIN, migrations.RunSQL.noop),
    ]
