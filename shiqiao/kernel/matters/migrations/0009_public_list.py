from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matters", "0008_by_holder")]
    operations = [
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=Q(line="city", accused=0),
                fields=["street", "-reported_at", "-id"],
                include=["community", "item", "done"],
                name="matter_public",
            ),
        ),
    ]
