"""A call taken in by keyboard alone, in both languages; a caller who calls again; a draft that survives a reload."""

import time
from typing import Any

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Contact, close_matter, dispatch_matter, finish_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import Street
from shiqiao.testing.variants import variants

from .desk_browser import at_the_desk, fits, picture_of, within

pytestmark = pytest.mark.browser
SIZES_AND_THEMES = variants(
    (360, "light"), (1366, "dark"), (360, "dark"), (1366, "light"), (1920, "light"), (1920, "dark"), ordinary=2
)
PHONE, TEXT = "13812345678", "春元里小区三号楼旁边垃圾成堆，三天没人清"


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def type_a_call(page: Any, text: str = TEXT) -> None:
    """Take a call in as a clerk does who never leaves the keyboard; everything starts where the page put the cursor."""
    keys = page.keyboard
    page.wait_for_function("document.activeElement.id === 'id_phone'")
    keys.type(PHONE)
    keys.press("Enter")
    keys.type("张建国")
    keys.press("Enter")
    keys.type(text)
    page.wait_for_selector("[data-choose-item='06010']")
    keys.press("Tab")
    while focused(page) != "desk-item":  # past the suggestions
        keys.press("Tab")
    page.wait_for_selector("#desk-items [role=option][aria-selected=true]")
    keys.press("Enter")
    page.wait_for_function("document.activeElement.id === 'id_address'")
    keys.type("cylxq")
    page.wait_for_selector("#desk-places [data-choose-place='春元里小区']")
    keys.press("Enter")
    page.wait_for_selector("#desk-preview .desk-answer-by")


@pytest.mark.parametrize("language", variants("zh-hans", "en"))
def test_a_call_is_taken_in_by_keyboard_in_under_a_minute(live_street: Street, language: str) -> None:
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 1366, language)
        desk.go(page, "/report/")
        assert within(page, ".desk-send .btn-primary"), "the button is seen without scrolling"
        began = time.monotonic()
        type_a_call(page)
        assert within(page, ".desk-send .btn-primary"), "and stays in sight when everything is filled in"
        assert fits(page)
        picture_of(page, f"report-filled.1366.{language}")
        page.keyboard.press("Control+Enter")
        number = page.locator(".desk-number").inner_text()
        assert time.monotonic() - began < 60
        picture_of(page, f"receipt.1366.{language}")
        assert ("答复不晚于" if language == "zh-hans" else "no later than") in page.inner_text(".desk-receipt")
    with whole():
        row = Matter.objects.get(number=number)
    assert (row.item, row.channel, row.grid > 0, row.address) == ("06010", "phone", True, "春元里小区")


def ended(street: Street, text: str) -> str:
    """Report something from the same telephone and see it through."""
    with whole():
        by, receipt = street.actor("dispatch1"), street.report(text, contact=Contact("张建国", PHONE))
        dispatch_matter(matter=receipt.id, handler="c1.g1", by=by, at=now())
        member, checker = street.actor("c1g1"), street.actor("check1")
        evidence = tuple(
            street.photo(by=member, purpose=kind, colour="green" if kind == "after" else "brown")
            for kind in ("before", "after")
        )
        finish_matter(matter=receipt.id, result="已清运", evidence=evidence, by=member, at=now())
        close_matter(matter=receipt.id, by=checker, at=now())
    return receipt.number


@pytest.mark.parametrize("width", variants(360, 1366))
def test_a_caller_is_recognised_and_calls_again_about_the_same_thing(live_street: Street, width: int) -> None:
    from shiqiao.base.time import held
    from shiqiao.testing.street import MORNING, later

    with held(later(MORNING, days=-3)):
        earlier = ended(live_street, "三号楼旁边垃圾成堆")
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", width)
        desk.go(page, "/report/")
        page.fill("#id_phone", PHONE)
        page.wait_for_selector(".desk-caller")
        assert "张*" in page.inner_text("#desk-caller"), "the name is masked"
        assert PHONE not in page.inner_text("#desk-caller")
        picture_of(page, f"caller.{width}")
        page.click(f"[data-again='{earlier}']")
        assert page.input_value("#id_text") == "三号楼旁边垃圾成堆"
        page.wait_for_selector("#desk-preview .desk-answer-by")
        assert fits(page)
        page.locator(".desk-send .btn-primary").click()
        number = page.locator(".desk-number").inner_text()
        assert earlier in page.inner_text(".desk-receipt .kit-note")
        picture_of(page, f"receipt-again.{width}")
        page.locator(".desk-receipt form button").click()
        assert page.input_value("#id_phone") == PHONE, "the same caller goes on with another report"
        assert page.input_value("#id_text") == ""
    with whole():
        assert Matter.objects.get(number=number).repeat_of == Matter.objects.get(number=earlier).id


