"""A change of the rules: tried on last month, found to lead into the void, put right, published; and the list that alarms."""

from datetime import date, timedelta
from typing import Any

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.config.commands.coverage import _look as check
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.rehearsal import Rehearsed, Span, note, rehearse
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.matters.unrouted import scan_unrouted
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.routing.actions import publish_routing
from shiqiao.kernel.routing.reads import latest_text
from shiqiao.kernel.routing.rules.table import parse
from shiqiao.testing.street import MORNING, STREET, Street, later

from .telling import Telling

BY = system("office", street=STREET)
CHANGE = """
  - name: lights_and_wires
    title: {zh: 路灯直接派城管二岗, en: Street lights go to handler 2}
    if: {items: "01037"}
    to: {post: city.handler2}
"""


def last_month(street: Street) -> None:
    """Forty street lights and some rubbish, over May."""
    for number in range(40):
        with held(later(MORNING, days=-50 + number % 30, minutes=number)):
            street.report(f"第{number}盏路灯不亮", item="01037")
            if number % 4 == 0:
                street.report(f"第{number}堆垃圾")


def leave_without_deputy() -> None:
    """The holder of the second handler's post goes on a long leave, and nobody stands in."""
    post = Post.objects.get(code="city.handler2")
    people.end_deputyship(post=post, on=date(2018, 6, 25), by=BY, at=now())
    account = Account.objects.get(username="city3")
    people.take_leave(account=account, start=date(2018, 6, 25), end=date(2018, 7, 25), by=BY, at=now())


def tried(text: str, admin: Any) -> Rehearsed:
    span = Span(since=later(MORNING, days=-60), until=MORNING)
    found = rehearse(parse(text), street=STREET, span=span, at=now())
    note(found, street=STREET, by=admin, at=now())
    return found


def why_of(matter: int) -> list[Any]:
    line: Any = JournalLine.objects.get(kind="matter", subject=matter, seq=1)
    return list(line.data["why"])


def test_a_change_is_rehearsed_put_right_and_published(street: Street, tell: Telling) -> None:
    last_month(street)
    leave_without_deputy()
    admin, draft = street.actor("admin1"), latest_text(STREET) + CHANGE

    found = tried(draft, admin)  # by the people of today all forty would go to a post where nobody is
    assert (found.matters, found.unrouted, found.unrouted_now) == (50, 40, 0)
    assert {key: line.count for key, line in found.failing.items()} == {(8, "no_deputy", "city.handler2"): 40}
    then = rehearse(parse(draft), street=STREET, span=Span(), at=now(), then=True)
    assert (then.changed, then.unrouted) == (40, 0)  # by those of May there was no such trouble

    right = draft.replace("{post: city.handler2}", "{unit: urban_management}")
    found = tried(right, admin)
    assert (found.changed, found.unrouted) == (40, 0)
    assert {Post.objects.get(pk=after).code for _, after in found.moved} == {"city.head"}
    before = street.report("路灯不亮", item="01037")
    told = why_of(before.id)
    assert publish_routing(street=STREET, text=right, channels=CHANNELS, by=admin, at=now()).version == 2
    after = street.report("又一盏路灯不亮", item="01037")
    assert Post.objects.get(pk=after.sheet.post).code == "city.head"
    assert [step.get("version") for step in why_of(after.id) if step.get("step") == "rule"] == [2]
    assert tell.row(before).post == before.sheet.post  # what was reported before stays with whom it went
    assert why_of(before.id) == told
    assert {"step": "no_rule", "version": 1} in told
    again = rehearse(parse(right), street=STREET, span=Span(), at=now())
    assert (again.changed, again.against) == (0, 2)


def test_the_unrouted_list_alarms_until_it_is_empty(street: Street, tell: Telling) -> None:
    admin, dispatcher = street.actor("admin1"), street.actor("dispatch1")
    draft = latest_text(STREET) + CHANGE
    tried(draft, admin)
    publish_routing(street=STREET, text=draft, channels=CHANNELS, by=admin, at=now())
    assert (check(STREET, 0)["problems"], check(STREET, 0)["unrouted"]) == ([], [])
    leave_without_deputy()
    lamp, nowhere = street.report("路灯不亮", item="01037"), street.report("不知在哪", lon=None, lat=None)
    assert (lamp.sheet.unrouted, Post.objects.get(pk=lamp.sheet.post).code) == (True, "c1.g1")

    scan_unrouted(at=now())
    with held(now() + timedelta(seconds=5)):
        scan_unrouted(at=now())
    kinds = [notice.kind for notice in inbox(dispatcher) if notice.kind.startswith("routing.")]
    assert kinds == ["routing.alarmed"] * 2
    red = check(STREET, 0)
    assert {one["number"] for one in red["unrouted"]} == {lamp.number, nowhere.number}
    assert "city.handler2" in " ".join(red["problems"])
    with tell.at("2018-06-27 11:00"):
        scan_unrouted(at=now())
        told = [notice.kind for notice in inbox(street.actor("leader1"))]
        assert told.count("routing.escalated") == 2
        actions.correct_matter(matter=nowhere.id, grid=370103003001002, reason="电话问清", by=dispatcher, at=now())
        actions.dispatch_matter(matter=lamp.id, handler="city.handler1", by=dispatcher, at=now())
        scan_unrouted(at=now())
        assert reads.matters(dispatcher, reads.Filters(open=True, unrouted=True)).rows == []
        assert check(STREET, 0)["unrouted"] == []
        assert len([one for one in inbox(street.actor("leader1")) if one.kind.startswith("routing.")]) == 2
