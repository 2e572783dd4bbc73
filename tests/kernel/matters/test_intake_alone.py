"""A report that is a transaction of its own: written in one round trip, with the same promises."""

from dataclasses import replace

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import scoped
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters.actions import Report, report_matter
from shiqiao.kernel.matters.errors import SentDifferently
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import INSIDE, MORNING, STREET, Street

REPORT = Report(
    street=STREET, source="alone", source_id="1", channel="phone", item="06010", text="路灯不亮", lon=INSIDE[0], lat=INSIDE[1]
)  # fmt: skip


def test_a_report_is_there_with_clocks_and_journal(live_street: Street) -> None:
    made = report_matter(report=REPORT, by=live_street.actor("dispatch1"), at=MORNING)
    with scoped(STREET):
        assert Matter.objects.get(number=made.number).text == "路灯不亮"
        about = Ref("matter", made.id)
        assert [line.code for line in lines_of(about)] == ["matters.reported"]
        assert {clock.name for clock in clocks_of(about)} == {"accept", "echo"}
    assert Matter.objects.count() == 0  # without the fence open nothing is seen


def test_sent_again_it_is_the_same_matter_and_with_other_content_it_is_refused(live_street: Street) -> None:
    by = live_street.actor("dispatch1")
    made = report_matter(report=REPORT, by=by, at=MORNING)
    again = report_matter(report=REPORT, by=by, at=MORNING)
    assert (again.number, again.again) == (made.number, True)
    with pytest.raises(SentDifferently):
        report_matter(report=replace(REPORT, text="井盖松动"), by=by, at=MORNING)
