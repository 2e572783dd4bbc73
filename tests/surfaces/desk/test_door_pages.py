"""The door as people meet it: second factors, lock-outs, sign-ins that end, and what was typed meanwhile."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, factors, signins
from shiqiao.kernel.people.logins import reset_password
from shiqiao.kernel.people.models import Account, SignIn
from shiqiao.testing.street import MORNING, STREET, Street, later
from tests.kernel.people.test_doors import code

WORD = "Ganz-Eigenes-7"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36"


@pytest.fixture
def strict(settings: Any) -> None:
    """The product's own rules, which the settings of the tests leave out."""
    settings.SECOND_FACTOR_FORCED, settings.PASSWORD_DAYS = True, 90
    settings.IDLE_LOGOUT, settings.SESSION_AGE = timedelta(minutes=30), timedelta(hours=12)


def person(login: str) -> Account:
    """An account with the password of these tests, given today."""
    account = Account.objects.get(username=login)
    account.set_password(WORD)
    account.password_set_at = now()
    account.save()
    return account


def browser(address: str = "10.1.2.3", agent: str = DESK) -> Client:
    return Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)


def knock(client: Client, login: str, word: str = WORD, **more: str) -> Any:
    return client.post("/login/", {"username": login, "password": word, **more})


def enrol(client: Client) -> tuple[str, list[str]]:
    """Set up an app at the pages; returns its secret and the recovery codes."""
    secret = re.search(r'kit-key">([A-Z2-7]+)<', client.get("/door/factor/app/").content.decode())
    assert secret
    page = client.post("/door/factor/app/", {"code": code(secret[1], -1)}).content.decode()
    codes = [one.replace(" ", "") for one in re.findall(r"<code>(\d{4} \d{4})</code>", page)]
    return secret[1], codes


def keeper() -> Account:
    """The street's security administrator."""
    return person("security1")


def test_an_administrator_without_a_second_factor_gets_no_further_than_setting_one_up(
    street: Street, strict: None
) -> None:
    person("admin1")
    client = browser()
    assert knock(client, "admin1").headers["location"] == "/"
    for page in ("/", "/people/", "/people/me/", "/matters/"):
        assert client.get(page).headers["location"].startswith("/door/factor/"), page
    assert client.get("/api/v1/matters").status_code == 401
    assert "暂不设置" not in client.get("/door/factor/").content.decode(), "no way round"
    _, codes = enrol(client)
    assert len(codes) == 10
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/matters").status_code == 200
    assert "10" in client.get("/people/me/").content.decode()


def test_signing_in_takes_a_code_after_the_password(street: Street, strict: None) -> None:
    person("leader1")
    client = browser()
    knock(client, "leader1")
    secret, codes = enrol(client)
    phone = browser("10.9.9.9")
    assert knock(phone, "leader1", next="/matters/").headers["location"] == "/login/code/"
    assert phone.get("/").headers["location"].startswith("/login/"), "a password alone opens nothing"
    assert "错误或已使用" in phone.post("/login/code/", {"code": "000000"}).content.decode()
    now_shown = code(secret)
    assert phone.post("/login/code/", {"code": now_shown}).headers["location"] == "/matters/"
    assert phone.get("/").status_code == 200
    thief = browser("10.66.6.6")
    knock(thief, "leader1")
    assert thief.post("/login/code/", {"code": now_shown}).status_code == 422
    assert thief.post("/login/code/", {"code": codes[0]}).status_code == 302, "a recovery code does, once"
    with held(later(MORNING, minutes=6)):
        slow = browser()
        with held(MORNING):
            knock(slow, "leader1")
        assert slow.get("/login/code/").headers["location"] == "/login/"


def test_wrong_codes_lock_like_wrong_passwords(street: Street) -> None:
    person("leader1")
    first = browser()
    knock(first, "leader1")
    secret, codes = enrol(first)
    client = browser()
    knock(client, "leader1")
    said = [client.post("/login/code/", {"code": "123456"}).content.decode() for _ in range(5)]
    assert "错误次数过多" in said[4]
    assert "错误次数过多" in client.post("/login/code/", {"code": code(secret)}).content.decode()
    assert "错误次数过多" in client.post("/login/code/", {"code": codes[0]}).content.decode()
    assert "错误次数过多" in knock(browser(), "leader1").content.decode()


