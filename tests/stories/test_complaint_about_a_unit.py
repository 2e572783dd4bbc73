"""A resident complains about the department of city management: it never learns who, and never gets it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.complaints import name_accused
from shiqiao.kernel.matters.errors import MoveLacks, ReportRefused
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.subjects import sees_reporter
from shiqiao.kernel.matters.summons import Called, summon_units
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import actions as people_actions
from shiqiao.kernel.people import handing
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account, Post, Unit
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.testing.street import Street

UNIT = "urban_management"  # 城市管理科, where city1, city2 and city3 work
SECRET_WORDS = "夜市摊主王大石向我诉苦"
CALLER = actions.Contact("王大石", "13800138000")
INSIDERS = ["city1", "city2", "city3"]


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    def enter(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return enter


def complain(street: Street, **more: object) -> Matter:
    receipt = street.report(SECRET_WORDS, contact=CALLER, **{"complains_about": UNIT, **more})
    return Matter.objects.get(pk=receipt.id)


def unit() -> Unit:
    return Unit.objects.get(code=UNIT)


ACCUSED = [
    ("grid_centre", ["dispatch1", "callback1"]),
    ("c1", ["c1head", "c1g1"]),  # the station is part of the community
    ("supervision_office", ["check1", "auditor1"]),
]
POSTED = ("print/sheet.pdf", "print/letter.docx", "undo/", "merge/")


@pytest.mark.parametrize(("accused", "login"), [(unit, login) for unit, logins in ACCUSED for login in logins])
def test_the_accused_unit_does_not_see_the_matter_on_any_surface(
    street: Street, enter: Callable[[str], Client], accused: str, login: str
) -> None:
    row, own = complain(street, complains_about=accused), street.report("同一条街的另一件事").number
    absent = row.number[:-1] + str((int(row.number[-1]) + 1) % 10)
    actor, client = street.actor(login), enter(login)
    assert not reads.may_read(actor, row)
    assert not sees_reporter(actor, row)
    for words in ("", "夜市摊主", row.number, CALLER.phone):
        assert row.number not in {one.number for one in reads.matters(actor, reads.Filters(text=words)).rows}
    assert own in {one.number for one in reads.matters(actor, reads.Filters()).rows}, "others are seen as ever"
    for page in ("", "like/", "do/answer/", "do/summon/", "accused/"):
        here, there = (client.get(f"/matters/{number}/{page}") for number in (row.number, absent))
        assert here.status_code == there.status_code == 404, page
        assert plain(here.content, row.number) == plain(there.content, absent), page
    for page in POSTED:
        assert client.post(f"/matters/{row.number}/{page}").status_code == 404, page
    assert client.get(f"/map/data/matters/{row.number}.json").status_code == 404
    assert_nowhere(client, row.number, own)


def plain(page: bytes, number: str) -> str:
    """A page without what differs from request to request."""
    marks = r'name="csrfmiddlewaretoken" value="\w+"|<p class="kit-soft kit-request">.*?</p>'
    return re.sub(marks, "", page.decode()).replace(number, "")


def assert_nowhere(client: Client, hidden: str, seen: str) -> None:
    """Look through every list and table that shows matters."""
    lists = ["/matters/?tab=territory", "/matters/?tab=territory&q=夜市摊主", "/notices/", "/", "/chains/", "/visits/"]
    for page in [*lists, "/map/data/matters.json", "/people/handing/"]:
        text = client.get(page).content.decode()
        assert hidden not in text, page
        assert "王大石" not in text, page
    assert seen in client.get("/matters/?tab=territory").content.decode()
    table = client.get("/export/matters.xlsx?tab=territory")
    told = cells(b"".join(table.streaming_content) if table.streaming else table.content)
    assert hidden not in told
    assert seen in told


def cells(content: bytes) -> str:
    from io import BytesIO

    from openpyxl import load_workbook

    return str([list(sheet.values) for sheet in load_workbook(BytesIO(content)).worksheets])


def test_a_token_of_the_unit_sees_no_more_than_its_people(street: Street) -> None:
    row, secure = complain(street), street.actor("security1")
    token = issue_token(name="屏", post=Post.objects.get(code="city.head"), by=secure, at=now())
    other = issue_token(name="台", post=Post.objects.get(code="centre.dispatch"), by=secure, at=now())
    bearer = {"headers": {"authorization": f"Bearer {token}"}}
    assert Client().get(f"/api/v1/matters/{row.number}", **bearer).status_code == 404
    assert row.number not in Client().get("/api/v1/matters", **bearer).content.decode()
    assert row.number not in Client().get("/api/v1/matters?text=夜市摊主", **bearer).content.decode()
    seen = {"headers": {"authorization": f"Bearer {other}"}}
    assert Client().get(f"/api/v1/matters/{row.number}", **seen).json()["number"] == row.number


def test_whoever_has_another_post_as_well_stays_one_of_the_units_people(street: Street) -> None:
    row, person = complain(street), Account.objects.get(username="city2")
    post = Post.objects.get(code="centre.dispatch")
    people_actions.appoint(post=post, account=person, start=now().date(), by=street.actor("leader1"), at=now())
    actor = people.actor_for(person, post.pk)
    assert actor.has("dispatcher")
    with pytest.raises(NotFound):
        reads.access_matter(actor, row.number)


def test_no_road_leads_to_the_accused_unit(street: Street) -> None:
    row, dispatcher = complain(street), street.actor("dispatch1")
    members = {Account.objects.get(username=login).pk for login in INSIDERS}
    assert (row.unit, row.post) != (unit().pk, 0)
    assert row.holder not in members
    tries: list[Callable[[], object]] = [
        lambda: actions.dispatch_matter(matter=row.id, handler="city.handler1", by=dispatcher, at=now()),
        lambda: split_matter(matter=row.id, parts=[Part("清理", handler="city.head")], by=dispatcher, at=now()),
        lambda: summon_units(matter=row.id, units=[Called(UNIT)], reason="到场", by=dispatcher, at=now()),
    ]
    actions.accept_matter(matter=row.id, by=dispatcher, at=now())
    for act in tries:
        with pytest.raises(MoveLacks):
            act()
    actions.dispatch_matter(matter=row.id, handler="livelihood.handler1", by=dispatcher, at=now())
    with pytest.raises(MoveLacks):
        actions.redirect_matter(matter=row.id, handler="city.head", reason="错派", by=dispatcher, at=now())
    sheet = actions.correct_matter(matter=row.id, item="01010", reason="事项有误", by=dispatcher, at=now())
    assert sheet.unit != unit().pk
    assert sheet.holder not in members
    [part] = split_matter(
        matter=row.id, parts=[Part("走访", handler="safety.handler1")], by=street.actor("dispatch1"), at=now()
    )
    assert part.accused == unit().pk, "its parts are hidden, too"


def test_a_hand_over_leaves_such_a_matter_where_it_is(street: Street) -> None:
    row = complain(street)
    giver, to = Account.objects.get(pk=row.holder), Account.objects.get(username="city3")
    post = Post.objects.get(pk=row.post)
    part = handing.Part(post, Post.objects.get(code="city.handler2"), to)
    by = street.actor("leader1")
    draft = handing.draft_hand_over(giver=giver, parts=[part], starts_on=now().date(), by=by, at=now())
    handing.confirm_hand_over(hand_over=draft, by=by, at=now())
    row.refresh_from_db()
    assert (row.post, row.unit) == (post.pk, post.unit_id)


def test_its_clocks_warn_nobody_of_the_unit(street: Street) -> None:
    row = complain(street)
    members = {Account.objects.get(username=login).pk for login in INSIDERS}
    for days in (1, 3, 30):
        with held(now() + timedelta(days=days)):
            scan_alarms(at=now())
    told = {people.holder_of(one.post, now()).account for one in Notice.objects.filter(subject_id=row.id) if one.post}
    assert told
    assert not told & members


def test_a_dispatcher_says_it_later_and_it_leaves_the_unit_with_a_line(
    street: Street, enter: Callable[[str], Client]
) -> None:
    row = complain(street, complains_about="")
    dispatcher = street.actor("dispatch1")
    actions.accept_matter(matter=row.id, by=dispatcher, at=now())
    actions.dispatch_matter(matter=row.id, handler="city.handler1", by=dispatcher, at=now())
    insider = enter("city2")
    assert insider.get(f"/matters/{row.number}/").status_code == 200
    assert (
        enter("dispatch1").post(f"/matters/{row.number}/accused/", {"unit": UNIT, "reason": "投诉执法不公"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.accused == unit().pk
    assert row.unit != unit().pk
    assert insider.get(f"/matters/{row.number}/").status_code == 404
    assert "夜市摊主" not in insider.get("/notices/").content.decode()
    line = JournalLine.objects.get(code="matters.complaint_noted", subject=row.id)
    assert line.data["set"]["accused"] == unit().pk
    assert SECRET_WORDS not in json.dumps(line.data, ensure_ascii=False)
    assert "城市管理科" in enter("dispatch1").get(f"/matters/{row.number}/").content.decode()


def test_only_those_who_dispatch_say_about_whom_it_is(street: Street) -> None:
    row = complain(street, complains_about="")
    for login in ("c1g1", "callback1", "auditor1"):
        with pytest.raises((Forbidden, NotFound)):
            name_accused(matter=row.id, unit=UNIT, by=street.actor(login), at=now())
    with pytest.raises(ReportRefused) as caught:
        name_accused(matter=row.id, unit="nowhere", by=street.actor("dispatch1"), at=now())
    assert "complains_about" in caught.value.fields
    with pytest.raises(ReportRefused):
        complain(street, complains_about="nowhere")


def test_when_the_dispatchers_themselves_are_accused_a_leader_has_it(street: Street) -> None:
    row = complain(street, complains_about="grid_centre")
    for login in ("dispatch1", "dispatch2", "callback1"):
        assert not reads.may_read(street.actor(login), row)
    leader = street.actor("leader1")
    assert reads.may_read(leader, row)
    sheet = name_accused(matter=row.id, unit="", by=leader, at=now(), reason="误标")
    assert sheet.accused == 0
    assert reads.may_read(street.actor("dispatch1"), Matter.objects.get(pk=row.id))


def test_when_the_whole_office_is_accused_somebody_still_has_it(street: Street) -> None:
    row = complain(street, complains_about=Unit.objects.get(kind="street_office").code)
    for login in ("leader1", "leader4"):
        assert not reads.may_read(street.actor(login), row)
    assert reads.may_read(street.actor("dispatch1"), row), "departments are not accused with the leaders"
    assert row.post or row.unrouted


def test_the_resident_who_complained_follows_it_as_ever(street: Street) -> None:
    receipt = street.report(SECRET_WORDS, contact=CALLER, complains_about=UNIT)
    page = Client().get(f"/portal/m/{receipt.number}/{receipt.secret}/")
    assert page.status_code == 200
    nobody = Actor(kind="resident", code="resident")
    assert not reads.matters(nobody, reads.Filters()).rows
