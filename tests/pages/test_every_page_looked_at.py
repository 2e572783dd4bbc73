"""Every page of the resolver, looked at in Chromium: every width and language, axe in three modes, console, requests."""

import pytest

from .conftest import Served
from .walked import found_on, pages

pytestmark = pytest.mark.browser
SHARDS = 4
# What of texts still stands open, by what it is and where; the list only shrinks. What axe, the console or the network
# say is never left out, nor what runs out of a page.
OPEN = {
    # Data in Chinese on English pages: names of estates, items, persons; kinds of records that the journal names by code.
    "untranslated": (
        "span.form-check-label)",
        "(tbody > tr > td)",
        "(tr > th > a)",
        "(div > dd > span.kit-soft)",
        "p.kit-request)",
        "p.kit-empty-text)",
    ),
    # A last character on a line of its own, in narrow tables and in large print.
    "alone": ("(tbody > tr > th)", "(tbody > tr.desk-row > td)"),
    "cut": ("input#q.form-control)", "input#house-q.form-control)"),
    "wraps": ("button.kit-pill.as-hover)",),
}
# Routes that show no page to anybody by GET, with what they are.
NO_PAGE = {
    "api-v1:api-root": "a part of the library that leads nowhere",
    "healthz": "for machines", "metrics": "for machines", "kit:csp-report": "for browsers' own reports",
    "kit:logout": "ends the walk", "kit:language": "changes the language by POST", "kit:post": "changes the post by POST",
    "desk:phrase-used": "counts a use by POST",
    # Files, runs and ways of which the town has none.
    "desk:hotline:run": "a run of an import", "desk:patrol-way": "the way of a patrol",
    "desk:visit-file": "a file of a visit", "desk:hotline:export-file": "an exported file",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_route_of_the_resolver_is_looked_at_or_shows_no_page(served: Served) -> None:
    unseen = served.atlas.unseen()
    assert {route: answers for route, answers in unseen.items() if route not in NO_PAGE} == {}
    shown = {one.route for one in served.atlas.sights}
    assert [route for route in NO_PAGE if route in shown] == [], "shows a page now, strike it out"
    assert len(served.atlas.sights) > 120


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_page_has_anything_wrong(served: Served, browser_path: str, shard: int) -> None:
    found = found_on(served, browser_path, pages(served.atlas)[shard::SHARDS]).splitlines()
    assert [line for line in found if not stands_open(line)] == []


def stands_open(line: str) -> bool:
    """Tell whether a finding is one of those that are known and stand open."""
    return any(f"] {kind}: " in line and line.endswith(places) for kind, places in OPEN.items())


def test_only_texts_may_stand_open() -> None:
    assert not stands_open("/ as dispatch1 [360 zh light] axe link-name: <a></a>  (tbody > tr > td)")
    assert not stands_open("/ [360 en light] runs out: 75 px beyond the right edge  (tbody > tr > td)")
    assert stands_open("/journal/ as auditor1 [1920 zh light] untranslated: hold in: hold 1  (tbody > tr > td)")
