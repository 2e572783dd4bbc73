"""Every page in a real browser: the policy is never violated, the console stays silent, and no stored script runs."""

from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import store
from shiqiao.kernel.people.models import Account
from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import STREET, Street
from tests.kernel.files.samples import EVERY

from .crawl import EACH, walk

pytestmark = pytest.mark.browser
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
WATCH = """addEventListener('securitypolicyviolation', (found) => {
  console.error('CSP ' + found.effectiveDirective + ' ' + found.blockedURI + ' ' + found.sourceFile);
});"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
FEW = ("/", "/matters/", "/map/", "/report/", "/portal/report/", "/portal/", "/portal/list/", "/login/", "/api/v1/docs",
       "/-/kit")  # fmt: skip


def furnish(street: Street) -> list[str]:
    """Let a report with a script in each of its names have come in; returns its addresses."""
    from shiqiao.base.db.scope import scoped

    with scoped(STREET):
        by = street.actor("dispatch1")
        receipt = street.report(text=f"三号楼垃圾成堆{SCRIPT}", address=f"春元里{SCRIPT}")
        store(EVERY["mp3"](), name=f"{SCRIPT}.mp3", subject=Ref("matter", receipt.id), purpose="document", street=STREET,
              by=by, at=now())  # fmt: skip
    link = f"/portal/m/{receipt.number}/{receipt.secret}/"
    return [f"/matters/{receipt.number}/", link, f"{link}?new=1", f"/matters/{receipt.number}/links/"]


def addresses(login: str, more: list[str]) -> list[str]:
    """Return what can be reached as somebody, two pages of each view: words in an address bring no other programs."""
    client, seen = Client(raise_request_exception=False), Counter[str]()
    if login:
        client.force_login(Account.objects.get(username=login))
    found = []
    for path in (path for path, answer, _ in walk(client, more) if answer.status_code == 200):
        view = resolve(urlsplit(path).path).view_name
        seen[view] += 1
        found += [path] if seen[view] <= EACH or path in more else []
    return found


def complaints(base: str, key: str, paths: list[str]) -> list[str]:
    """Open pages in Chromium and return what went wrong, with the page."""
    found: list[str] = []
    with browsing() as browser:
        context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN")
        context.add_init_script(WATCH)
        if key:
            context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page: Any = context.new_page()
        waiting = Waiting(page)
        page.on("dialog", lambda asked: (found.append(f"{page.url} a script ran"), asked.dismiss()))
        page.on("pageerror", lambda error: found.append(f"{page.url} {error}"))
        page.on(
            "console",
            lambda said: found.append(f"{page.url} {said.text}") if said.type in ("error", "warning") else None,
        )
        for path in paths:
            page.goto(base + path, wait_until="load")
            waiting.settle()
    return found


class Waiting:
    """What a page has asked for and not yet got; the browser's own "network idle" lets half a second pass on each page."""

    def __init__(self, page: Any) -> None:
        self.page, self.open = page, set[Any]()
        page.on("request", lambda one: self.open.add(one))
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda one: self.open.discard(one))

    def settle(self, at_most: float = 3.0) -> None:
        """Let the page's programs begin and wait for what they ask for; a stream that stays open is not waited for."""
        self.page.evaluate(TWO_FRAMES)
        until = monotonic() + at_most
        while monotonic() < until and any(one.resource_type not in ("eventsource", "ping") for one in self.open):
            self.page.wait_for_timeout(20)
        self.page.evaluate(TWO_FRAMES)
        self.open.clear()


def test_the_pages_that_everybody_opens(live_street: Street) -> None:
    key, more = session_of("dispatch1"), furnish(live_street)
    with serving() as base:
        assert complaints(base, key, [*FEW, *more]) == []


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("login", ["dispatch1", "leader1", "admin1", ""])
def test_every_page(live_street: Street, login: str) -> None:
    key, more = session_of(login) if login else "", furnish(live_street)
    paths = addresses(login, more)
    with serving() as base:
        assert complaints(base, key, paths) == []
    assert len(paths) > 10


def test_a_script_answers_the_challenge_as_the_server_reckons(live_street: Street, tmp_path: Path) -> None:
    """The hash written out for browsers without TLS agrees with ours."""
    from shiqiao.surfaces.kit.challenge import proven

    with serving() as base, browsing() as browser:
        page = browser.new_page()
        page.goto(base + "/login/")
        told = page.evaluate("""async () => {
          const { leadingZeros } = await import('/static/kit/sha256.js');
          const found = [];
          for (let n = 0; n < 3000; n += 1) if (leadingZeros('a1b2c3:' + n) >= 6) found.push(n);
          return found;
        }""")
    assert told == [n for n in range(3000) if proven("a1b2c3", str(n), 6)]
    assert len(told) > 20
