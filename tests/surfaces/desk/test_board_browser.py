"""The board in a real browser: a holder goes on leave and the hole is red until covered; a hand-over by the wizard."""

import re
from typing import Any

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account, HandOver, Responsibility
from shiqiao.testing.browsers import browsing, followed
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import FIRST_GRID, Street
from shiqiao.testing.variants import variants
from tests.surfaces.desk.test_map_browser import opened

pytestmark = pytest.mark.browser
VACANT = {"zh-hans": "空缺", "en": "vacant"}


ACT = "main form[method=post] button[type=submit].btn-primary"


def hole(language: str) -> str:
    return f"#grid-{FIRST_GRID} .desk-hole:has-text('{VACANT[language]}')"


@pytest.mark.parametrize(("width", "language"), variants((1366, "zh-hans"), (360, "en")))
def test_the_hole_is_red_until_a_deputy_stands_in(live_street: Street, width: int, language: str) -> None:
    person, second = (Account.objects.get(username=login) for login in ("c1g1", "c1g2"))
    third = reads.post_by_code("c1.g3", live_street.number)
    key = session_of("leader1")
    with serving() as base, browsing() as browser:
        page, wrong = opened(browser, base, key, width, language)
        page.goto(f"{base}/coverage/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"
        page.click(f"#grid-{FIRST_GRID} a[href='/people/{person.pk}/'] >> nth=0")
        page.click(f"a[href='/people/{person.pk}/do/leave/']")
        go_away(page)
        page.goto(f"{base}/coverage/")
        assert page.locator(".desk-hole").count() == 0
        assert page.locator(f"#grid-{FIRST_GRID} .kit-badge-blue").count() > 0, "the deputy answers"
        page.goto(f"{base}/people/{second.pk}/do/leave/")
        go_away(page)
        page.goto(f"{base}/coverage/")
        assert page.locator(hole(language)).count() > 0
        followed(page, f"a[href*='/people/{person.pk}/do/deputy/']")
        assert page.input_value("#id_start"), "the link brings the days along"
        page.select_option("#id_deputy", str(third.id))
        page.click(ACT)
        page.wait_for_url(re.compile(f"/people/{person.pk}/$"))
        page.goto(f"{base}/coverage/")
        assert page.locator(".desk-hole").count() == 0
        assert wrong == []


def go_away(page: Any) -> None:
    """Enter three working days from today on."""
    page.select_option("#id_length", "3")
    page.click(ACT)
    page.wait_for_url(re.compile(r"/people/\d+/$"))


def test_somebody_leaves_and_grids_and_work_go_where_the_wizard_says(live_street: Street) -> None:
    receipt = live_street.report("三号楼旁边垃圾成堆", grid=FIRST_GRID, lon=None, lat=None)
    giver, heir = Account.objects.get(username="c1g1"), reads.post_by_code("c1.g2", live_street.number)
    key, own = session_of("leader1"), session_of("c1g2")
    with serving() as base, browsing() as browser:
        page, wrong = opened(browser, base, key, 1366, "zh-hans")
        page.goto(f"{base}/coverage/")
        page.click("a[href='/people/handing/new/']")
        page.select_option("#id_who", str(giver.pk))
        page.click("main form button[type=submit]")
        page.locator("select[name^=to_]").first.select_option(f"post:{heir.id}")
        page.check("#id_leaves")
        page.click("main form button[type=submit]")
        page.wait_for_selector(".desk-duties select")
        assert "移交什么" in page.locator(".desk-steps [aria-current]").inner_text()
        page.click("form[action$='/check/'] .btn-primary")
        page.wait_for_selector(".desk-steps [aria-current]:has-text('核对')")
        assert "三号楼旁边垃圾成堆" in page.locator("main").inner_text()
        page.click("form[action$='/confirm/'] .btn-primary")
        page.wait_for_selector("text=交接单")
        page.goto(f"{base}/coverage/")
        assert page.locator(".desk-hole").count() == 0, "the grids went with the work"
        page.context.add_cookies([{"name": "sessionid", "value": own, "url": base}])
        page.goto(f"{base}/")
        page.click(".kit-alarm a, a:has-text('工作已交接给您')")
        page.click("form[action$='/seen/'] button")
        page.wait_for_selector(".desk-steps [aria-current]:has-text('已阅')")
        assert wrong == []
    with whole():
        assert Matter.objects.get(pk=receipt.id).post == heir.id
        assert Responsibility.objects.filter(grid=FIRST_GRID, post=heir.id).count() > 0
        assert HandOver.objects.get(giver=giver).handed_at is not None
