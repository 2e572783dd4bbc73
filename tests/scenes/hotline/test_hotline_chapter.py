"""The chapter of 12345 in the monthly report says what plain SQL counts, on both sides."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.utils.translation import override

from shiqiao.base.chapters import Asked, Share
from shiqiao.base.time import now
from shiqiao.scenes.hotline.chapter import chapter
from shiqiao.scenes.hotline.models import Order, UpstreamResult
from shiqiao.testing.street import STREET, Street

JUNE, JULY = date(2018, 6, 1), date(2018, 7, 1)


def told() -> dict[str, tuple[object, ...]]:
    with override("zh-hans"):
        found = chapter(Asked(STREET, JUNE, JULY, now()))
    return {} if found is None else {str(row[0]): row[1:] for table in found.tables for row in table.rows}


def test_a_street_without_12345_has_no_chapter(street: Street) -> None:
    assert told() == {}


def test_rates_of_both_sides_are_what_plain_sql_counts(street: Street, taken: Callable[..., Order]) -> None:
    rows = [taken(f"JN{n}") for n in range(4)]
    for n, row in enumerate(rows[:3]):
        UpstreamResult.objects.create(
            order=row.id, street=STREET, contacted=True, solved=n > 0, satisfied="yes" if n else "no", told_at=now()
        )
    found = told()
    assert found["收到工单"][0] == 4
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE solved), count(*) FROM hotline_result WHERE solved IS NOT NULL")
        hits, many = cursor.fetchone()
    assert found["解决率"][3:6] == (hits, many, Share(hits / many))
    assert found["解决率"][:3] == (0, 0, None), "nobody was called back by us"
    UpstreamResult.objects.filter(order=rows[1].id).delete()
    assert told()["解决率"][3:5] == (hits - 1, many - 1), "each source record feeds its figure"
