"""The portal in a real browser: light, wide enough for every finger, the map late, hints while typing.

PORTAL_SHOTS=<folder> keeps the screenshots.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shiqiao.kernel.matters import actions
from shiqiao.testing.browsers import browsing, followed
from shiqiao.testing.serving import serving
from shiqiao.testing.street import Street
from shiqiao.testing.variants import variants

from .officials import close

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
pytestmark = pytest.mark.browser
FIRST_LOAD = 150_000  # bytes over the wire when compressed
SMALLEST = 44  # pixels of a target, each way
SMALL = """() => [...document.querySelectorAll(
    'main a.btn, main button, main select, main summary, main input:not([type=hidden]), header a, header button, footer a')]
  .map((node) => [node, (node.closest('label') || node).getBoundingClientRect()])
  .filter(([node, box]) => box.width > 1 && box.right > 0 && (box.height < 44 || box.width < 44))
  .map(([node, box]) => node.outerHTML.slice(0, 80) + ` ${box.width}x${box.height}`)"""


@pytest.fixture
def base(street_database: str, database_server, django_db_blocker, monkeypatch) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """The model street, served; time goes on from the demo morning in every thread."""
    from datetime import UTC, datetime

    from shiqiao.base import crypto, time
    from shiqiao.testing.street import MORNING, SECRETS

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr(time, "_offset", MORNING - datetime.now(UTC))  # the offset itself
    with django_db_blocker.unblock(), database_server.own(street_database):
        crypto.configure(SECRETS)
        with serving() as address:
            yield address


@contextmanager
def browser(**context: object) -> Iterator[object]:
    """A browser window."""
    from django.db import connections

    with browsing() as chromium:
        try:
            yield chromium.new_context(**{"locale": "zh-CN", "viewport": {"width": 360, "height": 740}, **context})
        finally:
            # While Playwright's loop runs, Django keeps a connection of its own, which the next test must not meet.
            connections["default"].close()
            del connections["default"]


def shoot(page, name: str) -> None:  # type: ignore[no-untyped-def]
    """Keep a screenshot when asked to."""
    if folder := os.environ.get("PORTAL_SHOTS"):
        Path(folder).mkdir(exist_ok=True, parents=True)
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def sound(page) -> list[str]:  # type: ignore[no-untyped-def]
    """Name what runs out of the page and what is too small for a finger."""
    from look import OVERFLOW

    return [*page.evaluate(OVERFLOW), *page.evaluate(SMALL)]


@pytest.mark.parametrize("width", variants(360, 1366))
def test_a_report_with_scripts_from_start_to_rating(base: str, width: int) -> None:
    with browser(viewport={"width": width, "height": 740}) as window:
        page = window.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in ("", "report/", "follow/", "list/", "promises/"):
            page.goto(f"{base}/portal/{path}")
            assert sound(page) == []
            shoot(page, f"{path.strip('/') or 'home'}")
        page.goto(f"{base}/portal/report/")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.click(".portal-chip >> nth=0")
        page.fill("#id_address", "春元里")
        page.click("[data-places] .portal-chip >> text=春元里小区 >> nth=0")
        assert page.input_value("#id_address").startswith("春元里")
        assert not any("leaflet" in url for url in asked), "the map is not loaded before it is opened"
        page.click("[data-open-map]")
        page.wait_for_selector(".leaflet-container path, .leaflet-container canvas")
        shoot(page, "report-filled")
        page.click("[data-open-map]")
        page.click("text=提交")
        page.wait_for_url("**/portal/m/**")
        assert sound(page) == []
        shoot(page, "received")
        followed(page, "text=查看办理进度")
        assert sound(page) == []
        shoot(page, "matter")
        page.click("header .kit-language button")
        page.wait_for_selector("html[lang=en]")
        shoot(page, "matter-en")


def test_a_report_without_scripts_and_without_the_map(base: str) -> None:
    with browser(java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(f"{base}/portal/report/")
        assert not page.is_visible("[data-open-map]")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.select_option("#id_estate", label="春元里小区（7–14 号楼）")
        page.fill("#id_phone", "12")
        followed(page, "main button.btn-primary")
        assert page.input_value("#id_text").startswith("楼下垃圾桶"), "nothing typed is lost"
        shoot(page, "report-wrong")
        page.fill("#id_phone", "")
        followed(page, "main button.btn-primary")
        assert "/portal/m/" in page.url
        assert page.is_visible(".kit-code")
        shoot(page, "received-without-scripts")


def test_a_report_by_keyboard_alone(base: str) -> None:
    with browser(viewport={"width": 1366, "height": 768}) as window:
        page = window.new_page()
        page.goto(f"{base}/portal/")
        tab_to(page, lambda text, tag: tag == "A" and "我要反映问题" in text)
        page.keyboard.press("Enter")
        page.wait_for_url("**/portal/report/")
        tab_to(page, lambda text, tag: tag == "TEXTAREA")
        page.keyboard.type("楼下垃圾桶满了三天没人清，味道很大")
        page.wait_for_selector(".portal-chip")
        tab_to(page, lambda text, tag: tag == "BUTTON" and "垃圾站" in text)
        page.keyboard.press("Space")
        tab_to(page, lambda text, tag: tag == "INPUT", "id_address")
        page.keyboard.type("cylxq")
        page.wait_for_selector("[data-places] .portal-chip")
        tab_to(page, lambda text, tag: tag == "BUTTON" and text == "春元里小区3号楼")
        page.keyboard.press("Enter")
        assert page.input_value("#id_address") == "春元里小区3号楼"
        tab_to(page, lambda text, tag: tag == "BUTTON" and text.strip() == "提交")
        page.keyboard.press("Enter")
        page.wait_for_url("**/portal/m/**")


def tab_to(page, wanted, identifier: str = "") -> None:  # type: ignore[no-untyped-def]
    """Press Tab until the focus is on what is wanted."""
    seen = "() => { const at = document.activeElement; return [at.textContent || '', at.tagName, at.id]; }"
    for _ in range(60):
        page.keyboard.press("Tab")
        text, tag, own = page.evaluate(seen)
        if wanted(text, tag) and identifier in ("", own):
            return
    raise AssertionError("the keyboard does not get there")


@pytest.mark.parametrize("locale", variants("zh-CN", "en-US"))
def test_from_the_poster_to_the_rating_and_back_to_work(base: str, locale: str) -> None:
    from django.db import transaction

    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.territory.placecodes import make_place_codes
    from shiqiao.testing.street import FIRST_GRID

    with transaction.atomic(), whole():
        token = make_place_codes(places=[(FIRST_GRID, 0)], by=Street().actor("dispatch1"), at=now())[0].token
    with browser(locale=locale) as window:
        page = window.new_page()
        page.goto(f"{base}/portal/at/{token}/")
        assert "春元里社区第1网格" in page.inner_text(".portal-at")
        shoot(page, f"report-poster-{locale}")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.fill("#id_phone", "13800138000")
        page.click("main button.btn-primary")
        page.wait_for_url("**/portal/m/**")
        link, number = page.url.split("?")[0], page.inner_text(".portal-receipt .kit-number")
        page.goto(f"{base}/portal/follow/")
        page.fill("#id_number", number)
        page.fill("#id_secret", "8000")
        page.click("main button.btn-primary")
        page.wait_for_selector(".portal-state")
        assert sound(page) == []
        shoot(page, f"glimpse-{locale}")
        with transaction.atomic(), whole():
            matter = Matter.objects.get()
            assert matter.grid == FIRST_GRID
            close(Street(), matter.pk, now())
        page.goto(link)
        page.check("#id_solved_1")
        page.click(".portal-face >> nth=2")
        page.check("#id_grounds_1")
        shoot(page, f"rating-{locale}")
        page.click("#rate button.btn-primary")
        page.wait_for_selector(".kit-note-green")
        page.fill("#id_reason", "第二天又堆满了")
        page.click("#reopen button[type=submit]")
        page.wait_for_selector("#reopen", state="detached")
        assert sound(page) == []
        shoot(page, f"reopened-{locale}")
    with transaction.atomic(), whole():
        matter = Matter.objects.get()
        assert (matter.reopened, matter.state) == (1, "handling")


def test_a_closed_report_is_rated_and_taken_up_again(base: str) -> None:
    from django.db import transaction

    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.models import Matter

    with browser() as window:
        page = window.new_page()
        page.goto(f"{base}/portal/report/")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.click(".portal-chip >> nth=0")
        page.fill("#id_address", "春元里小区3号楼")
        page.click("text=提交")
        followed(page, "text=查看办理进度")
        with transaction.atomic(), whole():
            answer = "您好，已联系保洁公司，今天下午清运。有事请打 0531-82000000。"
            matter, street = Matter.objects.get().pk, Street()
            actions.answer_matter(matter=matter, answer=answer, by=street.actor("dispatch1"), at=now())
            close(street, matter, now())
            for item in ("06010", "09001", "L0101"):
                street.report(item=item)
        page.reload()
        assert sound(page) == []
        shoot(page, "closed")
        page.check("#id_solved_1")
        page.click(".portal-face >> nth=2")
        page.click("text=提交评价")
        page.wait_for_selector("text=您的评价已收到")
        page.fill("#id_reason", "第二天又堆满了")
        page.click("button >> text=要求重新办理")
        page.wait_for_selector("text=已重新办理您反映的问题")
        shoot(page, "reopened")
        page.goto(f"{base}/portal/list/")
        page.click("[data-open-map]")
        page.wait_for_selector(".leaflet-container canvas")
        assert sound(page) == []
        shoot(page, "list")


def test_the_first_load_is_light(base: str) -> None:
    import gzip

    with browser() as window:
        page = window.new_page()
        bodies: list[bytes] = []
        page.on("response", lambda response: bodies.append(response.body()))
        page.goto(f"{base}/portal/report/", wait_until="networkidle")
        assert sum(len(gzip.compress(body)) for body in bodies) <= FIRST_LOAD
