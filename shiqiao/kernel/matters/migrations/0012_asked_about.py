from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of what residents report about an item in a grid, by time."""

    dependencies = [("matters", "0011_acts_sent_from_the_field")]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["grid", "item", "reported_at"],
                condition=Q(channel__in=["resident", "phone", "counter", "hotline"]),
                name="matter_asked_about",
            ),
        ),
    ]
