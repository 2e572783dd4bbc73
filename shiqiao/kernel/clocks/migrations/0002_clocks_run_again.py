"""The clocks that ran again can be read without the others: scores ask of every clock whether another run followed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["subject"],
                include=["kind", "name", "run", "street"],
                name="clocks_run_again",
                condition=Q(run__gt=1),
            ),
        ),
    ]
