import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_portfolios_hand_overs_and_devices"),
    ]

    # A password that is there already counts from today: nobody is asked for a new one by the change itself.
    operations = [
        migrations.AddField(
            model_name="account",
            name="password_set_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE people_account SET password_set_at = now() WHERE password NOT LIKE '!%'", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            name="FormerPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128)),
                ("set_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-id"], name="people_former_password")],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, null=True)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("browser", models.CharField(max_length=60)),
                ("address", models.BinaryField()),
                ("factor", models.CharField(max_length=20)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=12)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["account"], name="people_sign_in_runs"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["ended_at"],
                        name="people_sign_in_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="people_one_sign_in_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("key", None)),
                            models.Q(("ended_at", None), ("key__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_ended_opens_nothing",
                    ),
                ],
            },
        ),
    ]
