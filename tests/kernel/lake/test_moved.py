"""What moved is followed by indexes: a street's next writing does not read the matters of all streets and months."""

from .conftest import needed

needed()
from django.db import connection
from django.utils.timezone import localdate

from shiqiao.kernel.lake.moved import _month
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.scoring.sources import MATTERS, first_of
from shiqiao.testing.street import Street


def test_the_first_day_of_numbers_is_found_without_reading_all_matters(street: Street) -> None:
    row = Matter.objects.get(number=street.report("路灯不亮").number)
    assert _month(MATTERS, {row.number}) == localdate(row.reported_at).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {first_of(MATTERS)}", {"numbers": [row.number], "zone": "UTC"})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "matter_number_once" in plan
    assert "Seq Scan" not in plan
