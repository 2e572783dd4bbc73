from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground"), ("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("learnt_at", models.DateTimeField()),
                ("matters", models.IntegerField()),
                ("items", models.IntegerField()),
                ("used", models.BooleanField()),
                ("measured", models.JSONField()),
                ("weights", models.BinaryField()),
            ],
            options={
                "db_table": "suggesting_lesson",
                "indexes": [models.Index(fields=["street", "-id"], name="lesson_of_street")],
            },
        ),
        fence("suggesting_lesson"),
    ]
