"""A whole walk on a phone: codes photographed, a stretch without a network, positions, and the gap that the desk then names."""

from pathlib import Path

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions
from shiqiao.kernel.patrols.actions import NewPoint
from shiqiao.kernel.patrols.codes import address_of
from shiqiao.kernel.patrols.models import CheckIn, Point, Square, Trail
from shiqiao.testing.serving import session_of
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street

from .phone import Phone, phone

pytestmark = pytest.mark.browser
STEP = 0.0007  # degrees of longitude: about 60 m
# A clock that can be put forward: patrols take minutes, tests do not.
CLOCK = """(() => { const Real = Date;
  const ahead = () => { try { return Number(localStorage.getItem("ahead") || 0); } catch { return 0; } };
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead()); }
  };
  window.Date.now = () => Real.now() + ahead(); })()"""


def points(street: Street) -> list[Point]:
    """Add three points in a row as the community head; the last stays where nobody comes."""
    by = street.actor("c1head")
    rows = (("小区东门", 0), ("二号院门洞", 1), ("后巷拐角", -1))
    return [
        actions.add_point(
            street=STREET, wanted=NewPoint(name, INSIDE[0] + n * STEP, INSIDE[1]), by=by, at=now()
        )
        for name, n in rows
    ]  # fmt: skip


def walk_to(found: Phone, n: float, *, seconds: int = 60) -> None:
    """Go so many steps to the east, which takes a while."""
    found.page.evaluate(f"localStorage.setItem('ahead', Number(localStorage.getItem('ahead') || 0) + {seconds * 1000})")
    found.context.set_geolocation({"longitude": INSIDE[0] + n * STEP, "latitude": INSIDE[1], "accuracy": 8})
    there = f"Math.abs(one.lon - {INSIDE[0] + n * STEP}) < 1e-6"
    found.waits(f"(await s.get('trail'))?.spots.some((one) => {there})")


@pytest.mark.long
def test_a_patrol_from_the_first_code_to_the_gap_on_the_desk(live_street: Street, tmp_path: Path) -> None:
    gate, yard, _corner = points(live_street)
    head = session_of("c1head")
    with phone("c1g1", tmp_path / "p") as found:
        page = found.page
        found.context.add_init_script(CLOCK)
        found.open()
        found.kept()
        page.wait_for_selector(".field-stops li >> nth=2", state="attached")
        page.click("summary >> nth=0")
        assert page.locator("details[open] .kit-badge-grey").count() >= 3, "nobody has been anywhere yet"
        page.screenshot(path=tmp_path / "before.png")
        page.goto(address_of(found.base, gate))  # as the phone's camera opens it
        page.wait_for_selector(".field-grid >> text=小区东门")
        found.waits("(await (await import('/static/field/queue.js')).counts()).open === 0")
        found.context.set_offline(True)
        walk_to(found, 0.5)
        walk_to(found, 1)
        found.go("scan")
        page.fill("input.form-control", address_of("", yard).partition("#p=")[2].lower())
        page.click("text=签到 >> nth=-1")
        page.wait_for_selector(".field-grid >> text=二号院门洞")
        found.restart(offline=True)
        page = found.page
        found.context.add_init_script(CLOCK)
        found.open()
        page.click("summary >> nth=0")
        page.wait_for_selector("details[open] .kit-badge-blue >> text=待发送")
        walk_to(found, 0.4)
        found.context.set_offline(False)
        found.waits("(await (await import('/static/field/queue.js')).counts()).open === 0")
        found.waits("!(await s.get('trail-going')) && !((await s.get('trail'))?.spots.length)")
        page.wait_for_selector("summary >> text=2/9")
        page.screenshot(path=tmp_path / "after.png")
        assert found.wrong == []
        board = _desk(found, head, tmp_path)
    with whole():
        counted = {row.point: row.state for row in CheckIn.objects.all()}
        squares, ways = Square.objects.filter(grid=FIRST_GRID).count(), Trail.objects.count()
    assert counted == {gate.pk: "counted", yard.pk: "counted"}
    assert squares >= 2, "the squares that were walked"
    assert ways >= 1
    assert "后巷拐角" in board
    assert board.index("后巷拐角") < board.index("各网格覆盖情况"), "the gap comes first"
    assert "小区东门" not in board.partition("各网格覆盖情况")[0]


def _desk(found: Phone, key: str, folder: Path) -> str:
    """Return what the community head reads of it."""
    page = found.context.new_page()
    found.context.add_cookies([{"name": "sessionid", "value": key, "url": found.base}])
    page.goto(f"{found.base}/patrols/")
    page.screenshot(path=folder / "desk.png", full_page=True)
    return str(page.inner_text("main"))


def test_a_code_that_is_photographed_before_signing_in_is_not_forgotten(live_street: Street) -> None:
    gate, *_ = points(live_street)
    key = session_of("c1g1")
    with phone("c1g1") as found:
        found.context.clear_cookies()
        found.page.goto(address_of(found.base, gate))
        found.page.wait_for_selector("a[href^='/login/']")
        found.context.add_cookies([{"name": "sessionid", "value": key, "url": found.base}])
        found.page.goto(f"{found.base}/field/")  # where signing in leads
        found.page.wait_for_selector(".field-grid")
        found.waits("(await (await import('/static/field/queue.js')).counts()).open === 0")
        found.page.wait_for_timeout(400)  # what is sent has every page drawn anew that may be
        assert found.page.is_visible(".field-grid"), "what was said stays until it is left"
        assert found.wrong == []
    with whole():
        assert CheckIn.objects.get().point == gate.pk
