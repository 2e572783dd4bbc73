"""The pages that everybody opens, read as a careful reader would: at the desk and on a phone with axe; then in every way."""

from typing import Any

import pytest

from shiqiao.base.db.scope import scoped
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import STREET, Street
from shiqiao.testing.variants import variants

from .walked import Job, Page, said, walk

pytestmark = pytest.mark.browser
DESK = ("/", "/matters/", "/report/", "/people/me/")
USUAL: dict[str, Any] = {"languages": ("zh",), "widths": (1366, 360), "modes": ("light",)}
EVERY: dict[str, Any] = {}  # every width, both languages, axe in three modes
PORTAL = ("/portal/", "/portal/report/", "/portal/follow/", "/portal/list/")


@pytest.mark.parametrize("how", variants(USUAL, EVERY), ids=["usual", "every way"])
def test_the_pages_that_everybody_opens_are_sound(live_street: Street, browser_path: str, how: dict[str, Any]) -> None:
    with scoped(STREET):
        receipt = live_street.report(text="三号楼旁边垃圾成堆，三天没人清")
        live_street.report(text="路灯坏了一个星期", item="06010")
    key = session_of("dispatch1")
    pages = [
        *(Page(path, "dispatch1") for path in (*DESK, f"/matters/{receipt.number}/")),
        *(Page(path, phone=True) for path in (*PORTAL, f"/portal/m/{receipt.number}/{receipt.secret}/")),
        Page("/login/"),
    ]
    with serving() as base:
        cookies = {"dispatch1": [{"name": "sessionid", "value": key}]}
        assert said(walk(Job(base, pages, cookies, chromium=browser_path, **how))) == ""
