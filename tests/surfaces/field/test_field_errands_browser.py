"""A night of rain on a phone without a network: I answer, I am here, nothing to report, a point checked; sent once."""

from pathlib import Path

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import hazards, manning, responding
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, EmergencyAct, ZeroReport
from shiqiao.scenes.duty.emergency.groundtables import Hazard, HazardCheck
from shiqiao.scenes.duty.emergency.hazards import HazardGiven
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.tables import Manning, Response, ResponsePost
from shiqiao.testing.street import INSIDE, STREET, Street

from .phone import phone, shot

pytestmark = pytest.mark.browser
CARRIED = "(await s.get('errands'))?.errands.length === 4"
NOTHING_WAITS = "(await (await import('/static/field/queue.js')).counts()).open === 0"


def rain(street: Street) -> tuple[Response, Hazard]:
    """Start a response in which c1head is called, owes a report, answers for a post and for a hazard point."""
    office, head = street.actor("emergency1"), people.post_by_code("c1.head", STREET).id
    given = HazardGiven("涝01", "low_lying", "小区低洼处", "春元里小区3号楼", head, "", *INSIDE)
    point = hazards.add_hazard(given=given, by=office, at=now())
    order = Order(3, "黄色预警（虚构）", people.post_by_code("street.director", STREET).id, "点位立即到岗")
    row = responding.start_response(kind="flood", order=order, by=office, at=now())
    with whole():
        place = ResponsePost.objects.get(response=row.pk, code="cottages")
    manning.answer_for(place=place.pk, post=head, by=office, at=now())
    return row, point


def test_four_taps_without_a_network_are_kept_and_sent_once(live_street: Street, tmp_path: Path) -> None:
    row, point = rain(live_street)
    with phone("c1head", tmp_path / "p") as found:
        found.open()
        found.kept()
        found.waits(CARRIED)
        found.restart(offline=True)
        found.open()
        page = found.page
        page.wait_for_selector(".field-errand")
        page.screenshot(path=tmp_path / "errands.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for act in ("answer", "nothing", "man"):
            page.click(f"[data-errand$='/{act}']")
            page.wait_for_selector(f"[data-errand$='/{act}']", state="detached")
        page.click("[data-errand$='/check']")
        page.wait_for_selector("input[value=water]")
        page.click(".field-send button")
        page.wait_for_selector(".field-why:not(:empty)")
        page.set_input_files("[data-photos=camera]", shot("blue"))
        page.wait_for_selector(".field-photos img")
        page.check("input[value=water]")
        page.check("input[type=checkbox] >> nth=0")
        page.fill("[data-number=depth]", "25")
        page.screenshot(path=tmp_path / "check.png", full_page=True)
        page.click(".field-send button")
        page.wait_for_selector(".field-errand")
        assert found.states() == ["waiting"] * 4
        found.context.set_offline(False)
        found.sent()
        found.waits(NOTHING_WAITS)
        found.waits("(await s.get('errands'))?.errands.length <= 1")
        assert found.wrong == []
    with whole():
        head = live_street.actor("c1head")
        assert AlarmCall.objects.get(response=row.pk, post=head.post).answered_by == head.account
        report = ZeroReport.objects.get(response=row.pk, post=head.post)
        assert (report.figures, report.account) == ({}, head.account)  # the phone's clock is not that of the street
        assert Manning.objects.get(response=row.pk, until=None).account == head.account
        check = HazardCheck.objects.get(hazard=point.pk)
        assert (check.state, check.depth, check.answers, check.response) == ("water", 25, [0], row.pk)
        assert EmergencyAct.objects.count() == 4
