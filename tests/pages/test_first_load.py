"""What residents and grid members fetch at first is small, and the map comes when it is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from shiqiao.config.packing import pack
from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import Street

from .walked import BUDGET, Load, first_load, table

pytestmark = pytest.mark.browser
PAGES = ("/portal/", "/portal/report/", "/portal/follow/", "/portal/list/")
MAP_WANTED = ("/portal/list/",)  # pages that are a map
TEXT = ("Stylesheet", "Script")  # pages are not packed, see shiqiao/config/packing.py
REPORT_MOST = 70_000  # bytes for who reports over a slow line; the empty form has a list of all kinds of matters


@pytest.fixture
def browser() -> Iterator[Any]:
    with browsing() as found:
        yield found


@pytest.fixture
def packed(settings: Any, tmp_path: Path) -> None:
    """Static files as an installation serves them: collected and packed once, not looked up in the sources."""
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = tmp_path, False, False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
    assert pack(tmp_path) > 30


def field_page() -> list[str]:
    """Return the address of the field app, if this installation has it."""
    for name in ("field:home", "field:index", "field:app"):
        try:
            return [reverse(name)]
        except NoReverseMatch:
            continue
    return []


def test_the_first_load_stays_within_its_budget_and_without_the_map(
    live_street: Street,
    packed: None,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = session_of("c1g1")  # before Playwright's loop runs here, which Django takes for asynchronous code
    live_street.report()
    browser = request.getfixturevalue("browser")
    loads: dict[str, list[Load]] = {}
    with serving() as base:
        for page in PAGES:
            loads[page] = first_load(browser, base + page)
        for page in field_page():
            signed = {"cookies": [{"name": "sessionid", "value": key, "url": base}], "origins": []}
            loads[page] = first_load(browser, base + page, storage_state=signed)
    with capsys.disabled():
        print("\n" + table(loads))
    assert {page: size for page, found in loads.items() if (size := sum(one.size for one in found)) > BUDGET} == {}
    assert sum(one.size for one in loads["/portal/report/"]) <= REPORT_MOST
    plain = {
        f"{page} {one.address}" for page, found in loads.items() for one in found if one.kind in TEXT and bare(one)
    }
    assert plain == set(), "sent without compression"
    early = {page for page, found in loads.items() if any("leaflet" in one.address for one in found)}
    assert early - set(MAP_WANTED) == set(), "the map was loaded before it was asked for"


def bare(one: Load) -> bool:
    """Tell whether a text came as it is, though it is long enough to be worth packing; a thousand bytes are headers."""
    return one.size > 2500 and one.coding not in ("gzip", "br", "zstd")


def test_the_budget_is_measured_and_a_heavy_page_is_over_it(
    live_street: Street, packed: None, request: pytest.FixtureRequest
) -> None:
    key = session_of("dispatch1")
    browser = request.getfixturevalue("browser")
    with serving() as base:
        signed = {"cookies": [{"name": "sessionid", "value": key, "url": base}], "origins": []}
        found = first_load(browser, f"{base}/map/", storage_state=signed)
    assert sum(one.size for one in found) > BUDGET, "the desk's map brings Tabler and Leaflet"
    assert any("leaflet" in one.address for one in found)
