"""The pages of honours and learning: the register, pursuits with criteria, the dossier, study and meetings."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.scenes.party.honours import reads
from shiqiao.testing.street import Street, picture

from .conftest import FOURTH, Enter, Pursue, post

LogIn = Callable[[str], Client]
RULES = "levels: [{code: some_level, title: {zh: 某级, en: A level}}]"


def shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture("green"), "image/jpeg")


def test_an_honour_is_entered_and_withdrawn(street: Street, enter: LogIn) -> None:
    client = enter("general1")
    given = {
        "title": "全省人居环境范例奖", "giver": "省住建部门（演示）", "level": "provincial", "holder": f"community:{FOURTH}",
        "given_on": "2017-12-18", "valid_until": "2018-08-01",
    }  # fmt: skip
    assert client.get("/honours/new/").status_code == 200
    assert client.post("/honours/new/", given).status_code == 422
    page = client.post("/honours/new/", {**given, "file": shot()})["Location"]
    shown = client.get(page).content.decode()
    assert "乐山小区社区" in shown
    assert "即将到期" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert client.get(url)["Content-Type"] == "image/jpeg"
    assert client.get("/honours/files/moon/1/1/").status_code == 404
    assert client.post(f"{page}withdraw/", {"words": "复查未通过"})["Location"] == page
    assert "已撤销" in client.get("/honours/?tab=lapsed&level=provincial").content.decode()
    assert client.get("/export/honours.xlsx").status_code == 200
    assert enter("c1g1").get("/honours/new/").status_code == 403


def test_a_pursuit_shows_criteria_gaps_and_evidence(pursue: Pursue, street: Street, enter: LogIn) -> None:
    row, head = pursue(), enter("city1")
    page = f"/honours/pursuits/{row.pk}/"
    one = reads.criteria_of([row.pk])[row.pk][0]
    at = f"{page}{one.pk}/"
    gap = {"gap": "缺管线图", "owner": post("c4.head"), "due": "2018-07-15"}
    assert head.post(f"{at}gap/", {**gap, "due": "2019-01-01"}).status_code == 422
    assert head.post(f"{at}gap/", gap)["Location"] == page
    assert "缺管线图" in head.get(page).content.decode()
    assert head.post(f"{at}prove/", {"words": "已补", "file": shot()})["Location"] == page
    assert head.post(f"{at}met/", {"words": ""})["Location"] == page
    assert head.post(f"{at}unmet/", {"words": "又缺一张"})["Location"] == page
    assert head.post(f"{page}apply/", {"words": ""}).status_code == 422
    assert head.get(f"{page}dossier.pdf").content.startswith(b"%PDF")
    assert head.get(f"/export/party-honours-criteria.xlsx?of={row.pk}").status_code == 200
    assert head.post(f"{page}end/", {"won": "no", "words": "未入围"})["Location"] == page
    assert "未获评" in head.get(page).content.decode()
    leader = enter("leader4")
    again = {
        "award": "habitat_national",
        "holder": f"community:{FOURTH}",
        "owner": post("city.head"),
        "due": "2018-12-31",
    }
    assert leader.get("/honours/pursuits/new/").status_code == 200
    assert leader.post("/honours/pursuits/new/", again).status_code == 302


def test_study_and_meetings(street: Street, enter: LogIn, honour: Enter) -> None:
    client = enter("general1")
    theme = {"title": "学习十九大报告", "month": "2018-06-10", "lead": post("general.head"), "plan_label": "“1”"}
    assert client.get("/honours/study/new/").status_code == 200
    assert client.post("/honours/study/new/", {**theme, "plan": "nonsense"}).status_code == 422
    assert client.post("/honours/study/new/", theme)["Location"] == "/honours/study/"
    assert "学习十九大报告" in client.get("/honours/study/").content.decode()
    number = next(iter(reads.theme_titles(street.actor("general1"))))
    meeting = {
        "kind": "lesson", "day": "2018-06-20", "whose": f"community:{FOURTH}", "expected": "20", "came": "18",
        "matter": "微党课",
        "names": "石甲乙", "theme": str(number),
    }  # fmt: skip
    assert client.get("/honours/meetings/new/").status_code == 200
    assert client.post("/honours/meetings/new/", {**meeting, "came": "30"}).status_code == 422
    page = client.post("/honours/meetings/new/", {**meeting, "file": shot()})["Location"]
    shown = client.get(page).content.decode()
    assert "石甲乙" not in shown
    assert "18 / 20" in shown
    assert "微党课" in client.get(f"/honours/meetings/?kind=lesson&theme={number}").content.decode()
    assert client.get("/export/honours-meetings.xlsx").status_code == 200
    admin = enter("admin1")
    assert admin.post("/honours/publish/", {"file": SimpleUploadedFile("h.yaml", RULES.encode())}).status_code == 302
    assert client.get("/honours/999999/").status_code == 404