def test_five_wrong_passwords_lock_one_name_and_not_the_office(street: Street) -> None:
    locked, colleague = person("c1g1"), person("c1g2")
    said = [knock(browser(), "c1g1", "wrong").content.decode() for _ in range(5)]
    nobody = [knock(browser(), "nobody", "wrong").content.decode() for _ in range(5)]
    strip = lambda page: re.sub(r'(value|content)="[^"]*"', "", page)  # noqa: E731
    assert [strip(one) for one in said] == [strip(one) for one in nobody], (
        "the page never tells whether there is such a name"
    )
    assert "错误次数过多" in knock(browser(), "c1g1").content.decode()
    assert knock(browser(), "c1g2").status_code == 302, "the same address"
    assert knock(browser("10.7.7.7"), "c1g1").status_code == 302, "elsewhere the person itself still comes in"
    lines = JournalLine.objects.filter(code="people.locked_out")
    assert [(line.subject, line.data) for line in lines] == [(locked.pk, {})]
    assert colleague.pk != locked.pk


def test_what_is_kept_of_wrong_guesses_holds_no_password_and_goes_when_it_locks_nobody(street: Street) -> None:
    knock(browser(), "nobody", "My-Secret-Word-1")
    kept = AccessAttempt.objects.get()
    assert "My-Secret-Word" not in str(AccessAttempt.objects.values())
    assert (kept.user_agent, kept.http_accept) == ("", "")
    signins.forget_old(at=now())
    assert AccessAttempt.objects.exists()
    AccessAttempt.objects.update(attempt_time=kept.attempt_time - timedelta(minutes=21))
    signins.forget_old(at=now())
    assert not AccessAttempt.objects.exists()


def test_a_lock_ends_by_itself_after_twenty_minutes(street: Street) -> None:
    person("c1g1")
    for _ in range(5):
        knock(browser(), "c1g1", "wrong")
    at = AccessAttempt.objects.get().attempt_time
    AccessAttempt.objects.update(attempt_time=at - timedelta(minutes=19))
    assert knock(browser(), "c1g1").status_code == 422
    AccessAttempt.objects.update(attempt_time=at - timedelta(minutes=21))
    assert knock(browser(), "c1g1").status_code == 302


def test_guesses_from_many_addresses_lock_the_name_everywhere(street: Street) -> None:
    person("c1g1")
    for n in range(20):
        knock(browser(f"10.5.{n}.1"), "c1g1", "wrong")
    assert "错误次数过多" in knock(browser("10.7.7.7"), "c1g1").content.decode()


def test_a_security_administrator_unlocks_and_resets(street: Street, strict: None) -> None:
    keeper()
    target = person("leader1")
    theirs = browser()
    knock(theirs, "leader1")
    enrol(theirs)
    for _ in range(5):
        knock(browser("10.3.3.3"), "leader1", "wrong")
    client = browser("10.8.8.8")
    knock(client, "security1")
    assert client.get("/people/doors/").headers["location"].startswith("/door/factor/")
    enrol(client)
    page = client.get("/people/doors/").content.decode()
    assert page.index("leader1") < page.index("admin1"), "who is locked out stands on top"
    assert "已锁定" in page
    client.post(f"/people/doors/{target.pk}/unlock/")
    assert "已锁定" not in client.get("/people/doors/").content.decode()
    assert knock(browser("10.3.3.3"), "leader1").status_code == 302
    assert theirs.get("/").status_code == 200
    assert client.post(f"/people/doors/{target.pk}/reset/").status_code == 302
    assert theirs.get("/").headers["location"].startswith("/login/"), "at once"
    again = browser()
    assert knock(again, "leader1").headers["location"] == "/", "no factor is asked"
    assert again.get("/").headers["location"].startswith("/door/factor/"), "but a new one must be set up"
    with held(later(MORNING, minutes=15)):
        stale = client.post(f"/people/doors/{target.pk}/end/")
        assert stale.headers["location"].startswith("/door/confirm/"), "the password is asked once more"
        assert client.post("/door/confirm/", {"password": "wrong"}).status_code == 422
        assert client.post("/door/confirm/", {"password": WORD}).status_code == 302
        assert client.post(f"/people/doors/{target.pk}/end/").headers["location"] == f"/people/doors/{target.pk}/"
    assert again.get("/").headers["location"].startswith("/login/")


