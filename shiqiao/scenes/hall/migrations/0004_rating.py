"""A rating knows its way and who entered it: the applicant's link, or somebody who had no hand in the affair."""

from django.db import migrations, models
from django.db.models import F, Q

# What was typed at a counter before is kept and counted nowhere. Who took an affair in or delivered it stands with the coming or
# the errand of that moment; where there was none it stays 0.
BEFORE = """UPDATE hall_affair a SET rated_way = CASE WHEN a.stars IS NULL THEN '' ELSE 'counter' END,
  taken_by = coalesce((SELECT max(t.account) FROM hall_trip t WHERE t.affair = a.id AND t.at = a.taken_at), 0),
  delivered_by = coalesce((SELECT max(t.account) FROM hall_trip t WHERE t.affair = a.id AND t.at = a.ended_at), 0)"""


class Migration(migrations.Migration):
    dependencies = [
        ("hall", "0003_fives"),
    ]

    operations = [
        migrations.AddField("affair", "rated_way", models.CharField(default="", max_length=8)),
        migrations.AddField("affair", "rated_by", models.BigIntegerField(default=0)),
        migrations.AddField("affair", "taken_by", models.BigIntegerField(default=0)),
        migrations.AddField("affair", "delivered_by", models.BigIntegerField(default=0)),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RemoveConstraint("affair", "hall_stars"),
        migrations.AddConstraint(
            "affair",
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, 5), state__in=("granted", "declined", "delivered")),
                name="hall_stars",
            ),
        ),
        migrations.AddConstraint(
            "affair",
            models.CheckConstraint(
                condition=Q(stars=None, rated_way="")
                | Q(stars__isnull=False, rated_way__in=("link", "phone", "paper", "counter")),
                name="hall_rated_in_a_way",
            ),
        ),
        migrations.AddConstraint(
            "affair",
            models.CheckConstraint(
                condition=~Q(rated_way__in=("phone", "paper"))
                | Q(rated_by__gt=0)
                & ~Q(rated_by=F("taken_by"))
                & ~Q(rated_by=F("decided_by"))
                & ~Q(rated_by=F("delivered_by")),
                name="hall_rated_by_another",
            ),
        ),
    ]
