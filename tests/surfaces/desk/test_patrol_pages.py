"""The desk's pages of patrols: coverage and gaps, a grid, points, codes on paper, what waits, the plan, xlsx."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from shiqiao.base.time import held, now
from shiqiao.kernel.patrols import actions
from shiqiao.kernel.patrols.actions import NewPoint, Sent
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import FIRST_GRID, INSIDE, MORNING, STREET, Street, later


@pytest.fixture
def point(street: Street) -> Point:
    return actions.add_point(street=STREET, wanted=NewPoint("小区东门", *INSIDE), by=street.actor("c1head"), at=now())


def client(login: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=login))
    return found


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_page_names_what_nobody_has_passed_first(street: Street, point: Point) -> None:
    with held(later(MORNING, days=16)):
        page = text(client("c1head").get("/patrols/"))
    assert "16天" in page
    assert page.index("小区东门") < page.index("各网格覆盖情况")
    with held(later(MORNING, days=16)):
        assert "小区东门" not in text(client("c2head").get("/patrols/"))


def test_a_head_adds_moves_renews_and_retires_a_point(street: Street) -> None:
    head = client("c1head")
    sent = {"name": "北门", "radius": "60", "lon": INSIDE[0], "lat": INSIDE[1]}
    assert head.post("/patrols/points/new/", {**sent, "radius": "5"}).status_code == 422
    assert head.post("/patrols/points/new/", sent).status_code == 302
    row = Point.objects.get()
    assert head.post(f"/patrols/points/{row.pk}/", {**sent, "name": "北门岗亭"}).status_code == 302
    before = bytes(row.mark)
    head.post(f"/patrols/points/{row.pk}/renew/")
    row.refresh_from_db()
    assert row.name == "北门岗亭"
    assert bytes(row.mark) != before
    head.post(f"/patrols/points/{row.pk}/retire/")
    assert "已停用" in text(head.get(f"/patrols/points/{row.pk}/"))
    assert client("c2head").get(f"/patrols/points/{row.pk}/").status_code == 404


def test_a_head_decides_about_a_check_in_that_waits(street: Street, point: Point) -> None:
    from shiqiao.kernel.patrols.codes import code_for

    actions.check_in(sent=[Sent("a", code_for(point), now())], by=street.actor("c1g1"), at=now())
    head, row = client("c1head"), CheckIn.objects.get()
    assert "设备未能定位" in text(head.get("/patrols/waiting/"))
    head.post(f"/patrols/check-ins/{row.pk}/", {"reason": "no_signal"})
    row.refresh_from_db()
    assert row.state == "recognised"
    assert client("c1g2").post(f"/patrols/check-ins/{row.pk}/", {"decline": "1"}).status_code == 403


def test_the_codes_of_a_grid_come_as_paper_that_names_the_points(street: Street, point: Point) -> None:
    for query in ("", "?big=1"):
        answer = client("c1head").get(f"/patrols/grids/{FIRST_GRID}/codes.pdf{query}")
        assert answer["Content-Type"] == "application/pdf"
        words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        assert "小区东门" in words
    assert client("c1head").get(f"/patrols/grids/{FIRST_GRID + 1}/codes.pdf").status_code == 404
    assert client("c2head").get(f"/patrols/grids/{FIRST_GRID}/codes.pdf").status_code == 404


def test_a_grid_shows_today_and_maps_have_lights(street: Street, point: Point) -> None:
    page = text(client("c1g1").get(f"/patrols/grids/{FIRST_GRID}/"))
    assert "每日3次" in page
    assert "春一梅" in page
    found = client("c1g1").get("/patrols/map/points.json").json()["features"]
    assert [one["properties"]["light"] for one in found] == ["green"]
    grids = client("c1g1").get("/patrols/map/grids.json").json()["features"]
    assert any(one["properties"].get("light") == "green" for one in grids)


def test_the_plan_is_seen_by_all_and_published_by_few(street: Street) -> None:
    shown = text(client("c1g1").get("/patrols/plan/"))
    assert "keep_days" in shown
    assert "每日" in shown, "what is in force stands there in words, too"
    answer = client("admin1").post("/patrols/plan/", {"text": "rounds: [{line: nothing, times: 1}]"})
    assert answer.status_code == 422
    assert client("admin1").post("/patrols/plan/", {"text": "rounds: []"}).status_code == 302
    assert client("c1g1").post("/patrols/plan/", {"text": "rounds: []"}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_points(
    street: Street, point: Point, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        spot = NewPoint(f"点{n}", INSIDE[0] + n * 1e-5, INSIDE[1])
        actions.add_point(street=STREET, wanted=spot, by=street.actor("c1head"), at=now())
    head = client("c1head")
    head.get("/patrols/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        head.get("/patrols/")
