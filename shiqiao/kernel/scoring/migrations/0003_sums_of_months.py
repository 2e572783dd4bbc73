"""Sums of whole months, made from the cells that are there."""

import django.contrib.postgres.fields
from django.db import migrations, models

from shiqiao.base.db.fences import fence

FILL = """INSERT INTO scoring_month (street, version, part, month, axis, community, grid, subject, hits, counts)
SELECT street, version, part, month, axis, community, grid, subject,
  array_agg(hit ORDER BY at)::int[], array_agg(many ORDER BY at)::int[]
FROM (
  SELECT c.street, c.version, c.part, date_trunc('month', c.day::timestamp)::date AS month, a.axis, c.community, c.grid,
    CASE a.axis WHEN 'person' THEN c.person ELSE c.unit END AS subject, n.at, sum(c.hits[n.at]) AS hit, sum(c.counts[n.at]) AS many
  FROM scoring_cell c CROSS JOIN (VALUES ('person'), ('unit')) AS a (axis) CROSS JOIN generate_subscripts(c.hits, 1) AS n (at)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
) s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0002_appeals_and_standings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Month",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("version", models.IntegerField()),
                ("part", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("axis", models.CharField(max_length=6)),
                ("community", models.BigIntegerField()),
                ("grid", models.BigIntegerField()),
                ("subject", models.BigIntegerField()),
                ("hits", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "db_table": "scoring_month",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("street", "part", "month", "axis", "community", "grid", "subject"),
                        name="scoring_one_month",
                    )
                ],
            },
        ),
        fence("scoring_month"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
