"""A phone in tests: real Chromium with a folder of its own, phone-sized, with a place on the map and a network to cut."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

from PIL import Image

from shiqiao.testing.browsers import FLAGS, browsing, chromium
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import INSIDE

SIZE = {"width": 360, "height": 740}
OFTEN = 50  # milliseconds between two looks
# What is shown stays as it is for three looks.
DRAWN = f"""() => new Promise((done) => {{ const looks = []; const look = () => {{
  looks.push(document.getElementById("page").innerHTML);
  if (looks.length > 2 && new Set(looks.slice(-3)).size === 1) done(); else setTimeout(look, {OFTEN}); }}; look(); }})"""


def shot(colour: str = "green") -> dict[str, Any]:
    """Return a photo as a phone's camera gives it: larger than what is sent."""
    out = BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(out, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Phone:
    """The app open on a phone: in a window of the tests' browser, or with a folder in a browser that can be restarted."""

    def __init__(self, browser: Any, base: str, key: str, locale: str = "zh-CN", folder: Path | None = None) -> None:
        self.browser, self.base, self.key, self.locale, self.folder = browser, base, key, locale, folder
        self.wrong: list[str] = []
        self.start()

    def start(self) -> None:
        """Open the window, or start the browser; the second time it finds what it kept."""
        place = {"longitude": INSIDE[0], "latitude": INSIDE[1], "accuracy": 8}
        allowed = ["geolocation", "microphone"]
        how: dict[str, Any] = {
            "locale": self.locale, "viewport": SIZE, "has_touch": True, "permissions": allowed, "geolocation": place,
        }  # fmt: skip
        if self.folder:
            start = self.browser.browser_type.launch_persistent_context
            self.context = start(str(self.folder), executable_path=chromium(), args=FLAGS, **how)
        else:
            self.context = self.browser.new_context(**how)
        self.context.grant_permissions(allowed, origin=self.base)  # again: the first page may be older than these
        self.context.set_geolocation(place)
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

    def show(self, where: str) -> None:
        """Go to a page within the app and wait until it is drawn to its end."""
        self.page.evaluate("document.getElementById('page').dataset.before = 'yes'")
        self.go(where)
        self.page.wait_for_selector("#page:not([data-before]) > *", state="attached")
        self.page.evaluate(DRAWN)

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
        end = monotonic() + timeout / 1000
        while monotonic() < end:
            if self.page.evaluate(asked):
                return
            self.page.wait_for_timeout(OFTEN)
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
def phone(login: str, folder: Path | None = None, locale: str = "zh-CN") -> Iterator[Phone]:
    """Serve the product and give a phone on which `login` is signed in; only one with a folder can be restarted."""
    key = session_of(login)  # before Playwright's loop runs here, which Django takes for asynchronous code
    with serving() as base, browsing() as browser:
        found = Phone(browser, base, key, locale, folder)
        yield found
        found.context.close()
