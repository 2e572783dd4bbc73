"""The desk in a real browser: a call is typed, placed and taken in with the help that scripts give, on a phone too."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from shiqiao.kernel.people.models import Account
from shiqiao.testing.browsers import chromium
from shiqiao.testing.street import Street, picture
from tests.kernel.files.samples import mp3

CHROMIUM = chromium()
pytestmark = pytest.mark.browser


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Serve the product in a thread and give the base address."""
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def session_of(login: str) -> str:
    """Return a session key as if `login` had come through the door."""
    account, session = Account.objects.get(username=login), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    return str(session.session_key)


@pytest.mark.parametrize("width", [360, 1366])
def test_a_call_is_taken_in_by_taps_on_suggestions(live_street: Street, width: int) -> None:
    from playwright.sync_api import sync_playwright

    key = session_of("dispatch1")  # before Playwright's loop runs here, which Django takes for asynchronous code
    with serving() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN").new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        _take_in(page, base)
        browser.close()


def _take_in(page: Any, base: str) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{base}/report/")
    page.fill("#id_text", "三号楼旁边垃圾成堆，三天没人清")
    page.click("[data-choose-item='06010']")
    page.fill("#id_address", "春元里")
    page.click("[data-choose-place='春元里小区'] >> nth=0")
    page.wait_for_selector("#desk-preview .desk-person")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"
    page.click(".desk-send button")
    page.wait_for_selector(".desk-number")
    assert page.locator(".desk-secret a").count() == 1
    page.click("text=查看事件")
    page.wait_for_selector(".kit-likes, .kit-soft >> text=30天")
    page.click(".desk-next a >> text=派遣")
    page.wait_for_selector("#desk-move select[name=handler]")
    page.goto(f"{base}/map/")
    page.wait_for_selector(".desk-sign, .kit-cluster")
    assert wrong == []


def test_a_form_with_files_in_two_fields_is_sent_once(live_street: Street, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    photo, sound = tmp_path / "现场.jpg", tmp_path / "录音.mp3"
    photo.write_bytes(picture())
    sound.write_bytes(mp3())
    key = session_of("dispatch1")
    with serving() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN").new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page.goto(f"{base}/report/")
        page.fill("#id_text", "垃圾成堆没人清")
        page.click("[data-choose-item='06010']")
        page.set_input_files("#id_photo", str(photo))
        page.set_input_files("#id_file", str(sound))
        page.locator(".desk-send button").click()
        number = page.locator(".desk-number").inner_text(timeout=20_000)
        page.goto(f"{base}/matters/{number}/")
        rows = page.locator(".desk-rest > section:first-child .kit-file-row").all_inner_texts()
        browser.close()
    assert len(rows) == 1
    assert "录音 · 2 kB" in rows[0]