def test_a_reset_password_alone_takes_over_nobody_with_a_second_factor(street: Street) -> None:
    target = person("c1g1")
    theirs = browser()
    knock(theirs, "c1g1")
    enrol(theirs)
    admin = Client()
    admin.force_login(person("security1"))
    word = re.search(r'desk-secret-word">([^<]+)<', admin.post(f"/people/{target.pk}/password/").content.decode())
    assert word
    assert theirs.get("/").headers["location"].startswith("/login/")
    thief = browser("10.66.6.6")
    assert knock(thief, "c1g1", word[1]).headers["location"] == "/login/code/"
    assert thief.get("/people/me/").headers["location"].startswith("/login/")
    with pytest.raises(Forbidden, match="another security administrator"):
        factors.reset_door(account=target, by=street.actor("security1"), at=now())
    factors.reset_door(account=target, by=system("test"), at=now())


def test_who_took_the_second_factor_away_does_not_draw_the_password(street: Street) -> None:
    target, by = person("c1g1"), street.actor("security1")
    factors.reset_door(account=target, by=by, at=now())
    with pytest.raises(Forbidden, match="draw the password"):
        reset_password(account=target, by=by, at=now())
    assert reset_password(account=target, by=by, at=later(now(), days=31)).password


def test_a_password_that_changes_meanwhile_ends_the_second_step(street: Street) -> None:
    target = person("c1g1")
    client = browser()
    knock(client, "c1g1")
    enrol(client)
    waiting = browser()
    knock(waiting, "c1g1")
    assert waiting.get("/login/code/").status_code == 200
    actions.set_password(account=target, password="Noch-Eigener-8", by=system("test", street=STREET), at=now())
    assert waiting.get("/login/code/").headers["location"] == "/login/"


def test_nobody_else_sees_the_doors(street: Street) -> None:
    for login in ("admin1", "leader1", "c1g1"):
        client = Client()
        client.force_login(Account.objects.get(username=login))
        assert client.get("/people/doors/").status_code == 403
        assert client.post("/people/doors/1/unlock/").status_code == 403


def test_who_does_nothing_for_half_an_hour_is_out_and_finds_again_what_was_typed(street: Street, settings: Any) -> None:
    settings.IDLE_LOGOUT = timedelta(minutes=30)
    account = person("dispatch1")
    client = browser()
    knock(client, "dispatch1")
    with held(later(MORNING, minutes=29)):
        assert client.get("/").status_code == 200, "still there, and seen"
    typed = {"text": "三号楼旁边垃圾成堆，三天没人清", "item": "06010", "channel": "phone", "password": "never-kept"}
    with held(later(MORNING, minutes=60)):
        answer = client.post("/report/", typed)
        assert "ended=idle" in answer.headers["location"]
        page = client.get(answer.headers["location"]).content.decode()
        assert "已自动退出登录" in page
        assert "您填写的内容已保留" in page
        assert SignIn.objects.get(account=account).reason == "idle"
        assert knock(client, "dispatch1").headers["location"] == "/door/again/"
        page = client.get("/door/again/").content.decode()
        assert typed["text"] in page
        assert "never-kept" not in page
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        sent = client.post("/report/", {**fields, "address": "春元里小区"})
        assert sent.status_code in (302, 422)
        assert client.get("/door/again/").status_code == 302, "sent once, it is gone"


def test_what_was_typed_is_not_shown_to_another_person(street: Street, settings: Any) -> None:
    settings.IDLE_LOGOUT = timedelta(minutes=30)
    person("dispatch1"), person("c1g1")
    client = browser()
    knock(client, "dispatch1")
    with held(later(MORNING, hours=1)):
        client.post("/report/", {"text": "三号楼旁边垃圾成堆"})
        assert knock(client, "c1g1").headers["location"] == "/"
        assert client.get("/door/again/").headers["location"] == "/"


def test_after_a_working_day_everybody_signs_in_anew(street: Street, settings: Any) -> None:
    settings.IDLE_LOGOUT, settings.SESSION_AGE = timedelta(minutes=30), timedelta(hours=12)
    person("c1g1")
    client = browser()
    knock(client, "c1g1")
    for minutes in range(20, 12 * 60, 20):
        with held(later(MORNING, minutes=minutes)):
            assert client.get("/notices/").status_code == 200
    with held(later(MORNING, hours=12)):
        assert "ended=aged" in client.get("/notices/").headers["location"]


