"""The clocks that a rule has shortened can be listed, and what was handled at the same posts compared."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0002_clocks_run_again"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["street", "-id"],
                name="clocks_shortened",
                condition=Q(shifts__contains=[{"do": "shorten"}]),
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["owner_post", "started_at"], name="clocks_by_post", condition=Q(name="handle")),
        ),
    ]
