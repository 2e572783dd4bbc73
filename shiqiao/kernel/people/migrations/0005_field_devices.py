import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_powers_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("public_key", models.BinaryField(unique=True)),
                ("half", models.BinaryField(null=True)),
                ("counter", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("notice", models.BinaryField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account"], name="people_field_device_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("half__isnull", False), ("notice", None), ("revoked_at", None)),
                            models.Q(("half", None), ("notice__isnull", False), ("revoked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_revoked_field_device_has_no_half",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counter__gte", 0)), name="people_field_device_counts_up"
                    ),
                ],
            },
        ),
        fence("people_fielddevice"),
    ]
