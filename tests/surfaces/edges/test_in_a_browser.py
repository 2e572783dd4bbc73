"""Every page in a real browser: the policy is never violated, the console stays silent, and no stored script runs."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import store
from shiqiao.kernel.people.models import Account
from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import STREET, Street
from tests.kernel.files.samples import EVERY

from .crawl import walk

pytestmark = pytest.mark.browser
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
WATCH = """addEventListener('securitypolicyviolation', (found) => {
  console.error('CSP ' + found.effectiveDirective + ' ' + found.blockedURI + ' ' + found.sourceFile);
});"""
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
    """Return every page that can be reached as somebody."""
    client = Client(raise_request_exception=False)
    if login:
        client.force_login(Account.objects.get(username=login))
    return [path for path, answer, _ in walk(client, more) if answer.status_code == 200]


def complaints(base: str, key: str, paths: list[str]) -> list[str]:
    """Open pages in Chromium and return what went wrong, with the page."""
    found: list[str] = []
    with browsing() as browser:
        context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN")
        context.add_init_script(WATCH)
        if key:
            context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page: Any = context.new_page()
        page.on("dialog", lambda asked: (found.append(f"{page.url} a script ran"), asked.dismiss()))
        page.on("pageerror", lambda error: found.append(f"{page.url} {error}"))
        page.on(
            "console",
            lambda said: found.append(f"{page.url} {said.text}") if said.type in ("error", "warning") else None,
        )
        for path in paths:
            page.goto(base + path, wait_until="networkidle")
    return found


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
