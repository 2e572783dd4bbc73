"""What an office does on the page of a matter, by clicking, in both languages and on a phone."""

from typing import Any

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.actions import (
    Contact,
    answer_matter,
    close_matter,
    dispatch_matter,
    finish_matter,
    redirect_matter,
    reopen_matter,
)
from shiqiao.kernel.matters.merging import merge_matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later
from shiqiao.testing.variants import variants

from .desk_browser import asked, at_the_desk, fits, picture_of, within

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("language", variants("zh-hans", "en"))
SIZES_AND_THEMES = variants(
    (360, "light"), (1366, "dark"), (360, "dark"), (1366, "light"), (1920, "light"), (1920, "dark"), ordinary=2
)
CALLER = Contact("张建国", "13812345678")
LONG = "第十二号楼与第十三号楼之间的公共通道长期被杂物、废旧家具和共享单车占用，居民出行和消防车通行都受到影响" * 2


def number_of(street: Street, text: str = "三号楼旁边垃圾成堆", **more: Any) -> str:
    with whole():
        return street.report(text, contact=CALLER, **more).number


def handled(street: Street, text: str = "三号楼旁边垃圾成堆", **more: Any) -> tuple[int, str]:
    """Report something that the grid member has."""
    with whole():
        receipt = street.report(text, contact=CALLER, **more)
        dispatch_matter(matter=receipt.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    return receipt.id, receipt.number


def closed(street: Street, text: str = "三号楼旁边垃圾成堆") -> tuple[int, str]:
    """Report something that was finished with pictures, checked and closed."""
    matter, number = handled(street, text)
    with whole():
        member = street.actor("c1g1")
        evidence = (
            street.photo(by=member, purpose="before", colour="brown"),
            street.photo(by=member, purpose="after", colour="green"),
        )
        finish_matter(matter=matter, result="已清运并冲洗地面，请物业每天巡查", evidence=evidence, by=member, at=now())
        close_matter(matter=matter, by=street.actor("check1"), at=now())
    return matter, number


def row(number: str) -> Matter:
    return asked(lambda: Matter.objects.get(number=number))


def parts(number: str) -> int:
    return asked(lambda: Matter.objects.filter(parent=Matter.objects.get(number=number).id).count())


def send(page: Any) -> None:
    """Send the form of a move and wait for the page that comes."""
    with page.expect_navigation():
        page.click(".desk-move button[type=submit]")


def press(page: Any, do: str) -> None:
    """Press a move on the page of a matter, on a phone behind "more" where it is folded."""
    move = page.locator(f"nav.desk-next a[href$='/do/{do}/']")
    if not move.is_visible():
        page.click("[data-more]")
    move.click()
    page.wait_for_selector("#desk-move form")


@BOTH
def test_a_duplicate_is_merged_after_a_look_at_what_that_does(live_street: Street, language: str) -> None:
    first, second = number_of(live_street), number_of(live_street, "三号楼旁边的垃圾成堆，味道大")
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 1366, language)
        desk.go(page, f"/matters/{first}/")
        said = page.inner_text(".desk-related")
        assert second in said
        assert ("事项相同" if language == "zh-hans" else "same item") in said, "a suggestion says why"
        assert "垃圾成堆" in page.inner_text(".desk-because")
        page.click(f".desk-merge-one[href$='others={second}']")
        page.wait_for_selector(".desk-merge-preview")
        assert "2" in page.inner_text(".desk-merge-preview ul")
        picture_of(page, f"merge-preview.1366.{language}")
        page.fill("#desk-move [name=reason]", "同一堆")
        send(page)
        assert row(second).state == "merged"
        desk.go(page, f"/matters/{second}/")
        assert first in page.inner_text(".kit-note")
        picture_of(page, f"merged-away.1366.{language}")


@BOTH
def test_a_matter_is_split_and_its_parts_are_given_out(live_street: Street, language: str) -> None:
    number = number_of(live_street, "院里灯不亮，垃圾成堆")
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 360, language)
        desk.go(page, f"/matters/{number}/")
        press(page, "split")
        page.fill("#id_text_0", "修灯")
        page.select_option("#id_handler_0", "city.handler1")
        page.locator("#desk-move summary").click()
        page.fill("#id_text_1", "清垃圾")
        assert fits(page)
        picture_of(page, f"split.360.{language}")
        send(page)
        assert parts(number) == 2


@BOTH
def test_several_units_are_called_to_a_matter(live_street: Street, language: str) -> None:
    number = number_of(live_street, "地下室进水")
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 1366, language)
        desk.go(page, f"/matters/{number}/")
        press(page, "summon")
        for unit in ("urban_management", "emergency_office"):
            page.check(f"#desk-move [name=units][value={unit}]")
        page.fill("#desk-move [name=reason]", "现场会商")
        page.locator("#desk-move [name=item]").first.check()
        picture_of(page, f"summon.1366.{language}", full=True)
        send(page)
        assert parts(number) == 2


