"""What moved is followed by indexes: a street's next writing does not read the matters of all streets and months."""

from .conftest import needed

needed()
from django.db import connection

from shiqiao.kernel.lake.moved import _month
from shiqiao.kernel.scoring.sources import MATTERS, first_of
from shiqiao.testing.street import Street


def test_the_first_day_of_numbers_is_found_without_reading_all_matters(street: Street) -> None:
    row = street.report("路灯不亮")
    assert _month(MATTERS, {row.number}) == row.reported_at.date().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {first_of(MATTERS)}", {"numbers": [row.number], "zone": "UTC"})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "matter_number_once" in plan
    assert "Seq Scan" not in plan
