"""The chapter of targets and regulations: as far as the report's month, whatever was entered since."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import override

from shiqiao.base.chapters import Asked, Share
from shiqiao.base.time import now
from shiqiao.kernel.scoring.actions import reckon
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.plan.chapter import chapter
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import Lives
from tests.stories.telling import Telling

from .conftest import Entering


def told(month: date) -> dict[str, tuple[object, ...]]:
    with override("zh-hans"):
        found = chapter(Asked(STREET, month, next_month(month), now()))
    assert found is not None
    return {str(row[0]): row[1:] for table in found.tables for row in table.rows}


def test_a_figure_stands_as_of_the_reports_month(street: Street, entering: Entering) -> None:
    entering(month=4, value=Decimal("1.20"))
    entering(month=5, value=Decimal("1.50"))
    ((title, asked),) = rows(
        "SELECT t -> 'title' ->> 'zh', y ->> 'target' FROM plan_version v, jsonb_array_elements(v.content -> 'targets') t, "
        "jsonb_array_elements(t -> 'years') y WHERE v.kind = 'targets' AND t ->> 'code' = 'fixed_investment' "
        "AND y ->> 'year' = '2018'"
    )
    may = told(date(2018, 5, 1))[title]
    assert (may[1], may[2]) == (float(asked), 1.5)
    assert may[4] == Share(float(Decimal("1.50") / Decimal(asked)))
    assert told(date(2018, 4, 1))[title][2] == 1.2


def rows(sql: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_regulations_are_told_with_how_far_they_were_kept(street: Street) -> None:
    lives = Lives(street, Telling(street))
    for day in ("04", "05", "06", "07", "11"):
        lives.whole(f"2018-06-{day}", solved=True)
    reckon(at=now())
    kept = [row for row in told(date(2018, 6, 1)).values() if len(row) == 4 and isinstance(row[3], Share)]
    assert len(kept) >= 3
    assert all(0 <= row[3].value <= 1 for row in kept if isinstance(row[3], Share))
