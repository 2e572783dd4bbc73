"""The way of a patrol on the map: one's own at once, another's when it is shown for a reason; gaps are dashed and listed."""

from datetime import timedelta

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions
from shiqiao.kernel.patrols.actions import NewPoint
from shiqiao.kernel.patrols.models import Trail
from shiqiao.kernel.patrols.rules import Spot
from shiqiao.testing.street import INSIDE, STREET, Street
from shiqiao.testing.variants import variants

from .desk_browser import at_the_desk, fits, picture_of

pytestmark = pytest.mark.browser


def walk(street: Street) -> int:
    minutes = (30, 29, 28, 12, 11, 10)
    way = [
        Spot(now() - timedelta(minutes=ago), INSIDE[0], INSIDE[1] + (n % 2) * 0.0004, 10)
        for n, ago in enumerate(minutes)
    ]
    with whole():
        head = street.actor("c1head")
        actions.add_point(street=STREET, wanted=NewPoint("小区东门", *INSIDE), by=head, at=now())
        actions.take_positions(client_id="a", spots=way, by=street.actor("c1g1"), at=now())
        return int(Trail.objects.get().pk)


@pytest.mark.parametrize("width", variants(360, 1366))
def test_the_own_way_is_drawn_with_its_gap(live_street: Street, width: int) -> None:
    number = walk(live_street)
    with at_the_desk("c1g1") as desk:
        page = desk.sit("c1g1", width)
        desk.go(page, f"/patrols/ways/{number}/")
        page.wait_for_selector("[data-way-map][data-drawn='2']")
        assert page.locator("[data-way-gaps] li").count() == 1
        assert fits(page)
        picture_of(page, f"patrol-way.{width}", full=True)


def test_anothers_way_is_drawn_when_it_was_asked_for_with_a_reason(live_street: Street) -> None:
    number = walk(live_street)
    with at_the_desk("c1head") as desk:
        page = desk.sit("c1head")
        desk.go(page, f"/patrols/ways/{number}/")
        assert page.locator("[data-drawn]").count() == 0
        page.click(".kit-reveal summary")
        page.select_option(".kit-reveal [name=value]", index=0)
        page.select_option(".kit-reveal [name=reason]", index=1)
        page.click(".kit-reveal button[type=submit]")
        page.wait_for_selector("[data-way-map][data-drawn='2']")
        picture_of(page, "patrol-way-head.1366", full=True)


def test_without_scripts_the_points_and_positions_are_a_list(live_street: Street) -> None:
    number = walk(live_street)
    with at_the_desk("c1g1") as desk:
        page = desk.sit("c1g1", 1366, java_script_enabled=False)
        page.goto(f"{desk.base}/patrols/ways/{number}/")
        assert page.locator("td:has-text('未到')").is_visible()
        assert f"{INSIDE[0]:.4f}" in page.inner_text("[data-way-lines]")
