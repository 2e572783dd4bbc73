from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("matters", "0006_complains_about")]
    operations = [
        migrations.CreateModel(
            name="SecretLink",
            fields=[
                ("reporter", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("matter", models.BigIntegerField(db_index=True)),
                ("secret", models.BinaryField(null=True, unique=True)),
                ("issued_at", models.DateTimeField()),
            ],
            options={"db_table": "matters_secret_link"},
        ),
        fence("matters_secret_link"),
    ]
