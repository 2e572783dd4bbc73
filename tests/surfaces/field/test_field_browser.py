"""The field app on a phone in real Chromium: without a network nothing is lost, and nothing is done twice."""

from pathlib import Path

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.store import subject
from shiqiao.testing.street import INSIDE, Street
from shiqiao.testing.variants import variants

from .phone import Phone, phone, shot

pytestmark = pytest.mark.browser


def reports() -> dict[str, Matter]:
    """Return what came in from the field, by number."""
    with whole():
        return {row.number: row for row in Matter.objects.filter(source__startswith="field.")}


def photos(row: Matter) -> list[str]:
    with whole():
        found = Attachment.objects.filter(subject_kind="matter", subject_id=row.id)
        return sorted(found.values_list("purpose", flat=True))


def test_a_whole_patrol_without_a_network_with_three_photos_a_reload_and_a_restart(
    live_street: Street, tmp_path: Path
) -> None:
    task = live_street.report("路灯不亮", item="06010", urgent=True)
    with phone("c1g1", tmp_path / "p") as found:
        found.open()
        found.page.wait_for_selector(f"a[href='#task/{task.number}']")
        found.kept()
        found.context.set_offline(True)
        numbers = [found.report(photo="green")]
        found.page.reload()
        found.page.wait_for_selector("html[data-field=ready]")
        numbers.append(found.report(photo="red", fixed=True))
        found.restart(offline=True)
        found.open()
        found.page.wait_for_selector(f"a[href='#task/{task.number}']")
        numbers.append(found.report(photo="blue"))
        assert found.states() == ["waiting"] * 3
        assert found.page.is_visible("#status .field-note"), "it says that there is no network"
        found.context.set_offline(False)
        found.sent()
        wrong = found.wrong
    came = reports()
    assert set(came) == set(numbers), "each once, under the number that was told"
    assert [came[one].state for one in numbers] == ["reported", "checking", "reported"]
    assert [photos(came[one]) for one in numbers] == [["report"], ["after", "before"], ["report"]]
    assert {came[one].grid for one in numbers} == {370103003001001}
    assert wrong == []


@pytest.mark.parametrize(("form", "kind"), variants(("audio/mp4", "m4a"), ("audio/webm", "weba")))
def test_a_voice_note_goes_with_the_report(live_street: Street, form: str, kind: str) -> None:
    with phone("c1g1") as found:
        found.page.add_init_script(f"MediaRecorder.isTypeSupported = (form) => form === '{form}';")
        found.page.on("console", lambda said: found.wrong.append(said.text) if said.type == "error" else None)
        found.open("#report")
        found.page.click(".field-voice button")
        found.page.wait_for_selector(".field-voice .field-danger")
        found.page.wait_for_timeout(1500)
        found.page.click(".field-voice .field-danger")
        found.page.wait_for_function("() => document.querySelector('.field-voice audio')?.readyState >= 1")
        found.page.set_input_files("[data-photos=camera] >> nth=0", shot())
        found.page.wait_for_selector(".field-photos img")
        found.page.click("[data-item='06010']")
        found.page.click(".field-send button")
        found.page.wait_for_selector(".field-number")
        found.sent()
        assert not found.wrong
    (row,) = reports().values()
    with whole():
        kept = Attachment.objects.filter(subject_kind="matter", subject_id=row.id)
        assert sorted(kept.values_list("kind", flat=True)) == sorted(["jpeg", kind])


def test_an_answer_that_was_lost_on_the_way_makes_no_second_matter(live_street: Street) -> None:
    with phone("c1g1") as found:
        found.open()
        found.kept()
        # Every act arrives, and its first answer never comes back: the connection dies in between.
        found.page.evaluate("""() => {
          const real = window.fetch, seen = new Set();
          window.fetch = async (address, options) => {
            const answer = await real(address, options), act = options?.method === "POST" && `${address}`;
            if (act && !seen.has(act)) { seen.add(act); throw new TypeError("the connection died"); }
            return answer;
          };
        }""")
        number = found.report()
        found.sent()
    came = reports()
    assert [*came] == [number]
    assert photos(came[number]) == ["report"]


def test_two_devices_on_one_matter_and_a_person_decides(live_street: Street) -> None:
    task = live_street.report("小区门口垃圾成堆", item="06010")
    dispatched(live_street, task.id)
    with phone("c1g1") as one:
        two = Phone(one.browser, one.base, one.key)
        for each in (one, two):
            each.open()
            each.page.wait_for_selector(f"a[href='#task/{task.number}']")
            each.kept()
            each.context.set_offline(True)
        finish(one, task.number, "我先清完了")
        finish(two, task.number, "我也清了一遍")
        one.context.set_offline(False)
        one.sent()
        two.context.set_offline(False)
        two.go("queue")
        two.page.click("[data-state=conflict]")
        two.page.wait_for_selector(".field-lines li")
        assert two.wrong == []
        assert "我先清完了" in two.page.inner_text(".field-lines"), "what changed stands beside one's own"
        assert "我也清了一遍" in two.page.inner_text("#page")
        two.page.click("text=把我的留作说明")
        two.sent()
        two.context.close()
    with whole():
        row = Matter.objects.get(number=task.number)
    assert row.state == "checking"
    assert photos(row) == ["after", "after", "before"], "the photos of both are there"
    assert codes(row).count("matters.finished") == 1
    assert codes(row)[-1] == "matters.noted"


