"""The pages of contests: a board that opens onto records, forms that keep what was typed, papers."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from shiqiao.base.time import held
from shiqiao.scenes.projects.arena.tables import Appeal, Arena, ArenaRules, Contra, Entrant, Reading
from shiqiao.testing.street import MORNING, Street, later, picture
from tests.scenes.projects.conftest import Enter

from .conftest import RULES, Read, begin, entrant

AFTER = later(MORNING, days=8)


def sheet(answer: object) -> str:
    return str(list(load_workbook(BytesIO(b"".join(answer))).worksheets[0].values))  # type: ignore[call-overload]


def test_a_board_opens_onto_entrants_points_and_records(street: Street, enter: Enter, read: Read) -> None:
    row = begin(street)
    read("other", "signed", "600")
    client = enter("c1g1")
    assert "六月擂台赛" in client.get("/arena/").content.decode()
    page = client.get(f"/arena/{row.pk}/").content.decode()
    assert "示例街道项目" in page
    assert "计分办法" in page
    one = entrant("other").pk
    assert f"/arena/entrants/{one}/" in page
    points = client.get(f"/arena/entrants/{one}/").content.decode()
    for code in ("signed", "milestones", "manner", "complaints"):
        assert f"/arena/entrants/{one}/rows/{code}/" in points
        assert client.get(f"/arena/entrants/{one}/rows/{code}/").status_code == 200
    assert client.get(f"/arena/entrants/{one}/rows/nothing/").status_code == 404
    rows = client.get(f"/arena/entrants/{one}/rows/signed/").content.decode()
    url = next(part for part in rows.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert client.get(url)["Content-Type"] == "image/jpeg"
    assert client.get(f"/arena/{row.pk}/sheet.pdf").content.startswith(b"%PDF")
    assert "示例街道项目" in sheet(client.get(f"/export/projects-arena-board.xlsx?of={row.pk}"))
    assert "签约户数" in sheet(client.get(f"/export/projects-arena-points.xlsx?of={one}"))
    assert "六月擂台赛" in sheet(client.get("/export/arenas.xlsx"))


def test_a_contest_is_begun_by_rules_published_on_the_page(street: Street, enter: Enter) -> None:
    leader = enter("leader1")
    wrong = SimpleUploadedFile("r.yaml", RULES.replace("weight: 30", "weight: 0").encode())
    assert leader.post("/arena/rules/", {"file": wrong}).status_code == 422
    sent = SimpleUploadedFile("r.yaml", RULES.encode())
    assert leader.post("/arena/rules/", {"file": sent}).status_code == 302
    assert ArenaRules.objects.filter(code="small_arena").exists()
    assert "小擂台" in enter("c1g1").get("/arena/rules/").content.decode()
    assert enter("c1g1").get("/arena/begin/").status_code == 403
    given = {"title": "七月", "code": "july", "rules": "small_arena", "begins": "2018-07-31", "ends": "2018-07-01"}
    refused = leader.post("/arena/begin/", given)
    assert refused.status_code == 422
    assert 'value="七月"' in refused.content.decode()
    made = leader.post("/arena/begin/", {**given, "begins": "2018-07-01", "ends": "2018-07-31"})
    row = Arena.objects.get(code="july")
    assert made["Location"] == f"/arena/{row.pk}/"
    entered = {"title": "示例", "code": "x1", "of_street": "示例街道", "households": "50", "staff": "5"}
    assert leader.get(f"/arena/{row.pk}/add/").status_code == 200
    assert leader.post(f"/arena/{row.pk}/add/", {**entered, "staff": "0"}).status_code == 422
    assert leader.post(f"/arena/{row.pk}/add/", entered).status_code == 302
    assert Entrant.objects.get(code="x1").arena == row.pk


def test_figures_marks_appeals_and_the_freeze_have_their_forms(street: Street, enter: Enter) -> None:
    row = begin(street)
    own, other = entrant("own").pk, entrant("other").pk
    checker, leader, owner = enter("check1"), enter("leader1"), enter("economy1")
    sent = {"indicator": "signed", "value": "500", "day": "2018-06-20"}
    assert checker.post(f"/arena/entrants/{other}/reading/", sent).status_code == 422
    proof = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    assert checker.post(f"/arena/entrants/{other}/reading/", {**sent, "evidence": proof}).status_code == 302
    made = Reading.objects.get()
    verify = f"/arena/{row.pk}/readings/{made.pk}/verify/"
    checker.post(verify)
    made.refresh_from_db()
    assert made.verified_at is None  # by another person
    enter("check2").post(verify)
    made.refresh_from_db()
    assert made.verified_at is not None
    assert leader.post(f"/arena/entrants/{own}/mark/", {"indicator": "manner", "value": "88"}).status_code == 302
    assert owner.get(f"/arena/entrants/{own}/mark/").status_code == 403
    assert enter("c1g1").get(f"/arena/entrants/{own}/reading/").status_code == 403
    assert owner.post(f"/arena/entrants/{own}/appeal/", {"indicator": "signed", "text": "漏计"}).status_code == 302
    one = Appeal.objects.get()
    answer = f"/arena/{row.pk}/appeals/{one.pk}/"
    assert "漏计" in leader.get(answer).content.decode()
    assert leader.post(answer, {"how": "rejected", "answer": ""}).status_code == 422
    assert leader.post(answer, {"how": "rejected", "answer": "未见佐证"}).status_code == 302
    assert leader.get(answer).status_code == 404
    assert leader.get(f"/arena/entrants/{own}/contra/").status_code == 409
    with held(AFTER):
        leader.post(f"/arena/{row.pk}/freeze/")
        assert Arena.objects.get(pk=row.pk).state == "frozen"
        assert checker.get(f"/arena/entrants/{other}/reading/").status_code == 409
        contra = {"points": "-5", "reason": "协议作废"}
        assert leader.post(f"/arena/entrants/{other}/contra/", contra).status_code == 302
        assert Contra.objects.get().points == -5
        assert "协议作废" in leader.get(f"/arena/{row.pk}/").content.decode()
