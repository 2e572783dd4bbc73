"""Pages of the scene: every page of the desk answers, a resident books on the portal, members are in nobody's list."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from shiqiao.base.chapters import Asked
from shiqiao.base.time import held, now
from shiqiao.scenes.party import assessing, lists, piles, reporting, services, units
from shiqiao.scenes.party.exports import reported_rows
from shiqiao.scenes.party.links import link_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.services import Delivered
from shiqiao.scenes.party.servicetables import ServiceBooking, ServiceProject
from shiqiao.testing.street import STREET, Street

from .conftest import C1, moment, new_occasion, office
from .test_booking import book
from .test_lists import UNTIL, item

Enter = Callable[[str], Client]


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_every_page_of_the_desk_answers(street: Street, enter: Enter, project: ServiceProject) -> None:
    unit = project.unit
    need, resource = item("need"), item("resource", unit=unit)
    match = lists.propose(need=need.pk, resource=resource.pk, by=office(), at=now())
    time = new_occasion(project.pk)
    book(time.pk)
    head = street.actor("c1head")
    report = reporting.report_in(who=Who("unit", unit), community=C1, by=head, at=now())
    claim = reporting.claim_service(reported=report.pk, service="order", by=head, at=now())
    hours = reporting.write_hours(
        claim=claim.pk, served_on=now().date(), minutes=60, what="巡逻", by=street.actor("c1g1"), at=now()
    )
    units.give_seat(unit=unit, role="member", first=now().date(), last=UNTIL, by=head, at=now())
    units.record_meeting(
        held_on=now().date(), topic="二季度联席会议", agreed="办好三件实事", units=[unit], by=office(), at=now()
    )
    points = {"projects": 8, "benefit": 10, "rating": 0, "meetings": 0, "hours": 0}
    assessing.assess_unit(unit=unit, community=C1, year=2018, points=points, by=head, at=now())
    client = enter("c1head")
    for tail in (
        "", "?tab=landed", "?tab=all&theme=health", "calendar/", "calendar/points/", "projects/new/",
        f"projects/new/?match={match.pk}", f"projects/{project.pk}/", f"projects/{project.pk}/time/",
        f"projects/{project.pk}/end/", f"times/{time.pk}/", f"times/{time.pk}/deliver/", f"times/{time.pk}/cancel/",
        f"times/{time.pk}/book/", "lists/?side=need", "lists/?side=resource&tab=all", "lists/new/need/", "lists/new/resource/",
        f"lists/{need.pk}/", f"lists/{resource.pk}/", f"lists/{need.pk}/withdraw/", f"lists/{need.pk}/claim/", "matches/",
        f"matches/{match.pk}/claim/", f"matches/{match.pk}/decline/", "units/", "units/new/", f"units/{unit}/",
        f"units/{unit}/seat/", f"units/{unit}/contact/", f"units/{unit}/assess/", "meetings/", "meetings/new/",
        "assessments/", "reported/", "reported/new/", f"reported/{report.pk}/", f"reported/{report.pk}/claim/",
        f"reported/{report.pk}/hours/", f"reported/{report.pk}/end/", f"hours/{hours.pk}/confirm/",
        f"hours/{hours.pk}/refuse/", "rules/",
    ):  # fmt: skip
        page(client, f"/party/{tail}")
    page(enter("admin1"), "/party/rules/publish/")
    grid = enter("c1g1")
    assert "138****1111" not in page(grid, f"/party/times/{time.pk}/")
    assert "138****1111" in page(client, f"/party/times/{time.pk}/")
    page(grid, f"/party/times/{time.pk}/deliver/", 404)


def test_forms_of_the_desk_do_what_they_say(street: Street, enter: Enter, project: ServiceProject) -> None:
    client, time = enter("c1head"), new_occasion(project.pk)
    row = book(time.pk)
    new = {"title": "老年摄影", "words": "教老人用手机拍照", "unit": project.unit, "community": C1, "theme": "culture",
           "place": "春元里小区", "from_day": "2018-07-01", "until": "2018-09-30"}  # fmt: skip
    assert client.post("/party/projects/new/", new).status_code == 302
    assert client.post("/party/projects/new/", {**new, "place": "月球背面"}).status_code == 422
    times = {"day": "2018-07-02", "starts": "09:00", "ends": "11:00", "places": "20"}
    assert client.post(f"/party/projects/{project.pk}/time/", times).status_code == 302
    with held(moment("2018-06-28 12:00")):
        sent = {"came": [row.pk], "others": "2", "remark": "顺利"}
        assert client.post(f"/party/times/{time.pk}/deliver/", sent).status_code == 302
    row.refresh_from_db()
    assert row.state == "came"
    text = page(client, f"/party/projects/{project.pk}/")
    assert "100" not in text or "0 %" in text


def test_a_resident_books_by_a_link_cancels_and_rates(street: Street, enter: Enter, project: ServiceProject) -> None:
    time, client = new_occasion(project.pk, places=1), Client()
    assert "义诊进社区" in page(client, "/portal/party/")
    page(client, f"/portal/party/projects/{project.pk}/")
    here = f"/portal/party/times/{time.pk}/"
    assert client.post(here, {"name": "柳小明", "phone": "13800001111"}).status_code == 422
    sent = {"name": "柳小明", "phone": "13800001111", "consent": "on"}
    answer = client.post(here, sent)
    assert answer.status_code == 303
    link = answer["Location"]
    assert "柳小明" not in page(client, link)
    assert client.post(here, {**sent, "phone": "13800001112"}).status_code == 303
    client.post(link, {"do": "cancel"})
    assert ServiceBooking.objects.get(state="booked").number == 1
    page(client, link[:-3] + "xyz/", 404)
    other = ServiceBooking.objects.get(state="booked")
    with held(moment("2018-06-28 12:00")):
        services.deliver(occasion=time.pk, delivered=Delivered((other.pk,)), by=office(), at=now())
        own = f"/portal/party/booking/{link_of(other.pk)}/"
        assert client.post(own, {"do": "rate", "stars": "5", "said": "好"}).status_code == 303
        other.refresh_from_db()
        assert other.stars == 5
    assert page(client, "/portal/party/points/").startswith("{")


def test_members_stand_in_no_list_of_others(street: Street, enter: Enter, unit: int) -> None:
    head = street.actor("c1head")
    row = reporting.report_in(who=Who("member", unit, "柳党员", "13800003333"), community=C1, by=head, at=now())
    for login in ("leader3", "c2head", "c1g1", "general1"):
        client = enter(login)
        assert f"/party/reported/{row.pk}/" not in page(client, "/party/reported/")
        page(client, f"/party/reported/{row.pk}/", 404)
    own = page(enter("c1head"), f"/party/reported/{row.pk}/")
    assert "柳**" in own or "柳*" in own
    assert "柳党员" not in own


def test_lists_go_away_as_sheets_and_name_no_member(street: Street, enter: Enter, project: ServiceProject) -> None:
    head = street.actor("c1head")
    reporting.report_in(who=Who("member", project.unit, "柳党员", "13800003333"), community=C1, by=head, at=now())
    item("need")
    time = new_occasion(project.pk)
    book(time.pk)
    client = enter("c1head")
    for code, query in (
        ("party-projects", ""), ("party-lists", "?side=need"), ("party-matches", ""), ("party-units", ""),
        ("party-meetings", ""), ("party-assessments", ""), ("party-reported", ""), ("party-bookings", f"?of={time.pk}"),
    ):  # fmt: skip
        answer = client.get(f"/export/{code}.xlsx{query}")
        assert answer.status_code == 200, code
    rows = [row for page in [list(reported_rows(head, {}))] for row in page]
    assert rows == []
    assert client.get("/export/party-projects.pdf").status_code == 200


def test_the_wall_the_month_and_the_strip_tell_of_it(street: Street, project: ServiceProject) -> None:
    head, time = street.actor("c1head"), new_occasion(project.pk)
    row = book(time.pk)
    assert [line.title for line in piles.wall(STREET, now())] == ["义诊进社区"]
    with held(moment("2018-06-28 12:00")):
        assert [(one.count, one.tone) for one in piles.waiting(head, now())] == [(1, "yellow")]
        services.deliver(occasion=time.pk, delivered=Delivered((row.pk,), 2), by=office(), at=now())
        assert piles.waiting(head, now()) == []
        told = piles.chapter(Asked(STREET, date(2018, 6, 1), date(2018, 7, 1), now()))
    assert told is not None
    assert "1" in told.says[0]
