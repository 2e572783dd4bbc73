"""Every page of the resolver, looked at in Chromium: every width and language, axe in three modes, console, requests.

What else needs a town that has lived through weeks of the demo stands here too: the town is loaded once a module.
"""

import json

import pytest
from django.test import Client

from shiqiao.base.db.scope import whole
from shiqiao.kernel.people.models import Account

from .conftest import Served
from .town import enter
from .walked import found_on, pages

pytestmark = pytest.mark.browser
SHARDS = 8
# Routes that show no page to anybody by GET, with what they are.
NO_PAGE = {
    "desk:patrol-way-points": "the points of a way, for its map",
    "api-v1:api-root": "a part of the library that leads nowhere",
    "healthz": "for machines", "readyz": "for machines", "metrics": "for machines",
    "kit:csp-report": "for browsers' own reports",
    "kit:logout": "ends the walk", "kit:language": "changes the language by POST", "kit:post": "changes the post by POST",
    "desk:phrase-used": "counts a use by POST",
    # Files that the town does not have; none is a page.
    "desk:visit-file": "a file of a visit", "desk:hotline:export-file": "an exported file",
    "desk:supervision:file": "a file of an order", "desk:supervision:case-file": "a paper of a case",
    "desk:monthly-file": "a monthly report as a file",
    "desk:duty:check-in": "checks in by POST", "desk:duty:step": "a step of a roster by POST",
    "desk:duty:shift-act": "hands a shift over by POST", "desk:duty:away-end": "takes an entry back by POST",
    "desk:fronts:settle": "settles a charge by POST",
    "desk:council:presence": "enters who came by POST", "desk:council:answer": "answers a call by POST",
    "desk:council:link": "draws a link by POST", "desk:council:moderate": "lets a comment through by POST",
    "desk:council:minutes-pdf": "the minutes of a meeting", "desk:council:resolution-pdf": "the paper of a resolution",
    "portal:council:support": "supports a topic by POST", "portal:council:score": "a score when an evaluation is open",
    "desk:campaigns:notice-pdf": "a notice to an owner", "desk:plan:paper": "the paper of a figure",
    "desk:arena:answer": "an appeal in a contest, which the town does not have",
    "desk:employment:job-file": "evidence of work", "desk:employment:claim-file": "evidence of a claim",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_route_of_the_resolver_is_looked_at_or_shows_no_page(served: Served) -> None:
    unseen = served.atlas.unseen()
    assert {route: answers for route, answers in unseen.items() if route not in NO_PAGE} == {}
    shown = {one.route for one in served.atlas.sights}
    assert [route for route in NO_PAGE if route in shown] == [], "shows a page now, strike it out"
    assert len(served.atlas.sights) > 120


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_page_has_anything_wrong(served: Served, browser_path: str, shard: int) -> None:
    found = found_on(served, browser_path, pages(served.atlas)[shard::SHARDS])
    assert not found, found


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_name_of_the_demo_stands_on_the_wall(served: Served) -> None:
    client: Client = enter("leader1")
    shown = client.get("/wall/data.json").json()
    said = client.get("/wall/").content.decode() + json.dumps(shown, ensure_ascii=False)
    assert int(shown["figures"]["open"].replace(",", "")) > 10
    with whole():
        rows = list(Account.objects.values_list("display_name", "name_en", "username"))
    names = {name for row in rows for name in row if name}
    assert len(names) > 100
    assert {name for name in names if name in said} == set()
