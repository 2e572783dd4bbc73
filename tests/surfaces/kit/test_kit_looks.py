"""The living page in every look: nothing runs out of it, what it shows as a state is the state, and paper is paper."""

import pytest

from shiqiao.testing.variants import variants

pytestmark = pytest.mark.browser
PAGES = ("/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login")


def opened(browser, base, width: int, look: str, locale: str = "zh-CN"):  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
    context.add_cookies([{"name": "kit_look", "value": look, "url": base}])
    return context


@pytest.mark.parametrize(
    ("width", "look", "locale"),
    variants(
        (1366, "dark.usual", "zh-CN"),
        (360, "light.large", "zh-CN"),
        (360, "dark.large", "en-GB"),
        (1366, "light.large", "en-GB"),
    ),
)
def test_nothing_runs_out_of_the_page_in_any_look(browser, base, tmp_path, width, look, locale) -> None:  # type: ignore[no-untyped-def]
    from look import look as look_at

    context = opened(browser, base, width, look, locale)
    for path in PAGES:
        assert look_at(context.new_page(), base, path, tmp_path / "x.png", False) == []
    context.close()


@pytest.mark.parametrize("look", ["light.usual", "dark.large"])
def test_what_the_page_shows_as_a_state_is_that_state(browser, base, look: str) -> None:  # type: ignore[no-untyped-def]
    context = opened(browser, base, 1366, look)
    page = context.new_page()
    page.goto(base + "/-/kit")
    page.emulate_media(reduced_motion="reduce")  # colours change at once
    drawn = "(node) => { const s = getComputedStyle(node); return [s.backgroundColor, s.color, s.borderColor] }"
    for kind in ("btn-primary", "btn-danger", "btn-link"):
        shown = page.eval_on_selector(f"#buttons .{kind}.as-hover", drawn)
        plain = page.locator(f"#buttons .{kind}:not(.as-hover):not(.as-focus):not(:disabled)").first
        plain.hover()
        assert plain.evaluate(drawn) == shown, kind
    outline = "(node) => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineColor, s.outlineOffset] }"
    shown = page.eval_on_selector("#buttons .btn-primary.as-focus", outline)
    page.focus("#buttons .btn-primary")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.eval_on_selector("#buttons .btn-primary", outline) == shown
    context.close()


def test_lists_become_cards_in_large_print_at_an_office_screen(browser, base) -> None:  # type: ignore[no-untyped-def]
    shapes = {}
    for look in ("light.usual", "light.large"):
        context = opened(browser, base, 1366, look)
        page = context.new_page()
        page.goto(base + "/-/kit")
        shapes[look] = page.eval_on_selector("#lists tbody tr", "(row) => getComputedStyle(row).display")
        named = page.eval_on_selector("#lists tbody td", "(cell) => getComputedStyle(cell, '::before').content")
        context.close()
    assert shapes == {"light.usual": "table-row", "light.large": "grid"}
    assert named == '"剩余时间"', "each cell of a card says what it is"


@pytest.mark.parametrize("width", [360, 1366])
def test_paper_has_the_list_with_its_head_and_nothing_to_press(browser, base, width: int) -> None:  # type: ignore[no-untyped-def]
    context = opened(browser, base, width, "dark.large")
    page = context.new_page()
    page.goto(base + "/-/kit")
    page.emulate_media(media="print")
    assert not page.is_visible("#kit-side")
    assert not page.is_visible(".kit-top")
    assert page.locator("main .btn >> visible=true").count() == 0
    shapes = "(node) => getComputedStyle(node).display"
    assert page.eval_on_selector("#lists thead", shapes) == "table-header-group"
    assert page.eval_on_selector("#lists tbody td", shapes) == "table-cell"
    assert page.eval_on_selector("body", "(node) => getComputedStyle(node).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.eval_on_selector("#lists .kit-row-link", "(node) => getComputedStyle(node).color")
    assert ink == "rgb(0, 0, 0)", "dark colours stay on the screen"
    context.close()


def test_what_is_folded_is_printed_open_and_folded_again(browser, base, tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(base + "/-/kit")
    open_ones = "document.querySelectorAll('main details[open]').length"
    page.wait_for_selector("[data-keys-open]:not([hidden])")  # the scripts have run
    before = page.evaluate(open_ones)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(open_ones) > before
    page.emulate_media(media="print")
    assert page.is_visible("#ways details p")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(open_ones) == before
    page.close()
