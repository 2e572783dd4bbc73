"""Persons, hand-overs, slips and portfolios at the desk: who may open them, and what they do."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.models import Account, Contact, HandOver, HandOverPart, Leave, Portfolio, Post, Unit
from shiqiao.testing.street import FIRST_GRID, MORNING, Street, later

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
PAGES = ["/people/", "/people/slips/", "/people/duties/", "/people/charges/", "/people/handing/"]


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def pages_of(person: int) -> list[str]:
    below = ["", "do/leave/", "do/deputy/", "do/appoint/", "do/lock/", "do/phone/", "hand-over/"]
    return [*PAGES, *(f"/people/{person}/{part}" for part in below)]


CLOSED = {  # what each power, and a leader, does not open of the pages about persons
    "admin1": ["/people/slips/", "do/deputy/", "do/appoint/", "do/lock/", "hand-over/"],
    "security1": ["/people/duties/", "/people/charges/"],
    "leader1": ["/people/slips/", "do/lock/"],
    "auditor1": ["/people/slips/", "/people/duties/", "/people/charges/", "do/", "hand-over/"],
}


@pytest.mark.parametrize("login", [*CLOSED])
def test_each_opens_the_pages_of_the_own_power_in_both_languages(street: Street, enter: Enter, login: str) -> None:
    client = enter(login)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for address in pages_of(account("c1g1").pk):
            page = client.get(address)
            closed = any(part in address for part in CLOSED[login])
            assert page.status_code == (403 if closed else 200), address
            assert not re.findall(r'\son\w+="', page.content.decode())


@pytest.mark.parametrize("login", ["c1g1", "c1head", "city1", "dispatch1"])
def test_nobody_else_opens_them_or_acts(street: Street, enter: Enter, login: str) -> None:
    client, person = enter(login), account("c2g2").pk
    for address in [*pages_of(person), "/people/devices/"]:
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address).status_code in (403, 404), address
    for address in (f"/people/{person}/password/", "/people/devices/1/revoke/", "/people/handing/1/confirm/"):
        assert client.post(address).status_code in (403, 404), address
    assert client.get("/people/me/").status_code == 200


def test_the_persons_of_another_street_are_not_there(street: Street, enter: Enter) -> None:
    by = street.actor("admin1")
    stranger = Account.objects.create_account("stranger", display_name="外", street=370103004)
    assert by.street != stranger.street
    client = enter("security1")
    for address in pages_of(stranger.pk)[len(PAGES) :]:
        assert client.get(address).status_code == 404, address
    assert client.post(f"/people/{stranger.pk}/password/").status_code == 404
    assert "stranger" not in client.get("/people/").content.decode()


def test_the_list_of_persons_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    client = enter("admin1")
    client.get("/people/")
    with django_assert_max_num_queries(14):
        page = client.get("/people/").content.decode()
    assert page.count("kit-row-link") == Account.objects.count()
    assert "春一梅" in client.get("/people/?q=c1g1").content.decode()


def test_a_hand_over_goes_through_the_wizard_to_the_successors_seen(street: Street, enter: Enter) -> None:
    for number in range(3):
        street.report(f"第{number}件", grid=FIRST_GRID, lon=None, lat=None)
    giver, post, fourth = account("c1g1"), Post.objects.get(code="c1.g1"), Post.objects.get(code="c1.g4")
    client = enter("leader1")
    asked = {
        f"to_{post.pk}": f"account:{account('c1g3').pk}", f"more_{post.pk}": f"post:{fourth.pk}",
        "starts_on": "2018-06-27", "note": "答应过回电", "leaves": "on",
    }  # fmt: skip
    wrong = client.post(f"/people/{giver.pk}/hand-over/", {**asked, "starts_on": "2018-06-26"})
    assert wrong.status_code == 422
    assert "答应过回电" in wrong.content.decode(), "what was typed stays"
    assert client.post(f"/people/{giver.pk}/hand-over/", {"starts_on": "2018-06-27"}).status_code == 422
    drafted = client.post(f"/people/{giver.pk}/hand-over/", asked)
    row = HandOver.objects.get(giver=giver)
    assert drafted["Location"] == f"/people/handing/{row.pk}/"
    preview = client.get(drafted["Location"]).content.decode()
    assert "未办结3件" in preview
    first = Matter.objects.filter(post=post.pk).order_by("pk")[0]
    part = HandOverPart.objects.get(hand_over=row, rest=False)
    picks = {f"pick_matter:{first.pk}": str(part.pk)}
    last = client.post(f"/people/handing/{row.pk}/check/", picks).content.decode()
    assert f'name="pick_matter:{first.pk}" value="{part.pk}"' in last
    assert "<select" not in last.split('id="main"')[1], "the last look is to be read"
    assert Matter.objects.get(pk=first.pk).post == post.pk
    assert HandOver.objects.get(pk=row.pk).confirmed_at is None, "looking writes nothing"
    again = client.post(f"/people/handing/{row.pk}/check/", {**picks, "change": "1"}).content.decode()
    assert f'<option value="{part.pk}" selected>' in again, "what was chosen stays chosen"
    client.post(f"/people/handing/{row.pk}/confirm/", picks)
    assert client.post(f"/people/handing/{row.pk}/check/", picks)["Location"] == f"/people/handing/{row.pk}/"
    assert Matter.objects.get(pk=first.pk).post == fourth.pk
    assert Matter.objects.filter(post=post.pk, done=False, holder=account("c1g3").pk).count() == 2
    assert client.post(f"/people/handing/{row.pk}/confirm/").status_code == 409
    assert "交接单" in client.get(f"/people/handing/{row.pk}/").content.decode()

    successor = enter("c1g4")
    assert "工作已交接给您" in successor.get("/").content.decode()
    assert "有工作交接给您" in successor.get("/notices/").content.decode()
    assert "已阅接收" in successor.get(f"/people/handing/{row.pk}/").content.decode()
    assert successor.post(f"/people/handing/part/{part.pk}/seen/").status_code == 302
    part.refresh_from_db()
    assert part.seen_at == now()
    other = HandOverPart.objects.get(hand_over=row, rest=True)
    assert successor.post(f"/people/handing/part/{other.pk}/seen/").status_code == 403
    assert enter("c2g1").get(f"/people/handing/{row.pk}/").status_code == 404


def test_a_reset_password_is_shown_once_and_must_be_changed(street: Street, enter: Enter) -> None:
    person = account("city3")
    running = enter("city3")
    assert running.get("/").status_code == 200
    answer = enter("security1").post(f"/people/{person.pk}/password/")
    assert "no-store" in answer["Cache-Control"]
    word = re.search(r'desk-secret-word">([^<]+)<', answer.content.decode())
    assert word
    assert running.get("/")["Location"].startswith("/login/"), "who was signed in is signed out"
    client = Client()
    client.post("/login/", {"username": "city3", "password": word[1]})
    assert client.get("/")["Location"].startswith("/password/")
    assert client.post("/password/", {"new": "Ganz-Eigenes-7", "again": "Ganz-Eigenes-7"}).status_code == 302
    assert client.get("/").status_code == 200
    assert Client().login(username="city3", password="Ganz-Eigenes-7")


def test_slips_come_with_a_spreadsheet_inside_the_page(street: Street, enter: Enter) -> None:
    page = enter("security1").post("/people/slips/", {"usernames": "c2g1 c2g2"}).content.decode()
    assert len(re.findall("desk-secret-word", page)) == 2
    assert 'download="slips.xlsx"' in page
    wrong = enter("security1").post("/people/slips/", {"usernames": "c2g1 nobody"})
    assert wrong.status_code == 422
    assert "nobody" in wrong.content.decode()


def test_a_person_enters_the_own_leave_telephone_and_language(street: Street, enter: Enter) -> None:
    client, person = enter("c1g1"), account("c1g1")
    client.post(f"/people/{person.pk}/do/leave/", {"start": "2018-07-02", "end": "2018-07-06", "reason": "annual"})
    assert Leave.objects.filter(account=person).count() == 1
    client.post(f"/people/{person.pk}/do/phone/", {"phone": "13800005678"})
    client.post(f"/people/{person.pk}/do/language/", {"language": "en"})
    person.refresh_from_db()
    assert (actions.phone_of(person), person.preferred_language) == ("13800005678", "en")
    assert "My page" in client.get("/people/me/").content.decode(), "at once"
    person.set_password("Ganz-Eigenes-7")
    person.save()
    elsewhere = Client()
    elsewhere.post("/login/", {"username": "c1g1", "password": "Ganz-Eigenes-7"})
    assert "My page" in elsewhere.get("/people/me/").content.decode(), "and wherever the person signs in"
    client = enter("c1g1")
    assert "13800005678" in client.get("/people/me/").content.decode()
    other = enter("admin1").get(f"/people/{person.pk}/").content.decode()
    assert "138****5678" in other
    assert "13800005678" not in other
    assert client.post(f"/people/{person.pk}/do/lock/").status_code == 403
    assert client.post(f"/people/{account('c1g2').pk}/do/leave/", {"start": "2018-07-02"}).status_code == 404


def test_locking_warns_of_open_work_and_the_person_stays_out(street: Street, enter: Enter) -> None:
    street.report(grid=FIRST_GRID, lon=None, lat=None)
    client, person = enter("security1"), account("c1g1")
    assert "还有1件未办结" in client.get(f"/people/{person.pk}/do/lock/").content.decode()
    client.post(f"/people/{person.pk}/do/lock/")
    assert enter("c1g1").get("/").status_code == 302
    client.post(f"/people/{person.pk}/do/unlock/")
    assert enter("c1g1").get("/").status_code == 200


def test_grids_are_assigned_after_a_preview_with_holes_in_red(street: Street, enter: Enter) -> None:
    client, post = enter("leader1"), Post.objects.get(code="c1.g2")
    asked = {"grids": [str(FIRST_GRID)], "lines": ["city"], "post": str(post.pk), "start": "2018-06-28"}
    preview = client.post("/people/duties/", asked).content.decode()
    assert "春一梅" in preview
    assert "春二兰" in preview
    tomorrow = later(MORNING, days=1)
    assert reads.responsible_for(FIRST_GRID, "city", tomorrow).post_code == "c1.g1", "a preview changes nothing"
    client.post("/people/duties/", {**asked, "confirm": "yes"})
    assert reads.responsible_for(FIRST_GRID, "city", tomorrow).post_code == "c1.g2"
    hole = client.post("/people/duties/", {**asked, "post": "", "start": "2018-06-29"}).content.decode()
    assert "desk-hole" in hole
    wrong = client.post(
        "/people/duties/", {**asked, "post": str(Post.objects.get(code="c1.safety").pk), "confirm": "yes"}
    )
    assert wrong.status_code == 422


def test_portfolios_and_contacts_are_entered_and_shown(street: Street, enter: Enter) -> None:
    client, unit = enter("admin1"), Unit.objects.get(code="urban_management")
    leader = Post.objects.get(code="street.director")
    board = client.get("/coverage/").content.decode()
    assert "石四菊" in board
    assert "无人分管或联系" not in board
    done = client.post(
        "/people/charges/",
        {
            "which": "charge",
            "charge-of": f"unit:{unit.pk}",
            "charge-post": str(leader.pk),
            "charge-start": "2018-06-27",
        },
    )
    assert done.status_code == 302
    assert Portfolio.objects.get(unit=unit, during__contains=now().date()).post == leader
    helping = {
        "which": "contact",
        "contact-community": "370103003001",
        "contact-post": str(Post.objects.get(code="city.head").pk),
    }
    assert client.post("/people/charges/", helping).status_code == 422
    assert client.post("/people/charges/", {**helping, "contact-start": "2018-06-27"}).status_code == 302
    assert Contact.objects.filter(post__code="city.head", community=370103003001, lead=False).exists()
