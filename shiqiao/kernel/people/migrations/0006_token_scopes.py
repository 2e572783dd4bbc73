from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Tokens from before scopes may go on with all there were; they have no end, and the list of tokens says so.
KEEP = "UPDATE people_token SET scopes = ARRAY['read', 'report', 'move', 'visit', 'hotline']::varchar(12)[]"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_field_devices")]
    operations = [
        migrations.AddField("accesstoken", "hint", models.CharField(default="", max_length=8)),
        migrations.AddField("accesstoken", "scopes", ArrayField(models.CharField(max_length=12), default=list)),
        migrations.AddField("accesstoken", "networks", ArrayField(models.CharField(max_length=50), default=list)),
        migrations.AddField("accesstoken", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("accesstoken", "used_on", models.DateField(null=True)),
        migrations.AddField("accesstoken", "warned_at", models.DateTimeField(null=True)),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
