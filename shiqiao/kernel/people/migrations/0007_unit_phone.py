from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_token_scopes")]
    operations = [migrations.AddField("unit", "phone", models.CharField(blank=True, default="", max_length=20))]
