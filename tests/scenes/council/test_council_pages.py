"""The pages of deliberation: what one sees, what buttons do, what strangers do not see."""

import pytest
from django.test import Client

from shiqiao.base.db.scope import set_scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.visits import actions as visits
from shiqiao.scenes.council import deciding, evaluating, meetings, presence, resolving
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.resolving import TaskGiven
from shiqiao.scenes.council.tables import CouncilTopic, CouncilVoice
from shiqiao.testing import deliberating
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later
from tests.kernel.visits.conftest import GOOD

from .conftest import Chamber


def enter(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


@pytest.fixture
def decided(chamber: Chamber) -> CouncilResolution:
    """Return a resolution adopted by consensus with one task, its meeting still open."""
    head = chamber.head
    meeting = deliberating.convened(chamber.body, [deliberating.topic(chamber.body, head)], head)
    deliberating.come(meeting, chamber.all(), head)
    meetings.open_meeting(meeting=meeting.pk, by=head, at=now())
    item = meetings.items_of(meeting.pk)[0]
    for one in presence.present_seats(meeting.pk, now()):
        deciding.say(item=item.pk, seat=one.seat, stance="for", by=head, at=now())
    row = resolving.adopt(item=item.pk, how="consensus", text="施划车位", by=head, at=now())
    resolving.add_task(resolution=row.pk, task=TaskGiven("施划车位", "二十个", FIRST_GRID), by=head, at=now())
    return row


def test_every_page_opens_for_who_keeps_the_body(chamber: Chamber, decided: CouncilResolution) -> None:
    client = enter("c1head")
    pages = [
        "/council/", "/council/?tab=all", "/council/new/", f"/council/topics/{decided.topic}/", "/council/bodies/",
        f"/council/bodies/{chamber.body.pk}/", f"/council/bodies/{chamber.body.pk}/add/",
        f"/council/bodies/{chamber.body.pk}/convene/", f"/council/bodies/{chamber.body.pk}/seats/{chamber.all()[0]}/",
        "/council/meetings/", f"/council/meetings/{decided.meeting}/", f"/council/meetings/{decided.meeting}/close/",
        f"/council/items/{decided.item}/adopt/", f"/council/items/{decided.item}/say/", f"/council/items/{decided.item}/poll/",
        "/council/resolutions/", f"/council/resolutions/{decided.pk}/", f"/council/resolutions/{decided.pk}/task/",
        f"/council/resolutions/{decided.pk}/begin/", "/council/voices/", "/council/rules/",
    ]  # fmt: skip
    assert {page: code for page in pages if (code := client.get(page).status_code) != 200} == {}
    page = client.get(f"/council/meetings/{decided.meeting}/").content.decode()
    assert "居民代表" in page
    assert "苗石英" not in page  # masked
    for code in ("council-topics", "council-seats", "council-meetings", "council-resolutions"):
        assert client.get(f"/export/{code}.xlsx").status_code == 200


def test_papers_are_made(chamber: Chamber, decided: CouncilResolution) -> None:
    head, client = chamber.head, enter("c1head")
    assert client.get(f"/council/meetings/{decided.meeting}/minutes.pdf").status_code == 404
    meetings.close_meeting(meeting=decided.meeting, by=head, at=now())
    deciding.draft_minutes(meeting=decided.meeting, text="各方发言，一致同意。", by=head, at=now())
    for address in (f"/council/meetings/{decided.meeting}/minutes.pdf", f"/council/resolutions/{decided.pk}/paper.pdf"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "application/pdf", b"%PDF")


def test_another_community_sees_neither_topic_nor_meeting(chamber: Chamber, decided: CouncilResolution) -> None:
    client = enter("c2head")
    for page in (
        f"/council/topics/{decided.topic}/", f"/council/meetings/{decided.meeting}/", f"/council/resolutions/{decided.pk}/",
        f"/council/bodies/{chamber.body.pk}/",
    ):  # fmt: skip
        assert client.get(page).status_code == 404, page


def test_a_button_enters_presence_and_a_matter_becomes_a_topic(chamber: Chamber, street: Street) -> None:
    client, head = enter("c1head"), chamber.head
    meeting = deliberating.convened(chamber.body, [deliberating.topic(chamber.body, head)], head)
    seat = chamber.seats["residents"][0]
    assert client.post(f"/council/meetings/{meeting.pk}/presence/", {"seat": seat, "do": "came"}).status_code == 302
    assert [one.seat for one in presence.present_seats(meeting.pk, now())] == [seat]
    page = client.post(f"/council/meetings/{meeting.pk}/open/", {})
    assert page.status_code == 422
    assert "缺2人" in page.content.decode()
    receipt = street.report("停车难，天天吵")
    page = client.get(f"/matters/{receipt.number}/").content.decode()
    assert f"/council/new/?origin=matter:{receipt.id}" in page
    sent = {"body": chamber.body.pk, "title": "停车", "text": "大家议一议"}
    assert client.post(f"/council/new/?origin=matter:{receipt.id}", sent).status_code == 302
    assert CouncilTopic.objects.get(origin_id=receipt.id).source == "matter"


def test_a_visit_that_was_made_becomes_a_topic(chamber: Chamber, street: Street) -> None:
    target = visits.Target("示例茶馆", "春元里小区3号楼", grid=FIRST_GRID)
    plan = visits.plan_visit(street=STREET, kind="nine_small", target=target, by=street.actor("safety1"), at=now())
    client, address = enter("c1head"), f"/council/new/?origin=visit:{plan.visit}"
    assert address not in client.get(f"/visits/{plan.visit}/").content.decode()
    visits.record_visit(
        visit=plan.visit, outcome="done", client_id="topic", answers=GOOD, by=street.actor("c1safe"), at=now()
    )
    assert address in client.get(f"/visits/{plan.visit}/").content.decode()
    sent = {"body": chamber.body.pk, "title": "楼道堆物", "text": "大家议一议"}
    assert client.post(address, sent).status_code == 302
    topic = CouncilTopic.objects.get(origin_id=plan.visit)
    assert (topic.source, topic.origin_kind) == ("visit", "visit")
    page = client.get(f"/visits/{plan.visit}/").content.decode()
    assert topic.number in page
    assert address not in page


def test_a_resident_follows_a_topic_and_speaks(chamber: Chamber) -> None:
    resident = Client()
    sent = {
        "body": chamber.body.pk,
        "title": "楼道堆物",
        "text": "楼道里堆满杂物",
        "name": "苗石英",
        "phone": "13900001111",
    }
    page = resident.post("/portal/council/new/", sent).content.decode()
    row = CouncilTopic.objects.get()
    link = page.split('href="/portal/council/t/')[1].split('"')[0]
    assert row.number in page
    set_scope(1, 1)  # at the portal's door nobody knows yet of which street a link is
    assert "楼道堆物" in resident.get(f"/portal/council/t/{link}").content.decode()
    # Not reviewed yet: it is not public.
    assert resident.get(f"/portal/council/topics/{row.pk}/").status_code == 404
    deliberating.topics.move_topic(
        topic=row.pk, do="accept", given=deliberating.Given(grade="quick"), by=chamber.head, at=now()
    )
    page = resident.get(f"/portal/council/topics/{row.pk}/").content.decode()
    assert "苗石英" not in page
    assert "13900001111" not in page
    for _ in range(2):
        resident.post(f"/portal/council/topics/{row.pk}/support/")
    assert CouncilVoice.objects.filter(kind="support").count() == 1
    resident.post(f"/portal/council/topics/{row.pk}/", {"text": "同意，尽快清"})
    assert "同意，尽快清" not in resident.get(f"/portal/council/topics/{row.pk}/").content.decode()
    voice = CouncilVoice.objects.get(kind="comment")
    assert enter("c1head").post(f"/council/voices/{voice.pk}/", {}).status_code == 302
    assert "同意，尽快清" in resident.get(f"/portal/council/topics/{row.pk}/").content.decode()


def test_the_portal_shows_how_far_a_resolution_is(decided: CouncilResolution, chamber: Chamber) -> None:
    resolving.begin(resolution=decided.pk, by=chamber.head, at=now())
    page = Client().get(f"/portal/council/resolutions/{decided.pk}/").content.decode()
    assert "施划车位" in page
    assert "公示" in page
    assert Client().get("/portal/council/").status_code == 200


def test_who_was_called_answers_and_evaluates_by_the_link(chamber: Chamber) -> None:
    head = chamber.head
    planned = meetings.Planned(
        chamber.body.pk, "协商会", "活动室", later(MORNING, hours=1), (deliberating.topic(chamber.body, head).pk,)
    )
    made = meetings.convene(planned=planned, by=head, at=now())
    call, secret = next(iter(made.secrets.items()))
    client = Client()
    assert client.get(f"/portal/council/call/{secret}/").status_code == 200
    client.post(f"/portal/council/call/{secret}/", {"answer": "coming"})
    assert meetings.calls_of(made.meeting.pk)[0].answer in ("", "coming")
    assert meetings.called_by(secret).answer == "coming"
    assert meetings.called_by(secret).pk == call
    assert client.get("/portal/council/call/wrong/").status_code == 404
    with held(later(MORNING, hours=2)):
        deliberating.come(made.meeting, chamber.all(), head)
        meetings.open_meeting(meeting=made.meeting.pk, by=head, at=now())
    assert evaluating.open_round(1) is None
