"""The portal in a real browser: light, wide enough for every finger, the map late, hints while typing.

PORTAL_SHOTS=<folder> keeps the screenshots.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shiqiao.kernel.matters import actions
from shiqiao.testing.street import Street, installed

from .officials import close

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests/surfaces/kit")]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")]
FIRST_LOAD = 150_000  # bytes over the wire when compressed
SMALLEST = 44  # pixels of a target, each way
SMALL = """() => [...document.querySelectorAll(
    'main a.btn, main button, main select, main summary, main input:not([type=hidden]), header a, header button, footer a')]
  .map((node) => [node, (node.closest('label') || node).getBoundingClientRect()])
  .filter(([node, box]) => box.width > 1 && box.right > 0 && (box.height < 44 || box.width < 44))
  .map(([node, box]) => node.outerHTML.slice(0, 80) + ` ${box.width}x${box.height}`)"""


@pytest.fixture
def base(live_db: str, django_db_blocker, monkeypatch) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """The installed street, served; time goes on from the demo morning in every thread."""
    from datetime import UTC, datetime

    from kit_site import serving

    from shiqiao.base import time
    from shiqiao.testing.street import MORNING

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr(time, "_offset", MORNING - datetime.now(UTC))  # the offset itself
    with django_db_blocker.unblock():
        with installed():
            pass
        with serving() as address:
            yield address


@contextmanager
def browser(**context: object) -> Iterator[object]:
    """A browser window."""
    from look import FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started.new_context(**{"locale": "zh-CN", "viewport": {"width": 360, "height": 740}, **context})
        started.close()


def shoot(page, name: str) -> None:  # type: ignore[no-untyped-def]
    """Keep a screenshot when asked to."""
    if folder := os.environ.get("PORTAL_SHOTS"):
        Path(folder).mkdir(exist_ok=True, parents=True)
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def sound(page) -> list[str]:  # type: ignore[no-untyped-def]
    """Name what runs out of the page and what is too small for a finger."""
    from look import OVERFLOW

    return [*page.evaluate(OVERFLOW), *page.evaluate(SMALL)]


@pytest.mark.parametrize("width", [360, 1366])
def test_a_report_with_scripts_from_start_to_rating(base: str, width: int) -> None:
    with browser(viewport={"width": width, "height": 740}) as window:
        page = window.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in ("", "report/", "follow/", "list/"):
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
        page.click("text=查看办理进度")
        assert sound(page) == []
        shoot(page, "matter")
        page.click("header .kit-language button")
        page.wait_for_selector("html[lang=en]")
        shoot(page, "matter-en")


def test_the_kind_is_asked_without_scripts(base: str) -> None:
    with browser(java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(f"{base}/portal/report/")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.fill("#id_phone", "12")
        page.click("text=提交")
        shoot(page, "report-wrong")
        page.fill("#id_phone", "")
        page.click("text=提交")
        shoot(page, "kind")
        page.click("text=提交 >> nth=0")
        assert "/portal/m/" in page.url
        shoot(page, "received-unrouted")


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
        page.click("text=查看办理进度")
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
        page.check("#id_satisfied_1")
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
