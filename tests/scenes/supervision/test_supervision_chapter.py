"""The chapter of supervision in the monthly report: orders by reason and unit; discipline never stands in it."""

from datetime import date

from django.utils.translation import override

from shiqiao.base.actor import Ref
from shiqiao.base.chapters import Asked
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.scenes.supervision import actions
from shiqiao.scenes.supervision.chapter import chapter
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

from .conftest import Raise

JUNE, JULY = (date(2018, 6, 1), date(2018, 7, 1)), (date(2018, 7, 1), date(2018, 8, 1))


def told(month: tuple[date, date]) -> dict[str, tuple[object, ...]]:
    with override("zh-hans"):
        found = chapter(Asked(STREET, *month, now()))
    return {} if found is None else {str(row[0]): row[1:] for table in found.tables for row in table.rows}


def test_an_order_counts_where_it_was_raised_and_where_it_was_struck_off(
    street: Street, given: Receipt, ordered: Raise, tell: Telling
) -> None:
    assert told(JUNE) == {}
    row = ordered()
    raised, _share, ended, held, late = told(JUNE)[next(iter(told(JUNE)))]
    assert (raised, ended, held, late) == (1, 0, 1, 0)
    with tell.at("2018-07-02 10:00"):
        assert told(JUNE)[next(iter(told(JUNE)))][3:] == (1, 1), "open and past its term at the end of June"
        refs = [Ref("matter", given.id)]
        actions.answer_order(order=row.id, answer="已疏通", refs=refs, by=street.actor("city2"), at=now())
    with tell.at("2018-07-03 10:00"):
        actions.accept_order(order=row.id, by=street.actor("leader1"), at=now())
        july, june = (told(month)[next(iter(told(month)))] for month in (JULY, JUNE))
    assert (july[0], july[2], july[3]) == (0, 1, 0)
    assert (june[0], june[2], june[3]) == (1, 0, 1), "what June said does not change"
