from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("territory", "0004_search")]
    operations = [
        migrations.AddField("profile", "accent", models.CharField(default="azurite", max_length=20)),
        migrations.AddConstraint(
            "profile", models.CheckConstraint(condition=Q(accent__regex=r"^[a-z]+$"), name="profile_accent_named")
        ),
    ]
