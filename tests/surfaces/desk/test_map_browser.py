"""The map in a real browser: an area is drawn, its list opens; a grid says who answers; the sheet on a phone."""

import re
from typing import Any

import pytest

from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import FIRST_GRID, Street
from shiqiao.testing.variants import variants

pytestmark = pytest.mark.browser


def opened(browser: Any, base: str, key: str, width: int, language: str) -> tuple[Any, list[str]]:
    """Open a window for a session, and collect what goes wrong and what leaves the server."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    cookies = {"sessionid": key, "django_language": language}
    page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((base, "data:", "blob:")) else None
    )
    return page, wrong


def drag(page: Any, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag across the map, from a share of its width and height to another."""
    box = page.locator("[data-desk-map]").bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (begin, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=5)
    page.mouse.up()


@pytest.mark.parametrize(("width", "language"), variants((1366, "zh-hans"), (1366, "en"), (360, "zh-hans")))
def test_an_area_is_drawn_and_its_list_opens(live_street: Street, width: int, language: str) -> None:
    receipt = live_street.report("三号楼旁边垃圾成堆")
    key = session_of("dispatch1")
    with serving() as base, browsing() as browser:
        page, wrong = opened(browser, base, key, width, language)
        page.goto(f"{base}/map/")
        page.wait_for_selector("[data-ready] .desk-sign")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"
        page.locator("[data-desk-map]").scroll_into_view_if_needed()
        page.click("[data-draw=rectangle]")
        drag(page, (0.97, 0.02), (0.9, 0.06))
        page.wait_for_url(re.compile("area="))
        page.wait_for_selector(
            ".desk-map-side .kit-soft:has-text('没有符合'), .desk-map-side .kit-soft:has-text('No matter')"
        )
        page.click("[data-draw=clear]")
        page.click("[data-draw=rectangle]")
        drag(page, (0.98, 0.02), (0.02, 0.75))
        page.wait_for_selector(f".desk-map-rows a[href='/matters/{receipt.number}/']")
        page.click(".desk-map-listhead a[href*='area='] >> nth=0")
        page.wait_for_selector(f".kit-rows a[href='/matters/{receipt.number}/']")
        assert "area=" in page.url
        page.click(f".kit-rows a[href='/matters/{receipt.number}/']")
        page.wait_for_url(re.compile(f"/matters/{receipt.number}/"))
        assert wrong == []


def test_a_polygon_by_its_corners_a_grid_by_a_link_heat_and_the_sheet(live_street: Street) -> None:
    receipt = live_street.report("三号楼旁边垃圾成堆")
    key = session_of("leader1")
    with serving() as base, browsing() as browser:
        page, wrong = opened(browser, base, key, 1366, "zh-hans")
        page.goto(f"{base}/map/")
        page.wait_for_selector("[data-ready] .desk-sign")
        page.click("[data-draw=polygon]")
        box = page.locator("[data-desk-map]").bounding_box()
        for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)):
            page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".desk-map-rows a[href='/matters/{receipt.number}/']")
        page.check("[data-layer=heat]")
        page.wait_for_selector(".desk-heat")
        page.wait_for_selector("[data-map-said]:has-text('热力')")
        page.click(".desk-map-grids summary")
        page.click(f"[data-map-open='{FIRST_GRID}']")
        page.wait_for_selector(f".desk-map-gridcard >> text={FIRST_GRID}")
        page.locator(".desk-sign").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"/matters/{receipt.number}/"))
        assert wrong == []


def test_without_scripts_the_list_beside_the_map_and_the_page_of_the_list_hold_the_same(live_street: Street) -> None:
    receipt = live_street.report("三号楼旁边垃圾成堆")
    key = session_of("dispatch1")
    with serving() as base, browsing() as browser:
        page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page.goto(f"{base}/map/")
        assert page.locator(f".desk-map-rows a[href='/matters/{receipt.number}/']").is_visible()
        page.goto(f"{base}/map/list/?grid={FIRST_GRID}")
        assert page.locator(f"a[href='/matters/{receipt.number}/']").is_visible()