def dispatched(street: Street, matter: int) -> None:
    actions.dispatch_matter(matter=matter, handler="c1.g1", by=street.actor("dispatch1"), at=now())


def finish(found: Phone, number: str, result: str) -> None:
    found.go(f"task/{number}")
    for at, colour in enumerate(("red", "blue" if "也" in result else "green")):
        found.page.set_input_files(f"[data-move=finish] [data-photos=camera] >> nth={at}", shot(colour))
    found.page.wait_for_selector("[data-move=finish] .field-photos img >> nth=1")
    found.page.fill("[data-move=finish] textarea", result)
    found.page.click("[data-move=finish] .btn-primary")
    found.page.wait_for_selector(f"a[href='#task/{number}'] .kit-badge-blue")


def codes(row: Matter) -> list[str]:
    with whole():
        return [line.code for line in lines_of(subject(row.id))]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_five_hundred_queued_reports_are_taken_in_exactly_once(live_street: Street, tmp_path: Path) -> None:
    with phone("c1g1", tmp_path / "p") as found:
        found.open()
        found.kept()
        found.context.set_offline(True)
        found.page.evaluate(
            """async ([lon, lat]) => {
          const { add, takeNumber } = await import("/static/field/queue.js");
          for (let n = 0; n < 500; n += 1) {
            const number = await takeNumber();
            await add("report", `第${n}件`, number, { number, item: "06010", text: `第${n}件`, address: "", lon, lat }, []);
          }
        }""",
            list(INSIDE),
        )
        found.restart(offline=True)
        found.open()
        found.page.wait_for_selector("[data-bar-count=queue] >> text=99+")
        found.context.set_offline(False)
        found.waits("(await (await import('/static/field/queue.js')).counts()).open === 0", timeout=400_000)
    texts = sorted(row.text for row in reports().values())
    assert texts == sorted(f"第{n}件" for n in range(500))


def test_a_clock_three_hours_ahead_shifts_neither_terms_nor_moments(live_street: Street) -> None:
    task = live_street.report("路灯不亮", item="06010")
    with phone("c1g1") as found:
        found.context.add_init_script("""(() => { const Real = Date, ahead = 3 * 3600e3;
          window.Date = class extends Real {
            constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
          };
          window.Date.now = () => Real.now() + ahead; })()""")
        found.open()
        found.page.wait_for_selector(f"a[href='#task/{task.number}']")
        found.kept()
        ahead = found.page.evaluate("import('/static/field/server.js').then((server) => server.here.ahead)")
        found.go("more")
        found.page.wait_for_selector("text=本机时间相差")
        number = found.report()
        found.sent()
    line = first_line(reports()[number])
    assert abs((line.recorded_at - line.happened_at).total_seconds()) < 120
    assert abs(ahead - 3 * 3600e3) < 60e3, "terms are shown by the server's time"


def first_line(row: Matter) -> JournalLine:
    with whole():
        return lines_of(subject(row.id))[0]


def test_a_phone_with_a_pin_opens_with_the_pin_and_keeps_what_waited(live_street: Street) -> None:
    with phone("c1g1") as found:
        found.open()
        found.kept()
        found.context.set_offline(True)
        number = found.report()
        found.context.set_offline(False)
        found.go("more")
        found.page.click("summary")
        for at, value in enumerate(["外勤一号", "482915", "482915"]):
            found.page.fill(f"details input >> nth={at}", value)
        found.page.click("details .btn-primary")
        found.page.wait_for_selector("text=这部手机已用PIN码保护")
        found.page.reload()
        found.page.fill("input[type=password]", "111222")
        found.page.click(".btn-primary")
        found.page.wait_for_selector("text=PIN码错误")
        found.page.fill("input[type=password]", "482915")
        found.page.click(".btn-primary")
        found.sent()
    assert [*reports()] == [number]


@pytest.mark.parametrize("locale", variants("zh-CN", "en-GB"))
def test_the_app_is_small_fits_the_phone_and_every_target_is_large_enough(live_street: Street, locale: str) -> None:
    task = live_street.report("路灯不亮三天了", item="06010", urgent=True)
    dispatched(live_street, task.id)
    with phone("c1g1", locale=locale) as found:
        found.open()
        found.page.wait_for_selector(f"a[href='#task/{task.number}']")
        for where in ("today", f"task/{task.number}", "report", "queue", "own", "more"):
            found.show(where)
            assert found.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
            assert found.page.evaluate(SMALL) == [], where
            assert ("今天" in found.page.inner_text("body")) == (locale == "zh-CN")
    assert found.wrong == []


TARGETS = "a, button, summary, select, textarea, input:not([type=hidden])"
SMALL = (
    f"""() => [...document.querySelectorAll("{TARGETS}")]"""
    """.filter((node) => {
  const box = node.getBoundingClientRect();
  const own = !node.matches(".kit-skip, [type=checkbox], [type=radio]"); // of these the label is the target
  return own && box.width > 1 && box.height > 1 && Math.round(box.height) < 48;
}).map((node) => node.outerHTML.slice(0, 120))"""
)
