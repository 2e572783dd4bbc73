"""Moves that name a day or a person, made on a phone without a network: kept with what was chosen, sent once, mended."""

from pathlib import Path

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import Street

from .phone import Phone, phone

pytestmark = pytest.mark.browser
CARRIED = "(await s.get('choices'))?.handlers.length > 20"


def ready(found: Phone, number: str) -> None:
    """Open the app and wait until the matter and what can be chosen are on the phone; then cut the network."""
    found.open()
    found.page.wait_for_selector(f"a[href='#task/{number}']")
    found.kept()
    found.waits(CARRIED)
    found.context.set_offline(True)


def test_a_pause_is_asked_for_without_a_network_and_stays_a_draft_until_it_has_its_day(
    live_street: Street, tmp_path: Path
) -> None:
    task = live_street.report("路灯不亮", item="06010")
    actions.dispatch_matter(matter=task.id, handler="c1.g1", by=live_street.actor("dispatch1"), at=now())
    with phone("c1g1", tmp_path / "p") as found:
        ready(found, task.number)
        page = found.page
        found.go(f"task/{task.number}")
        page.click("[data-do=ask_pause]")
        page.fill("[data-move=ask_pause] textarea", "配件在路上")
        page.click("[data-move=ask_pause] .btn-primary")
        page.wait_for_selector("[data-move=ask_pause] .field-why >> text=恢复")
        assert page.input_value("[data-move=ask_pause] textarea") == "配件在路上", "nothing typed is lost"
        first = str(page.get_attribute("[data-move=ask_pause] input[type=date]", "min"))
        page.fill("[data-move=ask_pause] input[type=date]", first)
        page.click("[data-move=ask_pause] .btn-primary")
        page.wait_for_selector(f"a[href='#task/{task.number}'] .kit-badge-blue")
        found.restart(offline=True)
        found.open()
        assert found.states() == ["waiting"]
        found.page.click("[data-state=waiting]")
        found.page.wait_for_selector(f".field-text >> text={first}")
        found.context.set_offline(False)
        found.sent()
        wrong = found.wrong
    with whole():
        row = Matter.objects.get(pk=task.id)
    assert (row.asked, row.asked_for, row.state) == ("pause", first, "handling")
    assert wrong == []


def test_whoever_answers_for_it_gives_it_to_another_out_of_the_kept_list(live_street: Street) -> None:
    task = live_street.report("路灯不亮", item="06010")
    with phone("c1g1") as found:
        ready(found, task.number)
        page = found.page
        found.go(f"task/{task.number}")
        page.click("[data-do=dispatch]")
        handler = page.locator("[data-move=dispatch] select")
        assert "春一梅" in handler.locator("optgroup >> nth=0").inner_text(), "who answers for the grid comes first"
        handler.select_option("c1.g2")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click("[data-move=dispatch] .btn-primary")
        page.wait_for_selector(f"a[href='#task/{task.number}'] .kit-badge-blue")
        found.context.set_offline(False)
        found.sent()
        wrong = found.wrong
    with whole():
        row = Matter.objects.get(pk=task.id)
    assert (row.state, row.holder) == ("handling", live_street.actor("c1g2").account)
    assert wrong == []


def test_what_the_server_refuses_is_mended_in_its_own_form(live_street: Street) -> None:
    task = live_street.report("路灯不亮", item="06010")
    actions.dispatch_matter(matter=task.id, handler="c1.g1", by=live_street.actor("dispatch1"), at=now())
    with phone("c1g1") as found:
        ready(found, task.number)
        page = found.page
        page.evaluate(  # a day that had not come when it was chosen, and has gone when it is sent
            """async ([number, base]) => {
              const { add } = await import("/static/field/queue.js");
              const body = { do: "ask_pause", base, until: "2018-06-28", reason: "配件在路上" };
              await add("move", "申请挂账", number, body, []);
            }""",
            [task.number, 2],
        )
        found.context.set_offline(False)
        found.go("queue")
        page.click("[data-state=refused]")
        page.wait_for_selector(".field-why")
        page.click("text=修改后重新发送")
        form = page.locator("[data-move=ask_pause]")
        assert form.locator("textarea").input_value() == "配件在路上"
        later = str(form.locator("input[type=date]").get_attribute("min"))
        form.locator("input[type=date]").fill(later)
        form.locator(".btn-primary").click()
        form.wait_for(state="detached")  # it leaves by itself once the act is kept
        found.sent()
        assert found.states() == ["sent"], "the refused one has gone"
    with whole():
        row = Matter.objects.get(pk=task.id)
    assert (row.asked, row.asked_for) == ("pause", later)


@pytest.mark.long
@pytest.mark.parametrize("do", ["decline", "split", "summon", "merge", "correct", "redirect"])
def test_every_form_fits_the_phone_and_its_targets_are_large_enough(
    live_street: Street, tmp_path: Path, do: str
) -> None:
    from .test_field_browser import SMALL

    task = live_street.report("路灯不亮", item="06010")
    if do == "redirect":
        actions.dispatch_matter(matter=task.id, handler="c1.g1", by=live_street.actor("dispatch1"), at=now())
    with phone("dispatch1") as found:
        found.open()
        found.waits(CARRIED)
        shown = """async (number) => {
          const kept = await import("/static/field/kept.js"), { ask } = await import("/static/field/server.js");
          kept.day.tasks = [await ask(`matters/${number}`)];
        }"""
        found.page.evaluate(shown, task.number)  # a dispatcher carries what lies with the own post only
        found.go(f"task/{task.number}")
        found.page.click(f"[data-do={do}]")
        found.page.wait_for_selector(f"[data-move={do}] .btn-primary")
        found.page.screenshot(path=tmp_path / f"{do}.png", full_page=True)
        assert found.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert found.page.evaluate(SMALL) == []
        assert found.wrong == []
