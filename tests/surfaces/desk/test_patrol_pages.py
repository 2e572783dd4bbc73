"""The desk's pages of patrols: coverage and gaps, a grid, points, codes on paper, what waits, the plan, xlsx."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from shiqiao.base.time import held, now
from shiqiao.kernel.patrols import actions, reads
from shiqiao.kernel.patrols.actions import NewPoint, Sent
from shiqiao.kernel.patrols.checking import Where
from shiqiao.kernel.patrols.models import CheckIn, Point, Trail
from shiqiao.kernel.patrols.rules import Spot
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


def test_the_plan_is_seen_by_all_and_changed_by_few_after_a_preview(street: Street) -> None:
    shown = text(client("c1g1").get("/patrols/plan/"))
    assert "keep_days" in shown
    assert "每日" in shown, "what is in force stands there in words, too"
    assert client("c1g1").post("/patrols/plan/", {"text": "rounds: []"}).status_code == 403
    admin = client("admin1")
    version = reads.plan_version(STREET)
    wrong = admin.post("/patrols/plan/", {"text": "rounds: [{line: nothing, times: 1}]", "former": version})
    assert wrong.status_code == 422
    assert "rounds.0.line" in text(wrong)
    sent = {"text": "keep_days: 20\nrounds: []", "former": version}
    drafted = text(admin.post("/patrols/plan/", sent))
    assert "保存20天" in drafted
    assert "以下网格将不再安排巡查" in drafted
    assert reads.plan_version(STREET) == version, "a draft publishes nothing"
    assert admin.post("/patrols/plan/", {**sent, "apply": "1"}).status_code == 302
    assert (reads.plan_version(STREET), reads.plan(STREET).keep_days) == (version + 1, 20)
    late = admin.post("/patrols/plan/", {**sent, "text": "rounds: []", "apply": "1"})
    assert late.status_code == 422
    assert "已被他人修改" in text(late)
    assert "They say the same." in text(
        admin.post("/patrols/plan/", {**sent, "former": version + 1}, headers={"accept-language": "en"})
    )


@pytest.fixture
def walked(street: Street, point: Point) -> int:
    """A way past one of two points, with a gap of a quarter of an hour."""
    from shiqiao.kernel.patrols.codes import code_for

    actions.add_point(
        street=STREET, wanted=NewPoint("自行车棚", INSIDE[0], INSIDE[1] + 0.0005), by=street.actor("c1head"), at=now()
    )
    minutes = (30, 29, 28, 12, 11, 10)
    way = [
        Spot(now() - timedelta(minutes=ago), INSIDE[0], INSIDE[1] + (n % 2) * 0.0004, 10)
        for n, ago in enumerate(minutes)
    ]
    by = street.actor("c1g1")
    actions.check_in(
        sent=[Sent("a", code_for(point), now() - timedelta(minutes=20), Where(*INSIDE, 10))], by=by, at=now()
    )
    actions.take_positions(client_id="a", spots=way, by=by, at=now())
    return Trail.objects.get().pk


def test_a_way_shows_what_was_passed_and_what_was_not(street: Street, walked: int) -> None:
    page = text(client("c1g1").get(f"/patrols/ways/{walked}/"))
    assert page.index("小区东门") < page.index("自行车棚")
    assert "1个点未到" in page
    assert f"{INSIDE[0]:.4f}" in page
    found = client("c1g1").get(f"/patrols/ways/{walked}/points.json").json()["features"]
    assert [(one["properties"]["light"], one["properties"]["title"][:4]) for one in found] == [
        ("green", "小区东门"), ("yellow", "自行车棚"),
    ]  # fmt: skip


def test_of_anothers_way_a_head_sees_the_points_and_the_positions_for_a_reason_only(
    street: Street, walked: int
) -> None:
    page = text(client("c1head").get(f"/patrols/ways/{walked}/"))
    assert "自行车棚" in page
    assert f"{INSIDE[1]:.4f}" not in page
    for login in ("c1g2", "c2head", "dispatch1"):
        assert client(login).get(f"/patrols/ways/{walked}/").status_code == 404
        assert client(login).get(f"/patrols/ways/{walked}/points.json").status_code == 404


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
