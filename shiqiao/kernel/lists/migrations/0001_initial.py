from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground"), ("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("account", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("columns", models.CharField(default="", max_length=120)),
                ("density", models.CharField(default="", max_length=12)),
                ("looked_at", models.DateTimeField(null=True)),
                ("before", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "lists_look",
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("account", models.BigIntegerField()),
                ("unit", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=24)),
                ("query", models.CharField(max_length=600)),
                ("place", models.SmallIntegerField(default=0)),
                ("first", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "lists_view",
                "indexes": [models.Index(condition=models.Q(("unit__gt", 0)), fields=["unit"], name="lists_shared")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "name"), name="lists_one_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("first", True)), fields=("account",), name="lists_one_first"
                    ),
                ],
            },
        ),
        fence("lists_look", "lists_view"),
    ]
