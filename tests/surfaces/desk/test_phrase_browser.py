"""Inserting a phrase in a real browser, by keyboard: at the cursor, the rest stays, the first gap is selected."""

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.kernel.phrases.models import Phrase
from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import Street
from shiqiao.testing.variants import variants

pytestmark = pytest.mark.browser
SELECTED = "(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); })()"


@pytest.mark.parametrize("width", variants(360, 1366))
def test_a_phrase_is_inserted_at_the_cursor_by_keyboard(live_street: Street, width: int) -> None:
    with whole():
        number = live_street.report().number
    key, wrong = session_of("dispatch1"), []
    with serving() as base, browsing() as browser:
        page = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN").new_page()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{base}/matters/{number}/do/answer/")
        page.fill("#id_answer", "开头。结尾。")
        page.evaluate("document.querySelector('#id_answer').setSelectionRange(3, 3)")
        page.locator(".desk-phrases summary").press("Enter")
        chosen = page.locator(".desk-phrase", has_text="已受理并告知时限")
        with page.expect_response(lambda answer: answer.url.endswith("/used/") and answer.status == 204):
            chosen.press("Enter")
        text = page.input_value("#id_answer")
        assert text.startswith("开头。您好，您反映的事项（编号")
        assert text.endswith("结尾。")
        assert page.evaluate(SELECTED) == "{办理时限}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"
    assert wrong == []
    with whole():
        assert list(Phrase.objects.filter(used=1).values_list("code", flat=True)) == ["answer_received"]
