"""The streets of a district in a real browser, at the desk and on a phone: sorted by a click, opened, and led back."""

from datetime import timedelta

import pytest

from shiqiao.base.actor import system
from shiqiao.base.db.scope import scoped
from shiqiao.base.time import held, now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.territory.profiles import StreetProfile, profile, set_profile
from shiqiao.testing.above import observer
from shiqiao.testing.street import STREET, Street
from tests.surfaces.desk.desk_browser import at_the_desk, fits, picture_of

pytestmark = pytest.mark.browser
NAMES = {
    370103001: "大观园街道",
    370103004: "四里村街道",
    370103005: "魏家庄街道",
    370103007: "七里山街道",
    370103010: "舜玉路街道",
}


def furnish(street: Street) -> Account:
    """Give the model street work of the last month and of now, and the district five streets beside it."""
    mine = profile(STREET)
    for number, name in NAMES.items():
        given = {field: getattr(mine, field) for field in StreetProfile.__slots__}
        given |= {"street": number, "code": f"s{number}", "title_zh": name, "title_en": f"Street {number}"}
        with scoped(number):
            set_profile(wanted=StreetProfile(**given), by=system("test"), at=now())
    with held(now() - timedelta(days=35)), scoped(STREET):
        street.report("路灯坏了一个星期")
    with scoped(STREET):
        street.report("三号楼旁边垃圾成堆")
        scoring.reckon(at=now())
    return observer("watch")


@pytest.mark.parametrize("width", [1366, 360])
def test_streets_are_sorted_by_a_click_and_one_is_opened(live_street: Street, width: int) -> None:
    furnish(live_street)
    with at_the_desk("watch") as desk:
        page = desk.sit("watch", width=width)
        desk.go(page, "/")
        assert page.url.endswith("/district/")
        assert page.locator("tbody tr").count() == 1 + len(NAMES)
        assert fits(page)
        picture_of(page, f"district-{width}")
        if width > 1000:
            page.get_by_role("link", name="未办结", exact=True).click()
            page.wait_for_url("**/district/?order=-open")
            assert page.locator("tbody tr th a").first.inner_text() == "杆石桥街道"
            assert page.locator("thead th[aria-sort=descending]").inner_text().strip() == "未办结"
        page.get_by_role("link", name="杆石桥街道").click()
        page.wait_for_url(f"**/scores/street/{STREET}/*")
        assert "只能查看" in page.locator("main").inner_text()
        assert fits(page)
        picture_of(page, f"district-street-{width}")
        page.get_by_role("link", name="返回各街道").click()
        page.wait_for_url("**/district/")
