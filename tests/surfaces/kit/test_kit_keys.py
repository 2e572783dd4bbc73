"""The desk by keyboard alone: keys that lead, walk lists and tell themselves, and never act while somebody types."""

from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def page(browser, base) -> Iterator[object]:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened = context.new_page()
    opened.goto(base + "/-/kit")
    opened.wait_for_selector("[data-keys-open]:not([hidden])")
    opened.focus("main")
    yield opened
    context.close()


def count_clicks(page, selector: str) -> None:  # type: ignore[no-untyped-def]
    page.evaluate(
        "(selector) => { window.clicks = 0; document.querySelectorAll(selector).forEach((node) =>"
        " node.addEventListener('click', (event) => { event.preventDefault(); window.clicks += 1; })) }",
        selector,
    )


def test_the_question_mark_lists_the_keys_of_the_page_in_its_language(page) -> None:  # type: ignore[no-untyped-def]
    page.keyboard.press("?")
    said = page.inner_text("dialog.kit-keys")
    for words in ("快捷键", "前往", "事件", "列表中", "下一行", "搜索", "显示快捷键"):
        assert words in said
    assert page.locator("dialog dt:has-text('g')").count() == 5, "one line for each place with a key"
    page.keyboard.press("?")
    assert page.locator("dialog").count() == 0
    page.click("button[name=language]")
    page.wait_for_selector("html[lang=en]")
    page.wait_for_selector("[data-keys-open]:not([hidden])")
    page.keyboard.press("?")
    said = page.inner_text("dialog.kit-keys")
    assert "Next row" in said
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said)


def test_two_keys_lead_to_a_place(page) -> None:  # type: ignore[no-untyped-def]
    count_clicks(page, "[data-key='g m']")
    page.keyboard.press("g")
    page.keyboard.press("m")
    assert page.evaluate("window.clicks") == 1
    page.keyboard.press("m")
    assert page.evaluate("window.clicks") == 1, "m alone leads nowhere"


def test_rows_are_walked_and_opened(page) -> None:  # type: ignore[no-untyped-def]
    rows = page.locator("main .kit-row-link").all_inner_texts()
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == rows[row]
    count_clicks(page, ".kit-row-link")
    page.keyboard.press("Enter")
    page.keyboard.press("o")
    assert page.evaluate("window.clicks") == 2


def test_keys_of_a_page_come_before_those_of_every_page_and_press_what_they_name(page) -> None:  # type: ignore[no-untyped-def]
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        ' \'<button type="button" id="own" data-key="j">Own</button>\')'
    )
    count_clicks(page, "#own")
    page.keyboard.press("j")
    assert page.evaluate("window.clicks") == 1
    page.evaluate("document.getElementById('own').disabled = true")
    page.keyboard.press("j")
    assert page.evaluate("window.clicks") == 1, "what is disabled is not pressed"


@pytest.mark.parametrize("field", ["#q", "#id_text", "#state"])
def test_nothing_happens_while_somebody_types(page, field: str) -> None:  # type: ignore[no-untyped-def]
    count_clicks(page, "[data-key]")
    page.focus(field)
    for key in ("g", "m", "j", "?", "/"):
        page.keyboard.press(key)
    assert page.evaluate("window.clicks") == 0
    assert page.evaluate("document.activeElement.id") == field[1:]
    assert page.locator("dialog").count() == 0


def test_keys_with_ctrl_or_alt_stay_the_browsers(page) -> None:  # type: ignore[no-untyped-def]
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?', ctrlKey: true, bubbles: true}))")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?', altKey: true, bubbles: true}))")
    assert page.locator("dialog").count() == 0


def test_a_person_can_switch_the_keys_off_and_on_again(page) -> None:  # type: ignore[no-untyped-def]
    page.click("[data-keys-open]")
    page.click("dialog .form-check")
    page.keyboard.press("Escape")
    page.focus("main")
    page.keyboard.press("?")
    assert page.locator("dialog").count() == 0
    page.click("[data-keys-open]")
    page.click("dialog .form-check")
    page.keyboard.press("Escape")
    page.focus("main")
    page.keyboard.press("?")
    assert page.locator("dialog").count() == 1


def test_the_keyboard_keeps_its_place_when_a_piece_of_the_page_is_exchanged(page) -> None:  # type: ignore[no-untyped-def]
    piece = '<div id="piece" hx-get="/piece" hx-trigger="go" hx-swap="outerHTML"><a href="#two">two</a></div>'
    page.route(
        "**/piece", lambda route: route.fulfill(body=piece.replace("two<", "two, anew<"), content_type="text/html")
    )
    page.evaluate(
        """(piece) => {
          document.querySelector('main').insertAdjacentHTML('beforeend', piece);
          htmx.process(document.getElementById('piece'));
          document.querySelector('#piece a').focus();
          htmx.trigger('#piece', 'go');
        }""",
        piece,
    )
    page.wait_for_selector("#piece a:focus:has-text('two, anew')")


def test_the_first_tab_leads_to_the_content_and_the_place_is_seen(browser, base) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    for path in ("/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login"):
        page.goto(base + path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "kit-skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
    page.close()
