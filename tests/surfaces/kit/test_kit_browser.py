"""The kit in a real browser: no request leaves the origin, nothing runs out of the page, keys and dialogs work."""

import os
import struct
import zlib

import pytest

from shiqiao.testing.browsers import followed
from shiqiao.testing.variants import variants

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "language"), variants((360, "zh-CN"), (360, "en-GB"), (1366, "en-GB"), (1920, "zh-CN"))
)
def test_nothing_runs_out_of_the_page_and_nothing_leaves_it(browser, base, tmp_path, width, language) -> None:  # type: ignore[no-untyped-def]
    from look import look

    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    for path in ("/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login"):
        assert look(context.new_page(), base, path, tmp_path / "x.png", False) == []
    context.close()


def test_the_side_menu_opens_on_a_phone_and_escape_closes_it(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(base + "/-/kit")
    page.click("[data-side]")
    page.wait_for_selector("#kit-side a:visible")
    assert page.get_attribute("[data-side]", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("#kit-side nav a", state="hidden")
    assert page.evaluate("document.activeElement.hasAttribute('data-side')")
    page.close()


def test_a_dangerous_button_asks_first_and_slash_finds_the_search(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(base + "/-/kit")
    page.evaluate("document.querySelector('[data-confirm]').addEventListener('click', () => { window.done = true })")
    page.click("[data-confirm]")
    page.click("dialog .btn:not(.btn-primary)")
    assert page.evaluate("window.done") is None
    page.click("[data-confirm]")
    page.click("dialog .btn-primary")
    page.wait_for_function("window.done === true")
    page.focus("main")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.close()


def test_the_theme_is_remembered(browser, base) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(base + "/-/kit")
    page.click("[data-theme-switch]")
    page.click("[data-theme-switch]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    context.close()


def test_large_print_is_remembered_and_the_server_draws_it(browser, base) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in ("/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login"):
        page.goto(base + path)
        usual = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
        page.click("[data-size-switch]")
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)") >= 1.25 * usual
        assert 'data-kit-size="large"' in page.request.get(base + path).text(), (
            "drawn by the server, so nothing flashes"
        )
        page.reload()
        assert page.get_attribute("html", "data-kit-size") == "large"
        page.click("[data-size-switch]")
        assert page.get_attribute("html", "data-kit-size") is None
    context.close()


def test_the_switches_work_without_scripts(browser, base) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(base + "/-/kit/field")
    followed(page, "button[name=size]")
    followed(page, "button[name=theme]")
    followed(page, "button[name=language]")
    assert page.url == base + "/-/kit/field"
    look = [page.get_attribute("html", name) for name in ("lang", "data-bs-theme", "data-kit-size")]
    assert look == ["en", "dark", "large"]
    context.close()


def test_a_large_picture_is_made_smaller_before_it_is_sent(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(base + "/-/kit/portal")
    page.wait_for_selector(".kit-file")
    page.set_input_files("#photos", {"name": "big.png", "mimeType": "image/png", "buffer": picture(2800, 2100)})
    page.wait_for_selector(".kit-preview img")
    size = page.evaluate(
        "createImageBitmap(document.getElementById('photos').files[0]).then((p) => [p.width, p.height])"
    )
    assert size == [2560, 1920]
    page.click(".kit-preview button")
    assert page.evaluate("document.getElementById('photos').files.length") == 0
    page.close()


def test_a_point_is_picked_on_the_map_by_mouse_and_by_keyboard(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto(base + "/-/kit")
    page.wait_for_selector(".kit-map-tools button")
    page.focus(".kit-map-tools button")
    page.keyboard.press("Enter")
    assert 116.98 < float(page.input_value("#lon")) < 116.99
    assert 36.65 < float(page.input_value("#lat")) < 36.66
    page.close()


def picture(width: int, height: int) -> bytes:
    """Return a PNG with noise that does not compress, so that it is worth making smaller."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + os.urandom(width) for _ in range(height)), 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_on_a_phone_the_open_tab_is_in_sight(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script("""document.addEventListener('readystatechange', () => {
      const tabs = document.querySelector('.kit-tabs');
      tabs.style.width = '200px';
      tabs.querySelector('[aria-current]').removeAttribute('aria-current');
      tabs.lastElementChild.setAttribute('aria-current', 'page');
    }, { once: true });""")
    page.goto(base + "/-/kit")
    inside = """() => { const tabs = document.querySelector('.kit-tabs').getBoundingClientRect();
      const here = document.querySelector('.kit-tabs [aria-current]').getBoundingClientRect();
      return here.left >= tabs.left - 1 && here.right <= tabs.right + 1; }"""
    page.wait_for_function(inside)
    assert page.evaluate("document.querySelector('.kit-tabs').scrollLeft") > 0
    page.close()
