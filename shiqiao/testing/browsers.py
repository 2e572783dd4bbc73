"""Chromium for tests: where it is on this machine, and the one that a process keeps from its first test to its last."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60_000  # milliseconds that a page may take on a machine that does other things beside the tests
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none", "--force-color-profile=srgb",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",  # a microphone that beeps
]  # fmt: skip


def chromium() -> str | None:
    """Return the program: SHIQIAO_CHROMIUM, one on the path, or the one Playwright fetched; None without any."""
    named = os.environ.get("SHIQIAO_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


@dataclass
class _Kept:
    """Playwright, its Chromium, and the loop that Playwright leaves standing as running in this thread."""

    playwright: Any
    browser: "Browser"
    loop: asyncio.AbstractEventLoop


_kept: list[_Kept] = []  # none or one


@contextmanager
def browsing() -> Iterator["Browser"]:
    """Give the Chromium of this process to a test; whatever windows it opened are closed afterwards.

    Inside, Django takes Playwright's loop for asynchronous code and refuses to ask the database from this thread: make
    sessions before. Outside the loop rests, so that other tests know nothing of it. A browser with a folder of its own:
    `browser.browser_type.launch_persistent_context(folder, executable_path=chromium(), args=FLAGS)`.
    """
    kept = _awake()
    try:
        yield kept.browser
        _leave(kept)
    except BaseException:
        quit_browser()  # whatever it was in the middle of, the next test begins with a fresh one
        raise
    asyncio._set_running_loop(None)


def followed(page: "Page", what: "str | Locator") -> None:
    """Click the first of what leads to another page, and wait until that page is there.

    A click alone returns when it was made: what is read at once may be the old page or one that is only half there.
    """
    with page.expect_navigation(timeout=PATIENCE):
        (page.locator(what) if isinstance(what, str) else what).first.click()


def quit_browser() -> None:
    """End what `browsing` has started, at the end of a run or after a test that failed."""
    while _kept:
        kept = _kept.pop()
        asyncio._set_running_loop(kept.loop)
        try:
            kept.playwright.stop()  # its Chromium goes with it
        finally:
            asyncio._set_running_loop(None)


def _awake() -> _Kept:
    if _kept and not _kept[0].browser.is_connected():
        quit_browser()
    if not _kept:
        from playwright.sync_api import sync_playwright

        playwright = sync_playwright().start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        _kept.append(_Kept(playwright, browser, asyncio.get_running_loop()))
    asyncio._set_running_loop(_kept[0].loop)
    return _kept[0]


def _leave(kept: _Kept) -> None:
    for context in kept.browser.contexts:
        context.close()