@BOTH
def test_more_time_is_asked_for_seeing_the_new_due_time_and_granted_by_another(
    live_street: Street, language: str
) -> None:
    matter, number = handled(live_street)
    with whole():
        before = Matter.objects.get(pk=matter).next_due
    with at_the_desk("c1g1", "dispatch1") as desk:
        member, dispatcher = desk.sit("c1g1", 360, language), desk.sit("dispatch1", 1366, language)
        desk.go(member, f"/matters/{number}/")
        assert within(member, "nav.desk-next .btn-primary"), "the usual next move is in sight on a phone"
        press(member, "ask_extension")
        offered = member.locator("#id_term option[value='2wd']").inner_text()
        assert ("至" if language == "zh-hans" else "until") in offered
        member.select_option("#id_term", "2wd")
        member.fill("#desk-move [name=reason]", "等吊车")
        picture_of(member, f"extension.360.{language}")
        send(member)
        desk.go(dispatcher, f"/matters/{number}/")
        assert "等吊车" in dispatcher.inner_text(".desk-request")
        assert within(dispatcher, "nav.desk-next .btn-primary"), "and at the desk above the fold"
        press(dispatcher, "grant")
        dispatcher.fill("#desk-move [name=answer]", "等吊车，两天内清完")
        send(dispatcher)
        desk.go(dispatcher, f"/matters/{number}/")
        dispatcher.locator("#clocks details summary").first.click()
        picture_of(dispatcher, f"extended.1366.{language}", full=True)
    assert row(number).next_due > before


@BOTH
def test_a_call_back_that_finds_the_caller_not_content_takes_the_matter_up_again(
    live_street: Street, language: str
) -> None:
    _matter, number = closed(live_street)
    with at_the_desk("callback1") as desk:
        page = desk.sit("callback1", 1366, language)
        desk.go(page, f"/matters/{number}/")
        assert page.locator(".kit-compare img").count() == 2, "before and after stand side by side"
        page.locator(".desk-slides summary").click()
        slider = page.locator(".desk-slide-range")
        slider.focus()
        page.keyboard.press("End")
        assert "100%" in page.locator(".desk-slide-after").get_attribute("style"), (
            "by keyboard, the picture before is seen whole"
        )
        picture_of(page, f"closed.1366.{language}", full=True)
        press(page, "call_back")
        assert "已清运并冲洗地面" in page.inner_text("#desk-move .desk-asks"), "what was told is read out"
        for name, value in (("responded", "yes"), ("solved", "no"), ("satisfied", "no")):
            page.check(f"#desk-move [name={name}][value={value}]")
        page.check("#desk-move [name=again]")
        send(page)
        page.wait_for_selector("#id_reason_error")
        assert row(number).responded is None, "neither is written without a reason"
        page.fill("#id_reason", "只清了一半，楼后还有")
        picture_of(page, f"call-back.1366.{language}")
        send(page)
    again = row(number)
    assert (again.state, again.reopened) == ("handling", 1)


def busy(street: Street) -> str:
    """Make a matter with a long name, sixty lines and several clocks."""
    matter, number = handled(street, LONG)
    with whole():
        by, member = street.actor("dispatch1"), street.actor("c1g1")
        for n in range(50):
            with held(later(MORNING, minutes=n)):
                answer_matter(matter=matter, answer=f"第{n + 1}次告知：正在联系物业清理", by=by, at=now())
        with held(later(MORNING, hours=1)):
            for handler in ("city.handler1", "c1.g1", "city.handler1", "c1.g1"):
                redirect_matter(matter=matter, handler=handler, reason="按职责", by=by, at=now())
            proof = (street.photo(by=member, purpose="before"), street.photo(by=member, purpose="after"))
            finish_matter(matter=matter, result="已清理", evidence=proof, by=member, at=now())
            close_matter(matter=matter, by=street.actor("check1"), at=now())
            reopen_matter(matter=matter, reason="又堆了", by=by, at=now())
    return number


@pytest.mark.parametrize(("width", "theme"), SIZES_AND_THEMES)
def test_a_busy_matter_fits_every_width_and_theme(live_street: Street, width: int, theme: str) -> None:
    number = busy(live_street)
    with held(later(MORNING, hours=2)), at_the_desk("c1g1") as desk:
        page = desk.sit("c1g1", width, "zh-hans", theme)
        desk.go(page, f"/matters/{number}/")
        assert fits(page)
        assert within(page, "nav.desk-next .btn-primary")
        assert page.locator(".desk-story > .kit-timeline > li").count() == 11, "the middle of a long story is folded"
        picture_of(page, f"busy.{width}.{theme}")
        page.click(".desk-fold summary")
        assert page.locator(".desk-story .kit-timeline > li:visible").count() > 55
        page.locator("#clocks details summary").first.click()
        assert page.locator(".desk-why li:visible").count() > 2
        picture_of(page, f"busy-whole.{width}.{theme}", full=True)


def test_a_merged_matter_without_pictures_leads_to_its_main_one(live_street: Street) -> None:
    first, second = (
        number_of(live_street),
        number_of(live_street, "同一堆垃圾", lon=None, lat=None, grid=370103003001001),
    )
    with whole():
        merge_matters(main=row(first).id, others=[row(second).id], by=live_street.actor("dispatch1"), at=now())
    with at_the_desk("c1g1") as desk:
        page = desk.sit("c1g1", 360)
        desk.go(page, f"/matters/{second}/")
        assert page.locator("#evidence").count() == 0
        assert fits(page)
        picture_of(page, "merged.360", full=True)
        page.click(".kit-note a")
        page.wait_for_url(f"**/matters/{first}/")


def test_every_move_can_be_made_without_scripts(live_street: Street) -> None:
    number = number_of(live_street)
    with at_the_desk("dispatch1") as desk:
        page = desk.sit("dispatch1", 360, java_script_enabled=False)
        page.goto(f"{desk.base}/matters/{number}/")
        page.click("nav.desk-next a[href$='/do/dispatch/']")
        page.select_option("#id_handler", "c1.g1")
        send(page)
        page.goto(f"{desk.base}/matters/{number}/like/")
    assert row(number).state == "handling"
