"""A browser at the desk for stories: who sits there, how wide, in what language; pictures where SHIQIAO_PICTURES says."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.db import connections

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now, shift
from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of

T = TypeVar("T")
HEIGHTS = {360: 740, 1366: 768, 1920: 1080}
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}


class Desk:
    """A running server and a browser; `sit` gives a page for somebody."""

    def __init__(self, browser: Any, base: str, keys: dict[str, str]) -> None:
        self.browser, self.base, self.keys, self.wrong = browser, base, keys, list[str]()

    def sit(self, login: str, width: int = 1366, language: str = "zh-hans", theme: str = "light", **more: Any) -> Any:
        """Open a page as one of the cast."""
        size = {"width": width, "height": HEIGHTS.get(width, 800)}
        more = {"viewport": size, "locale": LANGUAGES[language], "color_scheme": theme, **more}
        page = self.browser.new_context(**more).new_page()
        cookies = {"sessionid": self.keys[login], "django_language": language}
        page.context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in cookies.items()])
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self.said)
        return page

    def said(self, line: Any) -> None:
        """Keep what the console calls an error; that a form was refused (422) is none."""
        if line.type == "error" and "422" not in line.text:
            self.wrong.append(line.text)

    def go(self, page: Any, path: str) -> None:
        """Open a page of the product and wait for what it loads."""
        page.goto(self.base + path)
        page.wait_for_load_state("networkidle")


@contextmanager
def at_the_desk(*logins: str) -> Iterator[Desk]:
    """Serve the product and open a browser for these people; nothing may go wrong in its console."""
    keys = {login: session_of(login) for login in logins}
    shift(now() - Context().run(now))  # the server's threads do not know what this test holds
    try:
        with serving() as base, browsing() as browser:
            desk = Desk(browser, base, keys)
            yield desk
    finally:
        shift(timedelta(0))
    assert desk.wrong == []


def asked(question: Callable[[], T]) -> T:
    """Ask the database while a browser is open: in a thread, because Django takes Playwright's loop for asynchronous code."""

    def answer() -> T:
        try:
            with whole():
                return question()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(answer).result()


def picture_of(page: Any, name: str, *, full: bool = False) -> None:
    """Take a picture for those who look at them, when a folder is named."""
    if folder := os.environ.get("SHIQIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=full)


def fits(page: Any) -> bool:
    """Tell whether nothing runs out of the page to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def within(page: Any, selector: str) -> bool:
    """Tell whether what a selector names is seen without scrolling."""
    box = page.locator(selector).first.bounding_box()
    return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
