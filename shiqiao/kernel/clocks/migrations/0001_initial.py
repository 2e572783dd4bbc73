from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence
from shiqiao.base.time import now
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.plain import days_to_plain, hours_to_plain, seeded


def enter_default(apps, schema_editor):
    """Enter the default calendar, so that no installation is ever without one."""
    cal = seeded(version=1)
    apps.get_model("clocks", "Calendar").objects.using(schema_editor.connection.alias).create(
        version=cal.version,
        place=cal.place,
        zone=cal.zone,
        hours=hours_to_plain(cal.hours),
        years=sorted(cal.years),
        days=days_to_plain(cal.days),
        created_by="system.install",
        created_at=now(),
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("version", models.IntegerField(primary_key=True, serialize=False)),
                ("place", models.IntegerField()),
                ("zone", models.CharField(max_length=40)),
                ("hours", models.JSONField()),
                ("years", models.JSONField()),
                ("days", models.JSONField()),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["place", "-version"], name="clocks_calendar_place")],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.BigIntegerField()),
                ("name", models.CharField(max_length=20)),
                ("run", models.SmallIntegerField(default=1)),
                ("term", models.CharField(max_length=10)),
                ("calendar", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(null=True)),
                ("shifts", models.JSONField(default=list)),
                ("owner_post", models.BigIntegerField(null=True)),
                ("community", models.BigIntegerField(default=0)),
                ("alarm_at", models.DateTimeField(null=True)),
                ("alarm_level", models.SmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("alarm_at__isnull", False), ("stopped_at__isnull", True)),
                        fields=["alarm_at"],
                        name="clocks_clock_alarm",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject", "name", "run"), name="clocks_one_run"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="clocks_stopped_after_start",
                    ),
                ],
            },
        ),
        fence("clocks_clock"),
        append_only("clocks_calendar"),
        migrations.RunSQL(*CLOCK_IDS.sql()),
        migrations.RunPython(enter_default, migrations.RunPython.noop),
    ]
