"""The newest search rows of one street are found without walking over those of hundreds of others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0012_asked_about")]

    operations = [
        migrations.AddIndex(
            model_name="searchrow", index=models.Index(fields=["street", "-matter"], name="search_by_street")
        ),
    ]