def test_a_reload_loses_nothing_and_taking_in_clears_the_draft(live_street: Street) -> None:
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1")
        desk.go(page, "/report/")
        type_a_call(page)
        once = page.input_value("#id_client_id")
        page.reload()
        page.wait_for_selector("[data-restored]:not([hidden])")
        page.wait_for_selector("#desk-preview .desk-answer-by")
        kept = [page.input_value(f"#id_{name}") for name in ("phone", "name", "text", "item", "address", "client_id")]
        assert kept == [PHONE, "张建国", TEXT, "06010", "春元里小区", once], "the same report, so sent twice it is one"
        picture_of(page, "report-restored.1366")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".desk-number")
        assert page.evaluate("sessionStorage.getItem('desk:report')") is None
        desk.go(page, "/report/")
        assert page.input_value("#id_text") == ""


KEPT = "sessionStorage.getItem('desk:report')"


def test_logging_out_takes_the_draft_along_in_every_tab(live_street: Street) -> None:
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1")
        other = page.context.new_page()
        for tab in (page, other):
            desk.go(tab, "/report/")
            tab.fill("#id_text", TEXT)
            tab.wait_for_function(f"() => {KEPT} !== null")
        page.click("[data-menu] summary")
        page.click("form[data-leave] button")
        page.wait_for_url("**/login/**")
        assert page.evaluate(KEPT) is None, "not even while the page was being left"
        other.wait_for_function(f"() => {KEPT} === null")
        other.goto(f"{desk.base}/report/")
        assert other.evaluate(KEPT) is None


def test_who_sits_down_next_finds_no_draft_on_any_page(live_street: Street) -> None:
    with at_the_desk("dispatch1", "leader1") as desk:
        page = desk.sit("dispatch1")
        desk.go(page, "/report/")
        page.fill("#id_text", TEXT)
        page.wait_for_function(f"() => {KEPT} !== null")
        desk.go(page, "/matters/")
        assert TEXT in page.evaluate(KEPT), "the same person goes on"
        page.context.add_cookies([{"name": "sessionid", "value": desk.keys["leader1"], "url": desk.base}])
        desk.go(page, "/matters/")
        assert page.evaluate(KEPT) is None


def test_without_scripts_the_whole_report_is_taken_in(live_street: Street) -> None:
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 1366, java_script_enabled=False)
        page.goto(f"{desk.base}/report/")
        page.fill("#id_phone", PHONE)
        page.fill("#id_text", TEXT)
        page.select_option("#id_item", "06010")
        page.fill("#id_address", "春元里小区")
        page.click(".desk-send button[type=submit]")
        number = page.locator(".desk-number").inner_text()
        page.locator(".desk-receipt form button").click()
        assert page.input_value("#id_phone") == PHONE
    with whole():
        assert Matter.objects.get(number=number).grid > 0


@pytest.mark.parametrize(("width", "theme"), SIZES_AND_THEMES)
def test_the_form_fits_every_width_and_theme(live_street: Street, width: int, theme: str) -> None:
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", width, "zh-hans", theme)
        desk.go(page, "/report/")
        page.fill("#id_text", TEXT)
        page.wait_for_selector("[data-choose-item]")
        page.click("[data-choose-item='06010']")
        page.fill("#id_address", "春元里")
        page.wait_for_selector("#desk-places [role=option]")
        assert fits(page)
        picture_of(page, f"report-places.{width}.{theme}")
