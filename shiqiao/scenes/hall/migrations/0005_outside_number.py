"""An application that came by the city's site keeps its number there."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = "UPDATE hall_affair SET outside_number = '—' WHERE channel = 'online'"  # nobody asked for it


class Migration(migrations.Migration):
    dependencies = [
        ("hall", "0004_rating"),
    ]

    operations = [
        migrations.AddField("affair", "outside_number", models.CharField(default="", max_length=40)),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "affair",
            models.CheckConstraint(
                condition=~Q(channel="online") | ~Q(outside_number=""), name="hall_online_has_its_number"
            ),
        ),
    ]
