from django.db import migrations, models
from django.db.models import F, Q, Value

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_profile")]
    operations = [
        migrations.AddField("profile", "phone", models.CharField(blank=True, default="", max_length=30)),
        migrations.AddField("profile", "hours", models.JSONField(default=list)),
        migrations.AddField("profile", "stations", models.JSONField(default=list)),
        migrations.CreateModel(
            name="PlaceCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("token", models.CharField(max_length=12, unique=True)),
                ("grid", models.BigIntegerField()),
                ("address", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "territory_place_code",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["street", "grid", "address"],
                        condition=Q(withdrawn_at=None),
                        name="place_code_one_in_use",
                    ),
                    models.CheckConstraint(condition=Q(street=F("grid") / Value(1_000_000)), name="place_code_inside"),
                ],
            },
        ),
        fence("territory_place_code"),
    ]
