"""The cockpit's charts in a real browser: they come when they are scrolled to, and a click opens what stands behind."""

import pytest

from shiqiao.testing.street import Street
from tests.surfaces.desk.desk_browser import at_the_desk, fits, picture_of

pytestmark = pytest.mark.browser


def test_the_charts_come_when_they_are_scrolled_to_and_open_lists(live_street: Street) -> None:
    for number in range(4):
        live_street.report(f"第{number}处路灯不亮")
    with at_the_desk("leader1") as desk:
        page = desk.sit("leader1", viewport={"width": 1366, "height": 400}, reduced_motion="reduce")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        desk.go(page, "/cockpit/")
        assert not any("echarts" in url or "/charts/" in url for url in asked), "the first paint waits for no chart"
        page.locator(".desk-charts-later").scroll_into_view_if_needed()
        page.wait_for_selector("[data-chart] canvas")
        assert all(url.startswith(desk.base) for url in asked)
        assert page.locator("[data-chart] canvas").count() >= 2
        assert page.locator(".desk-chart-table[open]").count() <= 1, "the table of what is drawn is folded"
        assert fits(page)
        place = page.locator("[data-chart=stack]")
        place.scroll_into_view_if_needed()
        picture_of(page, "cockpit-charts")
        box = place.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.55)
        page.wait_for_url("**/matters/?*line=city*")
