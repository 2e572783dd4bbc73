"""The demo closes the months that are over; the worker then makes the reports of the last ones."""

from shiqiao.base.time import now
from shiqiao.demo.months import close_months
from shiqiao.kernel.monthly.actions import order_closed
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.scoring.reads import open_since
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import JUNE


def test_months_up_to_may_are_closed_once_and_the_last_two_have_their_report(street: Street) -> None:
    assert close_months(STREET) == 17
    assert close_months(STREET) == 0
    assert open_since(STREET) == JUNE
    assert order_closed(at=now()) == 2
    assert {row.starts.month for row in MonthlyReport.objects.all()} == {4, 5}
