"""A clerk's morning in a real browser: work in groups, found by initials, saved, moved together; with and without a mouse."""

from collections.abc import Callable
from typing import Any

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.browsers import browsing, followed
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import Street
from shiqiao.testing.variants import variants

pytestmark = pytest.mark.browser


def told(
    story: Callable[[Any, str], None], *, language: str = "zh-hans", width: int = 1366, login: str = "dispatch1"
) -> None:
    """Let a story happen in a browser; a mistake of a script or a refused request fails it."""
    key, wrong = session_of(login), list[str]()
    with serving() as base, browsing() as browser:
        page = browser.new_context(viewport={"width": width, "height": 768}, locale="zh-CN").new_page()
        cookies = {"sessionid": key, "django_language": language}
        page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        story(page, base)
    assert wrong == []


def state(number: str) -> str:
    with whole():
        return Matter.objects.get(number=number).state


@pytest.mark.parametrize(("language", "width", "typed"), variants(("zh-hans", 1366, "bllj"), ("en", 360, "06010")))
def test_a_clerk_finds_by_initials_saves_the_view_and_moves_several(
    live_street: Street, language: str, width: int, typed: str
) -> None:
    numbers = [live_street.report(f"第{number}堆垃圾").number for number in range(3)]
    live_street.report("供水井盖破损", item="01001")

    def story(page: Any, base: str) -> None:
        page.goto(f"{base}/")
        followed(page, ".kit-chips a >> nth=0")
        assert "group=overdue" in page.url
        page.goto(f"{base}/matters/")
        assert page.locator("tr.desk-row").count() == 4
        page.click(".desk-filters > summary")
        page.locator("#id_item_typed").click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.click(".desk-filter-go button")
        page.wait_for_selector(".desk-chosen a.kit-pill")
        assert page.locator("tr.desk-row").count() == 3
        page.click(".desk-save > summary")
        page.fill("#view-name", "垃圾" if language == "zh-hans" else "Rubbish")
        page.click(".desk-save button[type=submit]")
        page.wait_for_selector(".desk-views a[aria-current=page]")
        page.click(".desk-chosen a.kit-pill >> nth=0")
        page.wait_for_function("document.querySelectorAll('tr.desk-row').length === 4")
        page.click(".desk-views a")
        page.wait_for_function("document.querySelectorAll('tr.desk-row').length === 3")
        for box in range(3):
            page.locator("[data-row-check]").nth(box).check()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"
        page.click("#desk-several button")
        page.click("a[href*='do=accept']")
        page.click(".desk-move button[type=submit]")
        page.wait_for_selector("h1:has-text('3')")

    told(story, language=language, width=width)
    assert {state(number) for number in numbers} == {"accepted"}


def test_without_a_mouse_work_is_opened_found_filtered_and_moved(live_street: Street) -> None:
    number = live_street.report("夜里施工噪音", item="06010").number
    live_street.report("供水井盖破损", item="01001")

    def story(page: Any, base: str) -> None:
        page.goto(f"{base}/")
        reach(page, ".kit-row-link")
        page.keyboard.press("Enter")
        page.wait_for_url("**/matters/*/")
        page.keyboard.press("/")
        page.keyboard.type("噪音")
        page.keyboard.press("Enter")
        page.wait_for_url("**/matters/?q=*")
        reach(page, ".desk-filters > summary")
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk-filter-form")
        reach(page, "#id_item_typed")
        page.keyboard.type("06010")
        page.keyboard.press("Enter")
        reach(page, ".desk-filter-go button")
        page.keyboard.press("Enter")
        page.wait_for_url("**item=06010*")
        reach(page, "[data-row-check]")
        page.keyboard.press("Space")
        reach(page, "#desk-several button", back=True)
        page.keyboard.press("Enter")
        page.wait_for_url("**/matters/several/**")
        reach(page, "a[href*='do=accept']")
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk-move")
        reach(page, ".desk-move button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('1')")

    told(story)
    assert state(number) == "accepted"


def reach(page: Any, selector: str, *, back: bool = False) -> None:
    """Press Tab until the element has the focus, as who has no mouse does."""
    for _ in range(120):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_compact_lists_show_eighteen_rows_on_the_office_screen(live_street: Street) -> None:
    for number in range(25):
        live_street.report(f"第{number}堆垃圾没人清，放了好几天，路过的人都捂着鼻子走，请尽快派人来")
    live_street.report("不知道在哪里的垃圾", lon=None, lat=None)

    def story(page: Any, base: str) -> None:
        page.goto(f"{base}/matters/")
        assert page.locator(".kit-alarm").count() == 1, "the alarm takes its room, too"
        page.click(".desk-look > summary")
        page.check(".desk-look input[value=compact]")
        page.click(".desk-look button")
        page.wait_for_selector(".desk-compact")
        seen = """() => [...document.querySelectorAll('tr.desk-row')]
            .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""
        assert page.evaluate(seen) >= 18
        for width in (360, 1366, 1920):
            page.set_viewport_size({"width": width, "height": 768})
            for path in ("/", "/matters/", "/notices/", "/matters/views/"):
                page.goto(base + path)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)

    told(story)
