"""The door, the errors and the living page, as a browser gets them."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from kit_site import fenced

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Conflict, Invalid, NotFound, ShiqiaoError, Unavailable
from shiqiao.config.options import Options
from shiqiao.surfaces.kit.errors import describe, known, status_of
from shiqiao.surfaces.kit.middleware import SecurityHeadersMiddleware
from shiqiao.surfaces.kit.policy import POLICY

PAGES = ["/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login", "/login/", "/-/kit/error/404", "/-/kit/error/500"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_a_language_a_skip_link_one_main_and_no_inline_script(site: Client, path: str) -> None:
    page = site.get(path).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert 'class="kit-skip" href="#main"' in page
    assert page.count("<main") == page.count("<h1") == 1
    assert not re.findall(r"<script(?![^>]*src=)", page)
    assert not re.findall(r'\son\w+="', page)
    assert not re.findall(r'(?:src|href)="https?:', page)


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_have_no_chinese_left(site: Client, path: str) -> None:
    site.cookies["django_language"] = "en"
    page = site.get(path).content.decode()
    assert '<html lang="en"' in page
    assert set(re.findall(r"[\u4e00-\u9fff]+", page)) <= {"简体中文"}


def test_ids_are_unique_and_labels_lead_somewhere(site: Client) -> None:
    page = site.get("/-/kit/portal").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\sfor="([^"]+)"', page)) <= set(ids)


def test_the_portal_loads_less_than_150_kilobytes(site: Client) -> None:
    page = site.get("/-/kit/portal").content
    files = {Path(finders.find(name)) for name in re.findall(r'/static/([^"]+\.(?:css|js))"', page.decode())}
    files |= {path for path in Path(finders.find("kit/kit.js")).parent.glob("*.js")}
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) + len(gzip.compress(page)) < 40_000


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/refused/", 422, "There is no catalogue item X9."),
        ("/changed/", 409, "这条记录刚刚被改动"),
        ("/nothing/", 404, "没有找到"),
        ("/broken/", 500, "系统出错了"),
    ],
)
def test_errors_become_pages_with_their_status(site: Client, path: str, status: int, said: str) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_machines_get_errors_as_json_with_filled_field_sentences(site: Client) -> None:
    for answer in (site.get("/api/v1/refused/"), site.get("/refused/", headers={"accept": "application/json"})):
        assert answer.status_code == 422
        assert answer.json()["fields"] == {"item": "Choose one of the list, not X9."}
    assert site.get("/broken/", headers={"accept": "application/json"}).json()["code"] == "error"


def test_htmx_gets_a_fragment(site: Client) -> None:
    said = site.get("/refused/", headers={"hx-request": "true"}).content.decode()
    assert "data-problem" in said
    assert "<html" not in said


def test_an_error_speaks_the_language_it_is_asked_in() -> None:
    assert describe(NotFound(), "zh-hans")["message"] == "没有这条记录，或者您无权查看。"
    assert describe(NotFound(), "en")["message"] == "There is no such record, or it is not yours to see."


def test_the_table_of_statuses_knows_descendants_and_foreign_errors() -> None:
    class Stale(Conflict):
        """The matter has moved on."""

    assert status_of(Stale()) == 409
    assert status_of(Invalid()) == 422
    assert status_of(ShiqiaoError()) == 400
    from django.db import OperationalError

    assert isinstance(known(OperationalError()), Unavailable)
    assert known(ZeroDivisionError()) is None


def test_those_who_are_not_signed_in_are_led_to_the_door_and_back(site: Client) -> None:
    assert site.get("/inside/?a=1").headers["location"] == "/login/?next=/inside/%3Fa%3D1"
    assert site.get("/inside/", headers={"hx-request": "true"}).headers["hx-redirect"] == "/login/"


def test_a_role_that_is_missing_is_refused(rf: object) -> None:
    from shiqiao.base.errors import Forbidden

    request = rf.get("/")  # type: ignore[attr-defined]
    request.actor = Actor(kind="account", code="x", roles=frozenset({"handler"}))
    with pytest.raises(Forbidden):
        fenced(lambda asked: None, roles={"dispatcher"})(request)


def test_demo_logins_are_shown_in_the_demo_only(site: Client, settings: object, tmp_path: Path) -> None:
    (tmp_path / "demo-logins.json").write_text(
        json.dumps([{"username": "ccy.g03", "password": "p", "title": {"zh": "网格员", "en": "Grid member"}}])
    )
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    assert "ccy.g03" not in site.get("/login/").content.decode()
    settings.OPTIONS = Options(demo=True)  # type: ignore[attr-defined]
    page = site.get("/login/").content.decode()
    assert "ccy.g03" in page
    assert "演示数据均为虚构" in page


def test_language_is_switched_by_a_form_and_never_leads_elsewhere(site: Client) -> None:
    answer = site.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/"
    assert answer.cookies["django_language"].value == "en"


def test_browsers_are_told_to_run_our_scripts_only(rf: object) -> None:
    from django.http import HttpResponse

    answer = SecurityHeadersMiddleware(lambda request: HttpResponse())(rf.get("/"))  # type: ignore[attr-defined]
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "script-src 'self'" in POLICY


@pytest.mark.django_db
def test_a_wrong_password_is_refused_and_five_close_the_door(site: Client, django_user_model: type) -> None:
    from axes.utils import reset

    person = django_user_model(username="jia.yi", display_name="甲小乙", street=370103003, must_change_password=False)
    person.set_password("right password")
    person.save()
    wrong = [site.post("/login/", {"username": "jia.yi", "password": "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in wrong] == [422] * 5
    assert "用户名或密码不正确" in wrong[3].content.decode()
    assert "错误次数过多" in wrong[4].content.decode()
    assert "错误次数过多" in site.post("/login/", {"username": "jia.yi", "password": "right password"}).content.decode()
    reset(username="jia.yi")
    right = {"username": "jia.yi", "password": "right password", "next": "/-/kit"}
    assert site.post("/login/", right).headers["location"] == "/-/kit"
    assert "甲小乙" in site.get("/-/kit").content.decode()
    assert site.get("/inside/").status_code == 200
    assert site.post("/logout/").headers["location"] == "/login/"
