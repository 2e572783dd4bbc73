"""What key projects give to others: the month's report, scores."""

from datetime import date, datetime

from shiqiao.base.chapters import Asked
from shiqiao.base.time import now
from shiqiao.kernel.scoring.sources import all_sources
from shiqiao.scenes.projects import chapter
from shiqiao.testing.street import STREET, Street

from .conftest import Add, entered


def counted(code: str, field: str, at: datetime) -> list[tuple[bool, bool]]:
    """Run a source as scores do: over, and the field asked for."""
    from django.db import connection

    one = all_sources()[code]
    moment = next(iter(one.moments.values()))
    sql = (
        f"SELECT {one.fields['over'][0]}, {one.fields[field][0]}, {one.opens}, {moment}, "
        f"{', '.join(one.dimensions.values())} FROM {one.rows} ORDER BY {one.id}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": at, "zone": "Asia/Shanghai"})
        return [row[:2] for row in cursor.fetchall()]


def test_milestones_and_months_are_counted(street: Street, add: Add) -> None:
    row = add()
    entered(street, row, 5, "300")
    assert counted("project_milestone", "in_time", now()) == [(True, False), (True, False), (False, False)]
    months = counted("project_month", "kept", now())
    assert months[:4] == [(True, False), (True, False), (True, True), (False, False)]
    assert [one for _over, one in counted("project_month", "entered", now())].count(True) == 1


def test_the_report_tells_how_each_stood_at_the_end_of_the_month(street: Street, add: Add) -> None:
    row = add()
    entered(street, row, 5, "77")
    told = chapter.chapter(Asked(STREET, date(2018, 5, 1), date(2018, 6, 1), now()))
    assert told is not None
    (cells,) = told.tables[0].rows
    assert cells[:3] == ("岔路街平房区改造项目", 600.0, 77.0)
    assert chapter.chapter(Asked(STREET, date(2017, 5, 1), date(2017, 6, 1), now())) is None
