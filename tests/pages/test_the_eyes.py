"""The eyes see: a page with one fault of each kind is told by its kind, and the same page mended is silent."""

from collections.abc import Iterator
from typing import Any

import pytest

from shiqiao.testing.browsers import browsing

from .walked import DARK, EYES, axe, listen, told

pytestmark = pytest.mark.browser
HEAD = """<!doctype html><html lang='{}'><meta charset='utf-8'><title>{}</title>
<style>body {{ width: 360px; margin: 0; font: 16px sans-serif }}"""
# Kind of finding -> what makes it, as (style, marks).
FAULTS = {
    "runs out": (".far { margin-left: 300px; width: 200px; background: #ddd }", "<div class=far>很宽</div>"),
    "cut": (
        ".cut { width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }",
        "<p class=cut>春元里小区三号楼二单元</p>",
    ),
    "overlap": (".over { margin-top: -2em; position: relative }", "<p>今天到期的事项</p><p class=over>昨天没有办完的</p>"),
    "wraps": (".narrow { width: 60px }", "<button class=narrow>提交这份材料</button>"),
    "alone": (".tight { width: 64px; padding: 0 }", "<h2 class=tight style='font-size:16px'>办结时间吗</h2>"),
    "column": (".thin { width: 18px }", "<p class=thin>办结时间</p>"),
    "small": (".tiny { font-size: 9px }", "<p class=tiny>看不清的小字</p>"),
    "picture": ("", "<img alt='' src='data:image/png;base64,AAAA' width=10 height=10>"),
    "untranslated": ("", "<p>Please choose the grid</p>"),
}  # fmt: skip
SOUND = "<h1>我的工作</h1><p>春元里小区</p><button>提交</button>"


@pytest.fixture
def tab() -> Iterator[Any]:
    with browsing() as browser:
        yield browser.new_context(viewport={"width": 360, "height": 700}).new_page()


def kinds(tab: Any, body: str, style: str = "", language: str = "zh", title: str = "工作") -> set[str]:
    """Return the kinds of what the eyes find on a page."""
    tab.set_content(HEAD.format(language, title) + f"{style}</style><body>{body}")
    tab.wait_for_load_state("load")
    tab.evaluate(EYES.read_text(encoding="utf-8"), told(language))
    return {one["kind"] for one in tab.evaluate("() => window.shiqiaoEyes(true)")}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_found_by_its_kind_alone(tab: Any, kind: str) -> None:
    style, body = FAULTS[kind]
    assert kinds(tab, SOUND + body, style) == {kind}


def test_a_sound_page_is_silent(tab: Any) -> None:
    assert kinds(tab, SOUND) == set()


def test_what_is_cut_may_say_itself_in_a_title_and_what_scrolls_is_not_cut(tab: Any) -> None:
    style, body = FAULTS["cut"]
    assert kinds(tab, body.replace("<p", "<p title='春元里小区三号楼二单元'"), style) == set()
    assert kinds(tab, body, style.replace("overflow: hidden", "overflow: auto")) == set()


def test_a_field_whose_text_has_no_room_is_cut(tab: Any) -> None:
    assert kinds(tab, "<input size=4 placeholder='春元里小区三号楼二单元'>") == {"cut"}
    assert kinds(tab, "<input size=4 value='春元里小区三号楼二单元'>") == set(), "what is being written is moved in"
    choice = "<select style='width:70px'><option>春元里小区三号楼二单元</select>"
    assert kinds(tab, choice) == set(), "a telephone shows it in a list of its own"
    tab.set_viewport_size({"width": 1366, "height": 700})
    try:
        assert kinds(tab, choice) == {"cut"}
    finally:
        tab.set_viewport_size({"width": 360, "height": 700})


def test_words_of_the_other_language_are_found_whatever_holds_them(tab: Any) -> None:
    for body in (
        "<input placeholder='Search'>",
        "<button aria-label='Close the window'>×</button>",
        "<p title='Overdue'>好</p>",
    ):
        assert kinds(tab, body) == {"untranslated"}, body
    assert kinds(tab, "<p>好</p>", title="Report") == {"untranslated"}
    assert kinds(tab, "<p>网格员</p><table><th>到期</th></table>", language="en", title="Work") == {"untranslated"}


def test_codes_names_and_other_tongues_are_no_fault(tab: Any) -> None:
    assert (
        kinds(tab, "<p>打开 xlsx，<code>grid_matter</code>，city.handler1，12345</p><p lang=en>English text</p>")
        == set()
    )
    assert kinds(tab, "<p>春元里小区3号楼垃圾成堆</p>", language="en", title="Work") == set(), (
        "what people wrote stays as it is"
    )


def test_what_is_marked_as_chinese_data_is_none_of_the_house(tab: Any) -> None:
    choice = "<label><input type=checkbox>{}</label>"
    estate = "<span lang='zh-Hans'>春元里小区（1–6号楼）</span>"
    assert kinds(tab, choice.format("春元里小区（1–6号楼）"), language="en", title="Work") == {"untranslated"}
    assert kinds(tab, choice.format(estate), language="en", title="Work") == set()
    assert kinds(tab, "<p><span lang='zh-Hans'>查找</span></p>", language="en", title="Work") == {"untranslated"}


def test_a_pill_breaks_only_when_its_row_is_too_short_for_it(tab: Any) -> None:
    style = "p { width: 300px; margin: 0 } .kit-pill { max-width: 100% } .tight { width: 120px }"
    long = "<p><button class=kit-pill>春元里锅炉房后面的旧自行车棚旁边的花坛里</button></p>"
    assert kinds(tab, long, style) == set()
    assert kinds(tab, "<p><button class='kit-pill tight'>春元里锅炉房后面花坛</button></p>", style) == {"wraps"}


def test_axe_finds_pale_text_and_a_field_without_a_name(tab: Any) -> None:
    body = "<main><h1>工作</h1><p style='color:#aaa;background:#fff'>太淡</p><input id=x></main>"
    tab.set_content(HEAD.format("zh", "工作") + f"</style><body>{body}")
    assert {rule for rule, _, _ in axe(tab)} == {"color-contrast", "label"}


def test_a_page_that_stays_light_in_the_dark_is_told_by_its_ground(tab: Any) -> None:
    for ground, dark in (("#fff", False), ("#10191f", True), ("transparent", False)):
        tab.set_content(HEAD.format("zh", "工作") + f" body {{ background: {ground} }}</style><body>")
        assert tab.evaluate(DARK) is dark, ground


def test_a_request_elsewhere_an_error_and_a_failing_script_are_heard(tab: Any) -> None:
    heard: list[tuple[str, str]] = []
    page = tab.context.new_page()
    listen(page, "http://127.0.0.1:9", lambda: "/", heard)
    page.route("**/*", lambda route: route.fulfill(body="x"))
    page.set_content(
        "<img src='http://elsewhere.example/a.png'><script>console.error('oh'); throw new Error('no')</script>"
    )
    page.wait_for_load_state("networkidle")
    page.close()
    assert {kind for kind, _ in heard} == {"foreign", "console", "script"}
