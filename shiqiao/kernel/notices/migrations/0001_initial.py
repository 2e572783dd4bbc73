from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("post", models.BigIntegerField(null=True)),
                ("account", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("params", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["post", "-id"], name="notices_post"),
                    models.Index(
                        condition=models.Q(("account__isnull", False)),
                        fields=["account", "-id"],
                        name="notices_account",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("post__isnull", False), ("account__isnull", False), _connector="OR"),
                        name="notices_someone",
                    )
                ],
            },
        ),
        fence("notices_notice"),
    ]
