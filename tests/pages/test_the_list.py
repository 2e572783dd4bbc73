"""The list of pages: what links lead to, a route that shows itself to nobody, and which words belong to which tongue."""

import pytest

from .walked import Answer, foreign, kind_of, said, survey
from .walked import Finding as Found

pytestmark = pytest.mark.unit
PAGE = "<!doctype html><a href='/matters/180627000001/'>x</a><a href=\"/people/?a=1&amp;b=2\">y</a><a href='https://else.example/'>z</a>"


def test_links_lead_on_and_what_nobody_sees_is_told() -> None:
    asked: list[tuple[str, str]] = []

    def ask(role: str, path: str) -> Answer:
        asked.append((role, path))
        if path in ("/", "/matters/180627000001/") and role:
            return Answer(200, "text/html", "", PAGE)
        return Answer(302, "text/html", "/login/?next=/") if not role else Answer(403, "text/html", "", PAGE)

    atlas = survey(ask, ("", "dispatch1"))
    assert {(one.route, one.path, one.role) for one in atlas.sights} == {
        ("desk:work", "/", "dispatch1"),
        ("desk:matter", "/matters/180627000001/", "dispatch1"),
    }
    assert ("dispatch1", "/people/?a=1&b=2") in asked
    assert not [path for _, path in asked if "else.example" in path]
    unseen = atlas.unseen()
    assert unseen["desk:people"] == {"door": 1, "403": 2}
    assert unseen["desk:visit"] == {}
    assert "desk:work" not in unseen


def test_a_route_is_looked_at_once_and_a_work_list_as_each_role() -> None:
    atlas = survey(lambda role, path: Answer(200, "text/html", "", PAGE), ("a", "b"))
    roles = {route: [one.role for one in atlas.sights if one.route == route] for route in ("desk:work", "desk:visits")}
    assert roles == {"desk:work": ["a", "b"], "desk:visits": ["a"]}


def test_answers_are_told_apart() -> None:
    for answer, kind in (
        (Answer(200, "text/html; charset=utf-8", "", "<!doctype html>"), "page"),
        (Answer(200, "text/html", "", "<li>x</li>"), "piece"),
        (Answer(200, "image/jpeg"), "file"),
        (Answer(405), "by POST"),
        (Answer(302, "", "/matters/"), "leads on"),
        (Answer(302, "", "/login/?next=/x/"), "door"),
        (Answer(404, "text/html", "", "<!doctype html>"), "404"),
        (Answer(404, "text/html", "", "<!doctype html>", meant=True), "page"),
    ):
        assert kind_of(answer) == kind, answer


def test_sentences_and_titles_are_known_in_the_other_tongue() -> None:
    assert {"Search", "Overdue"} <= foreign("zh")
    assert {"到期", "待受理"} & foreign("en")
    assert not foreign("zh") & foreign("en")


def test_the_same_thing_at_several_sizes_is_one_line() -> None:
    found = [Found("cut", "/x/", "", f"{width} zh light", "p", "春元里") for width in (360, 1366)]
    assert said(found) == "/x/ [360 zh light, 1366 zh light] cut: 春元里  (p)"
