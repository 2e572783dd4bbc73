"""A phone in tests: real Chromium with a folder of its own, phone-sized, with a place on the map and a network to cut."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from shiqiao.testing.browsers import chromium
from shiqiao.testing.street import INSIDE
from tests.surfaces.desk.test_desk_browser import serving, session_of

CHROMIUM = chromium()
SIZE = {"width": 360, "height": 740}
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")  # one that beeps


def shot(colour: str = "green") -> dict[str, Any]:
    """Return a photo as a phone's camera gives it: larger than what is sent."""
    out = BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(out, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Phone:
    """One browser with the app open."""

    def __init__(self, play: Any, base: str, key: str, folder: Path, locale: str = "zh-CN") -> None:
        self.play, self.base, self.key, self.folder, self.locale = play, base, key, folder, locale
        self.wrong: list[str] = []
        self.start()

    def start(self) -> None:
        """Start the browser; the second time it finds what it kept."""
        self.context = self.play.chromium.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=["--no-sandbox", *MICROPHONE], locale=self.locale, viewport=SIZE,
            has_touch=True, permissions=["geolocation", "microphone"],
            geolocation={"longitude": INSIDE[0], "latitude": INSIDE[1], "accuracy": 8},
        )  # fmt: skip
        self.context.grant_permissions(
            ["geolocation", "microphone"], origin=self.base
        )  # again: the first page may be older than these
        self.context.set_geolocation({"longitude": INSIDE[0], "latitude": INSIDE[1], "accuracy": 8})
        if self.key:
            self.context.add_cookies([{"name": "sessionid", "value": self.key, "url": self.base}])
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def restart(self, *, offline: bool) -> None:
        """Close the browser and open it again, as when the phone was switched off."""
        self.context.close()
        self.start()
        self.context.set_offline(offline)

    def open(self, where: str = "") -> None:
        """Open the app at a page and wait until it is ready."""
        self.page.goto(f"{self.base}/field/{where}")
        self.page.wait_for_selector("html[data-field=ready]")

    def go(self, where: str) -> None:
        """Go to a page within the app."""
        self.page.evaluate("(where) => { location.hash = where; }", where)

    def kept(self) -> None:
        """Wait until the service worker and all data are on the phone."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        self.waits(
            "(await (await caches.open((await caches.keys())[0] || 'none')).keys()).length > 20"
            " && (await s.get('numbers') || []).length > 20 && (await s.get('ground')) && (await s.get('day'))"
        )

    def waits(self, condition: str, timeout: float = 30000) -> None:
        """Wait until something is true of what is kept; `s` is the app's store. Promises are awaited."""
        asked = f"""async () => {{ const s = await import('/static/field/store.js');
          return s.isOpen() && Boolean({condition}); }}"""
        for _ in range(int(timeout / 250)):
            if self.page.evaluate(asked):
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(condition)

    def report(self, item: str = "06010", *, photo: str = "green", fixed: bool = False) -> str:
        """Report in three taps; returns the number that the resident can be told."""
        page = self.page
        self.go("report")
        page.wait_for_selector("[data-photos=camera]", state="attached")
        page.wait_for_selector(".field-grid")
        page.set_input_files("[data-photos=camera] >> nth=0", shot(photo))
        page.wait_for_selector(".field-photos img")
        page.click(f"[data-item='{item}']")
        if fixed:
            page.check("#field-fix input[type=checkbox]")
            page.set_input_files("#field-fix [data-photos=camera]", shot("blue"))
            page.wait_for_selector("#field-fix .field-photos img")
        page.click(".field-send button")
        page.wait_for_selector(".field-number")
        return "".join(letter for letter in page.inner_text(".field-number") if letter.isdigit())

    def states(self) -> list[str]:
        """Return the state of each entry of the queue as it is shown."""
        self.go("queue")
        self.page.wait_for_selector(".field-queue", state="attached")
        return [
            str(one)
            for one in self.page.eval_on_selector_all("[data-state]", "(rows) => rows.map((row) => row.dataset.state)")
        ]

    def sent(self, timeout: float = 60000) -> None:
        """Wait until nothing waits any more."""
        self.go("queue")
        self.page.wait_for_function(
            "() => document.querySelectorAll('[data-state]').length"
            " && [...document.querySelectorAll('[data-state]')].every((row) => row.dataset.state === 'sent')",
            timeout=timeout,
        )


@contextmanager
def phone(login: str, folder: Path, locale: str = "zh-CN") -> Iterator[Phone]:
    """Serve the product and give a phone on which `login` is signed in."""
    from playwright.sync_api import sync_playwright

    key = session_of(login)  # before Playwright's loop runs here, which Django takes for asynchronous code
    with serving() as base, sync_playwright() as play:
        found = Phone(play, base, key, folder, locale)
        yield found
        found.context.close()
