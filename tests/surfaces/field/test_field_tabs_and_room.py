"""Several tabs of the app at once, and a phone without room: each act once, nothing lost in silence."""

from collections import Counter
from copy import copy
from pathlib import Path

import pytest

from shiqiao.testing.street import INSIDE, Street

from .phone import Phone, phone, shot
from .test_field_browser import reports

pytestmark = pytest.mark.browser
ROOM = 20_000_000  # bytes: enough for all that the app keeps
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"
NOTHING_WAITS = "(await (await import('/static/field/queue.js')).counts()).open === 0"
MANY = """([tab, lon, lat]) => {
  window.made = (async () => {
    const { add } = await import("/static/field/queue.js");
    for (let n = 0; n < 8; n += 1) {
      const text = `${tab}-${n}`;
      await add("report", text, "", { number: "", item: "06010", text, address: "", lon, lat }, []);
    }
  })();
}"""


def other_tab(found: Phone) -> Phone:
    """Open the app in a second tab of the same browser."""
    tab = copy(found)
    tab.page = found.context.new_page()
    tab.page.on("pageerror", lambda error: found.wrong.append(str(error)))
    tab.open()
    return tab


@pytest.mark.long
@pytest.mark.parametrize("locks", [True, False], ids=["with locks", "without locks"])
def test_two_tabs_send_what_waits_once(live_street: Street, tmp_path: Path, locks: bool) -> None:
    posted: Counter[str] = Counter()
    with phone("c1g1", tmp_path / "p") as found:
        if not locks:
            found.context.add_init_script(NO_LOCKS)
        found.context.on("request", lambda asked: posted.update(_identifier(asked)))
        found.open()
        found.kept()
        second = other_tab(found)
        assert found.page.evaluate("Boolean(navigator.locks)") is locks
        found.context.set_offline(True)
        numbers = [found.report(photo="green"), second.report(photo="red")]
        for tab, name in ((found, "a"), (second, "b")):  # both write at the same time
            tab.page.evaluate(MANY, [name, *INSIDE])
        for tab in (found, second):
            tab.page.evaluate("window.made")
        found.context.set_offline(False)
        for tab in (found, second):
            tab.page.evaluate("import('/static/field/queue.js').then((queue) => { queue.drain(true); })")
        for tab in (found, second):
            tab.waits(NOTHING_WAITS, timeout=60_000)
        if not locks:
            found.restart(offline=False)  # what the list of one tab had lost is found at the next start
            found.open()
            found.waits(NOTHING_WAITS, timeout=60_000)
        assert found.wrong == []
    came = reports()
    assert {number for number in numbers if number} <= set(came)
    texts = Counter(row.text for row in came.values())
    expected = {f"{tab}-{n}" for tab in "ab" for n in range(8)}
    assert expected <= set(texts), "nothing is lost"
    assert len(came) == len(expected) + len(numbers), "and nothing is there twice"
    if locks:
        assert set(posted.values()) == {1}, "each was sent by one tab alone"


def _identifier(asked: object) -> list[str]:
    body = asked.post_data_json if asked.url.endswith("/field/reports") else None  # type: ignore[attr-defined]
    return [body["client_id"]] if body else []


def test_a_full_phone_says_so_keeps_what_was_kept_and_loses_nothing_typed(live_street: Street, tmp_path: Path) -> None:
    with phone("c1g1", tmp_path / "p") as found:
        _allow(found, ROOM)
        found.open()
        found.kept()
        found.context.set_offline(True)
        first = found.report(photo="green")
        _room(found, 1)
        page = found.page
        _fill(found)
        page.click(".field-send button")
        page.wait_for_selector("#field-trouble >> text=手机存储已满")
        assert page.locator(".field-photos img").count() == 1, "the photo is still there"
        assert page.input_value("textarea >> nth=-1") == "井盖翘起来了"
        page.wait_for_selector("#status >> text=手机存储已满")
        kept = page.evaluate("import('/static/field/queue.js').then(async (queue) => (await queue.entries()).length)")
        assert kept == 1, "and so is what was kept before"
        _room(found, None)
        page.click(".field-send button")
        page.wait_for_selector(".field-number")
        second = "".join(letter for letter in page.inner_text(".field-number") if letter.isdigit())
        found.context.set_offline(False)
        found.sent()
        assert found.wrong == []
    came = reports()
    assert set(came) == {first, second}
    assert came[second].text == "井盖翘起来了"


@pytest.mark.long
def test_a_full_phone_with_a_network_sends_at_once_and_empties_its_queue(live_street: Street, tmp_path: Path) -> None:
    with phone("c1g1", tmp_path / "p") as found:
        _allow(found, ROOM)
        found.open()
        found.kept()
        found.context.set_offline(True)
        first = found.report(photo="green")
        _room(found, 1)
        found.context.set_offline(False)
        found.waits(NOTHING_WAITS, timeout=60_000)
        _fill(found)
        found.page.click(".field-send button")
        found.page.wait_for_selector(".field-number")
        number = "".join(letter for letter in found.page.inner_text(".field-number") if letter.isdigit())
        assert found.wrong == []
    came = reports()
    assert set(came) == {first, number}
    assert came[number].text == "井盖翘起来了"


def _room(found: Phone, size: int | None) -> None:
    """Let the browser give the app so many bytes, None as many as there are, and wait until it has noticed.

    Chromium asks how much room there is when more is wanted than was left, else every half minute only.
    """
    _allow(found, size)
    wanted = 2 * ROOM if size else 100_000
    found.waits(f"(await s.putIfRoom('probe', 'x'.repeat({wanted}))) === {str(size is None).lower()}", timeout=60_000)


def _allow(found: Phone, size: int | None) -> None:
    browser = found.context.new_cdp_session(found.page)
    browser.send(
        "Storage.overrideQuotaForOrigin", {"origin": found.base, **({} if size is None else {"quotaSize": size})}
    )


def _fill(found: Phone) -> None:
    page = found.page
    found.go("today")
    found.go("report")
    page.wait_for_selector(".field-grid")
    page.set_input_files("[data-photos=camera] >> nth=0", shot("red"))
    page.wait_for_selector(".field-photos img")
    page.click("[data-item='06010']")
    page.fill("textarea >> nth=-1", "井盖翘起来了")