def test_a_sign_in_that_is_ended_is_out_at_once(street: Street) -> None:
    account = person("c1g1")
    here, there, third = browser(), browser("10.4.4.4", "Mozilla/5.0 (Android 14) Firefox/120.0"), browser("10.4.4.5")
    for client in (here, there, third):
        knock(client, "c1g1")
    page = here.get("/people/me/").content.decode()
    assert "Firefox · Android" in page
    assert "10.4.4.4" in page
    row = SignIn.objects.get(account=account, browser__startswith="Firefox")
    assert here.post(f"/door/seats/{row.pk}/end/").status_code == 302
    assert there.get("/").headers["location"].startswith("/login/")
    assert third.get("/").status_code == 200
    assert here.post("/door/seats/end/").status_code == 302
    assert third.get("/").headers["location"].startswith("/login/")
    assert here.get("/").status_code == 200
    stranger = browser()
    person("c1g2")
    knock(stranger, "c1g2")
    mine = SignIn.objects.get(account=account, ended_at=None)
    assert stranger.post(f"/door/seats/{mine.pk}/end/").status_code == 404


def test_a_stolen_session_is_dead_after_the_password_was_changed(street: Street) -> None:
    account = person("c1g1")
    here, thief = browser(), browser("10.66.6.6")
    knock(here, "c1g1")
    thief.cookies["sessionid"] = here.cookies["sessionid"].value
    assert thief.get("/").status_code == 200
    new = {"new": "Noch-Eigener-8", "again": "Noch-Eigener-8"}
    assert here.post("/password/", new).status_code == 302
    assert here.get("/").status_code == 200
    assert thief.get("/").headers["location"].startswith("/login/")
    assert SignIn.objects.filter(account=account, ended_at=None).count() == 1
    assert len(re.findall("本机", here.get("/people/me/").content.decode())) == 1, (
        "the sign-in goes on under its new key"
    )


def test_an_administrator_is_signed_in_at_one_place_only(street: Street) -> None:
    person("admin1")
    first, second = browser(), browser("10.4.4.4")
    knock(first, "admin1")
    knock(second, "admin1")
    assert second.get("/").status_code == 200
    assert first.get("/").headers["location"].startswith("/login/")


def test_an_old_password_must_be_changed_first(street: Street, settings: Any) -> None:
    settings.PASSWORD_DAYS = 90
    account = person("c1g1")
    Account.objects.filter(pk=account.pk).update(password_set_at=now() - timedelta(days=91))
    client = browser()
    knock(client, "c1g1")
    assert client.get("/").headers["location"].startswith("/password/")
    assert "密码已到期" in client.get("/password/").content.decode()
    assert client.post("/password/", {"new": WORD, "again": WORD}).status_code == 422, "not the same again"
    assert client.post("/password/", {"new": "Noch-Eigener-8", "again": "Noch-Eigener-8"}).status_code == 302
    assert client.get("/").status_code == 200


def test_the_last_factor_of_who_must_have_one_leads_to_a_new_one(street: Street, strict: None) -> None:
    person("leader1")
    client = browser()
    knock(client, "leader1")
    enrol(client)
    number = re.search(r"/door/factor/(\d+)/remove/", client.get("/people/me/").content.decode())
    assert number
    client.post(f"/door/factor/{number[1]}/remove/")
    assert client.get("/").headers["location"].startswith("/door/factor/")


def asked(client: Client) -> int:
    """How many queries a page takes, save the look once a second whether a snapshot is stale."""
    with CaptureQueriesContext(connection) as found:
        assert client.get("/notices/").status_code == 200
    return sum("shiqiao_stamp" not in one["sql"] for one in found.captured_queries)


def test_a_page_asks_the_database_no_more_for_the_door(street: Street, settings: Any) -> None:
    person("c1g1")
    client = browser()
    knock(client, "c1g1")
    client.get("/notices/")
    before = asked(client)
    settings.PASSWORD_DAYS = 90
    settings.IDLE_LOGOUT, settings.SESSION_AGE = timedelta(minutes=30), timedelta(hours=12)
    assert asked(client) == before
    with held(later(MORNING, minutes=3)):
        assert asked(client) <= before + 6, "seen now: one row, and the session with its savepoint"
    with held(later(MORNING, minutes=4)):
        assert asked(client) == before, "seen is written once in some minutes"


def test_a_sign_in_from_before_the_door_noted_them_comes_in_anew(street: Street, settings: Any) -> None:
    settings.IDLE_LOGOUT = timedelta(minutes=30)
    person("c1g1")
    client = browser()
    knock(client, "c1g1")
    session = client.session
    for name in ("began", "seen"):
        del session[name]
    session.save()
    assert client.get("/").headers["location"].startswith("/login/")
