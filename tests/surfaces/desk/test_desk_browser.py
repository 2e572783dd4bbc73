"""The desk in a real browser: a call is typed, placed and taken in with the help that scripts give, on a phone too."""

from pathlib import Path
from typing import Any

import pytest

from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import Street, picture
from shiqiao.testing.variants import variants
from tests.kernel.files.samples import mp3

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", variants(360, 1366))
def test_a_call_is_taken_in_by_taps_on_suggestions(live_street: Street, width: int) -> None:
    key = session_of("dispatch1")  # before Playwright's loop runs here, which Django takes for asynchronous code
    with serving() as base, browsing() as browser:
        page = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN").new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        _take_in(page, base)


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
    photo, sound = tmp_path / "现场.jpg", tmp_path / "录音.mp3"
    photo.write_bytes(picture())
    sound.write_bytes(mp3())
    key = session_of("dispatch1")
    with serving() as base, browsing() as browser:
        page = browser.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN").new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page.goto(f"{base}/report/")
        page.fill("#id_text", "垃圾成堆没人清")
        page.click("[data-choose-item='06010']")
        page.set_input_files("#id_photo", str(photo))
        page.set_input_files("#id_file", str(sound))
        page.locator(".desk-send button").click()
        number = page.locator(".desk-number").inner_text(timeout=60_000)
        page.goto(f"{base}/matters/{number}/")
        rows = page.locator(".desk-rest > section:first-child .kit-file-row").all_inner_texts()
    assert len(rows) == 1
    assert "录音 · 2 kB" in rows[0]
