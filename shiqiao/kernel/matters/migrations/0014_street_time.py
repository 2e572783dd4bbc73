"""What a street reported and closed on some days is found without walking over the days of hundreds of others."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matters", "0013_search_by_street")]

    operations = [
        migrations.AddIndex(
            model_name="matter", index=models.Index(fields=["street", "reported_at"], name="matter_by_street_time")
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["street", "ended_at"], condition=Q(state="closed"), name="closed_by_street_time"
            ),
        ),
    ]
