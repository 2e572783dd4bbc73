from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("street", models.IntegerField(primary_key=True, serialize=False)),
                ("line", models.BigIntegerField()),
                ("written_at", models.DateTimeField()),
            ],
            options={"db_table": "lake_mark"},
        ),
        migrations.CreateModel(
            name="Partition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("source", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("definition", models.CharField(max_length=64)),
                ("file", models.CharField(max_length=200, unique=True)),
                ("rows", models.IntegerField()),
                ("spans", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "lake_partition",
                "constraints": [
                    models.UniqueConstraint(fields=("street", "source", "month"), name="lake_one_file"),
                    models.CheckConstraint(condition=models.Q(("rows__gt", 0)), name="lake_file_with_rows"),
                ],
            },
        ),
        fence("lake_partition", "lake_mark"),
    ]
