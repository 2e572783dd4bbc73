"""An application can be a firm's: rules for terms may ask whose it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hall", "0005_outside_number"),
    ]

    operations = [
        migrations.AddField("affair", "organisation", models.BigIntegerField(default=0)),
    ]
