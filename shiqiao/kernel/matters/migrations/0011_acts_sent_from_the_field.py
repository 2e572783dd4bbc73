from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("matters", "0010_spots")]
    operations = [
        migrations.CreateModel(
            name="SpareNumber",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("account", models.BigIntegerField()),
                ("number", models.CharField(max_length=24, unique=True)),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "db_table": "matters_spare_number",
                "indexes": [models.Index(fields=["account", "id"], name="spare_of_account")],
            },
        ),
        migrations.CreateModel(
            name="SentAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("account", models.BigIntegerField()),
                ("client_id", models.CharField(max_length=80)),
                ("do", models.CharField(max_length=40)),
                ("mark", models.BinaryField()),
                ("matter", models.BigIntegerField(default=0)),
                ("seq", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "matters_sent_act",
                "constraints": [models.UniqueConstraint(fields=("account", "client_id"), name="act_sent_once")],
                "indexes": [models.Index(fields=["account", "-id"], name="acts_of_account")],
            },
        ),
        fence("matters_spare_number"),
        fence("matters_sent_act"),
    ]
