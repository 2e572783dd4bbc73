"""The pages of 5S: a round on the phone, a finding with its photo, proposals, windows, the plaque."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.time import now
from shiqiao.scenes.hall.fives import demo, walking
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSRound, ModelWindow
from shiqiao.testing.street import STREET, Street, picture
from tests.scenes.hall.conftest import Take, station

from .conftest import AREAS, GOOD, Find, Tell
from .test_grounds_and_windows import badly_rated, year

Enter = Callable[[str], Client]


def shot(colour: str = "green") -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")


def test_a_round_is_walked_on_the_pages(street: Street, enter: Enter) -> None:
    checker, unit = enter("check1"), station("c1")
    answer = checker.post("/affairs/five-s/begin/", {"station": unit})
    row = FiveSRound.objects.get()
    assert answer["Location"] == f"/affairs/five-s/rounds/{row.pk}/"
    assert "0 / 5" in checker.get(answer["Location"]).content.decode()
    assert checker.post(f"{answer['Location']}counter/", {**GOOD, "sort": ""}).status_code == 422
    where = f"{answer['Location']}counter/"
    for n in range(len(AREAS)):
        page = checker.get(where).content.decode()
        assert page.count('type="radio"') == 30
        where = checker.post(where, {**GOOD, "sweep": 2 if not n else 5})["Location"]
    assert where == answer["Location"]
    assert "&amp;sense=sweep" in checker.get(where).content.decode()
    assert checker.post(where, {"finish": "1"})["Location"] == where  # refused: nothing was recorded for the low mark
    assert "低于 3 分" in checker.get(where).content.decode()
    form = f"/affairs/five-s/{unit}/found/?round={row.pk}&area=counter&sense=sweep"
    assert checker.get(form).status_code == 200
    sent = {"area": "counter", "sense": "sweep", "words": "键盘积灰", "post": _post(unit)}
    assert checker.post(form, sent).status_code == 422
    assert checker.post(form, {**sent, "photo": shot()})["Location"] == where
    checker.post(where, {"finish": "1"})
    row.refresh_from_db()
    assert (row.points, row.finished_at is not None) == (122, True)
    assert "122 / 125" in checker.get(where).content.decode()
    assert enter("city2").get(where).status_code == 404


def _post(unit: int) -> int:
    from shiqiao.scenes.hall.counters import counters, post_of

    return post_of(counters(STREET)[unit], STREET)


def test_a_finding_is_put_right_and_closed_on_its_page(street: Street, enter: Enter, find: Find) -> None:
    row, head = find(), enter("c1s1")
    page = f"/affairs/five-s/findings/{row.pk}/"
    assert head.get(page).status_code == 200
    assert head.post(f"{page}fix/", {"words": "已清理"}).status_code == 422
    kept = head.post(f"{page}fix/", {"words": "", "photo": shot()})
    assert kept.status_code == 422
    assert 'name="sent" value="after:' in kept.content.decode()
    assert head.post(f"{page}fix/", {"words": "已清理", "photo": shot()}).status_code == 302
    assert "由他人复查" in head.get(page).content.decode()
    assert head.post(f"{page}close/", {"words": ""}).status_code == 422
    other = enter("check2")
    assert other.get(f"{page}send_back/").status_code == 200
    assert other.post(f"{page}close/", {"words": "好"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "closed"
    shown = other.get(page).content.decode()
    assert shown.count("?small=1") >= 2
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert other.get(url)["Content-Type"] == "image/jpeg"
    assert enter("city2").get(url).status_code == 404


def test_proposals_are_decided_on_their_page(street: Street, enter: Enter, take: Take) -> None:
    row, checker = badly_rated(street, take), enter("check1")
    where = f"/affairs/five-s/proposals/bad_rating/{station('c1')}/"
    assert where in checker.get("/affairs/five-s/proposals/").content.decode()
    assert f"/affairs/{row.pk}/" not in checker.get(where).content.decode()  # a checker reads no affairs
    assert f"/affairs/{row.pk}/" in enter("leader1").get(where).content.decode()
    assert checker.post(where, {"keys": [row.pk], "how": "dismiss", "words": ""}).status_code == 422
    sent = {"keys": [row.pk], "how": "accept", "words": "请回访", "post": _post(station("c1"))}
    assert checker.post(where, sent).status_code == 302
    assert checker.get(where).status_code == 404
    found = FiveSFinding.objects.get()
    assert checker.get(f"/affairs/five-s/findings/{found.pk}/").status_code == 200


def test_windows_open_onto_rows_and_an_award_onto_its_plaque(
    street: Street, enter: Enter, take: Take, tell: Tell
) -> None:
    year(street, take)
    unit = station("c1")
    with tell.at("2018-07-03 09:00"):
        leader = enter("leader1")
        assert leader.get("/affairs/windows/?half=2018-1").status_code == 200
        page = f"/affairs/windows/{unit}/"
        assert "19 / 20" in leader.get(f"{page}?half=2018-1").content.decode()
        assert "3★" in leader.get(f"{page}satisfied/?half=2018-1").content.decode()
        for code in ("five_s", "walked", "fixed_in_time", "waits", "in_time"):
            assert leader.get(f"{page}{code}/?half=2018-1&hit=1").status_code == 200, code
        assert leader.get(f"{page}plaque/?half=2018-1").status_code == 404
        assert enter("check1").get(f"{page}decide/?half=2018-1").status_code == 403
        assert leader.post(f"{page}decide/?half=2018-1", {"awarded": "1", "words": ""}).status_code == 422
        assert leader.post(f"{page}decide/?half=2018-1", {"awarded": "1", "words": "达标"}).status_code == 302
        assert ModelWindow.objects.get().awarded
        assert "100.0" in leader.get(f"{page}plaque/?half=2018-1").content.decode()
        assert leader.get(page).status_code == 200


def test_the_overview_asks_few_queries_however_much_there_is(
    street: Street, enter: Enter, find: Find, django_assert_max_num_queries: Callable[..., object]
) -> None:
    by = street.actor("check1")
    for code in ("c1", "c2", "c3"):
        walking.record_round(station=station(code), marks=dict.fromkeys(AREAS, GOOD), by=by, at=now())
        find(at=code)
    checker = enter("check1")
    checker.get("/affairs/five-s/")
    with django_assert_max_num_queries(32):
        assert checker.get("/affairs/five-s/").status_code == 200
    with django_assert_max_num_queries(24):
        assert checker.get("/affairs/five-s/findings/?tab=all").status_code == 200
    assert checker.get(f"/affairs/five-s/{station('c1')}/").status_code == 200


def test_the_checklist_is_read_by_all_and_published_by_an_administrator(street: Street, enter: Enter) -> None:
    assert "一次性告知单" in enter("city2").get("/affairs/five-s/checklist/").content.decode()
    assert enter("check1").get("/affairs/five-s/publish/").status_code == 403
    admin = enter("admin1")
    wrong = SimpleUploadedFile("five_s.yaml", b"good: 800")
    assert admin.post("/affairs/five-s/publish/", {"file": wrong}).status_code == 422
    fresh = SimpleUploadedFile("five_s.yaml", b"good: 81")
    assert admin.post("/affairs/five-s/publish/", {"file": fresh}).status_code == 302


def test_the_demo_has_a_year_of_rounds_findings_in_every_state_and_loads_once(street: Street, enter: Enter) -> None:
    demo.load(STREET)
    assert {"open", "fixed", "closed"} == set(FiveSFinding.objects.values_list("state", flat=True))
    assert FiveSFinding.objects.filter(late=True).exists()
    assert FiveSFinding.objects.filter(sent_back__gt=0).exists()
    rounds = FiveSRound.objects.count()
    assert rounds > 100
    demo.load(STREET)
    assert FiveSRound.objects.count() == rounds
    leader = enter("leader1")
    for url in ("/affairs/five-s/", f"/affairs/five-s/{station('hall')}/", "/affairs/windows/"):
        assert leader.get(url).status_code == 200


@pytest.mark.parametrize("code", ["five-s", "five-s-findings", "model-windows"])
def test_each_list_is_taken_away_as_a_spreadsheet(street: Street, enter: Enter, find: Find, code: str) -> None:
    find()
    assert enter("leader1").get(f"/export/{code}.xlsx").status_code == 200
