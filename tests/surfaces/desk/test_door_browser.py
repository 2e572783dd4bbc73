"""A passkey from making to signing in, in a real Chromium whose authenticator is a virtual one (DevTools)."""

from typing import Any

import pytest
from playwright.sync_api import Page

from shiqiao.kernel.people.models import Account
from shiqiao.testing.browsers import browsing, followed
from shiqiao.testing.serving import serving
from shiqiao.testing.street import Street
from shiqiao.testing.variants import variants

from .test_door_pages import WORD, person

pytestmark = pytest.mark.browser
VIRTUAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def knock(page: Page, base: str, login: str) -> None:
    page.goto(f"{base}/login/")
    page.fill("#id_username", login)
    page.fill("#id_password", WORD)
    followed(page, "form:has(#id_password) button[type=submit]")


@pytest.mark.parametrize("width", variants(360, 1366))
def test_a_passkey_is_made_and_opens_the_door(live_street: Street, settings: Any, width: int) -> None:
    settings.SECOND_FACTOR_FORCED = True
    person("leader1")
    wrong: list[str] = []
    with serving() as base, browsing() as browser:
        base = base.replace("127.0.0.1", "localhost")
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith((base, "data:")) else wrong.append(asked.url))
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})["authenticatorId"]
        knock(page, base, "leader1")
        assert "/door/factor/" in page.url
        page.click("text=通行密钥")
        page.fill("#id_name", "办公室电脑")
        page.click("[data-passkey-start]")
        page.wait_for_selector(".kit-codes li")
        assert page.locator(".kit-codes li").count() == 10
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        followed(page, "text=已妥善保存")
        page.goto(f"{base}/people/me/")
        assert "办公室电脑" in page.content()

        context.clear_cookies(name="sessionid")
        knock(page, base, "leader1")
        assert page.url.endswith("/login/code/")
        page.click("[data-passkey-start]")
        page.wait_for_url(f"{base}/")
        signed = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        assert [one["signCount"] > 1 for one in signed] == [True]

        context.clear_cookies(name="sessionid")
        devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
        knock(page, base, "leader1")
        page.click("[data-passkey-start]")
        page.wait_for_selector("[data-passkey-failed]:not([hidden])")
        page.goto(f"{base}/")
        assert "/login/" in page.url, "without the key nobody comes in"
    assert wrong == []
    assert Account.objects.get(username="leader1").last_login
