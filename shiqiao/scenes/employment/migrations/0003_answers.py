from django.db import migrations, models

WAITING = (
    "UPDATE employment_application SET waits_since = at WHERE state IN ('proposed', 'applied') AND waits_since IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("employment", "0002_clashes")]

    operations = [
        migrations.AddField("application", "waits_since", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["street", "id"], condition=models.Q(state__in=("proposed", "applied")), name="application_waits"
            ),
        ),
        migrations.AlterField("course", "state", models.CharField(default="open", max_length=9)),
        migrations.AddField("course", "reason", models.CharField(default="", max_length=200)),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
    ]
