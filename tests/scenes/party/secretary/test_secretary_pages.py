"""The pages of the secretary's projects: opening, evidence, parts, the gate, the dossier, study visits, rules."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.testing.street import Street, picture

from .conftest import Open, Prove, post

Enter = Callable[[str], Client]
RULES = """
steps: [{code: one_step, title: {zh: 某步, en: A step}, days: 5,
         deliverables: [{code: one_thing, title: {zh: 乙, en: B}, gate: true}]}]
"""


def shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture("green"), "image/jpeg")


def test_a_project_is_opened_and_led_on_its_page(street: Street, enter: Enter, prove: Prove) -> None:
    owner, deputy = enter("leader1"), enter("leader3")
    assert owner.get("/secretary/new/").status_code == 200
    given = {
        "title": "一号课题（虚构）", "owner": post("street.secretary"), "decider": post("street.deputy_secretary"),
        "community": "0",
        "begins": "2018-03-01", "aim": "五方参与",
    }  # fmt: skip
    assert owner.post("/secretary/new/", {**given, "decider": given["owner"]}).status_code == 422
    page = owner.post("/secretary/new/", given)["Location"]
    shown = owner.get(page).content.decode()
    assert "领导小组名单和分工" in shown
    assert "过关尚缺" in shown
    sent = {"code": "deliverable:lead_group", "words": "名单已发文", "file": shot()}
    assert owner.post(f"{page}evidence/", {**sent, "words": ""}).status_code == 422
    assert owner.post(f"{page}evidence/", {**sent, "file": shot()})["Location"] == page
    told = {"step": "core", "party": "residents", "words": "居民代表参加调研"}
    assert owner.post(f"{page}part/", told)["Location"] == page
    refused = owner.post(f"{page}ask/", {"words": ""})
    assert refused.status_code == 422
    assert "调研报告和问题清单" in refused.content.decode()
    from shiqiao.scenes.party.secretary.tables import SecretaryProject

    prove(SecretaryProject.objects.get(), "core")
    assert owner.post(f"{page}ask/", {"words": ""})["Location"] == page
    assert deputy.get(f"{page}decide/").status_code == 200
    assert owner.post(f"{page}decide/", {"passes": "yes"}).status_code == 422
    assert deputy.post(f"{page}decide/", {"passes": "no", "words": "补充问题清单"})["Location"] == page
    shown = owner.get(page).content.decode()
    assert "补充问题清单" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert owner.get(url)["Content-Type"] == "image/jpeg"
    assert owner.get(f"{page}dossier.pdf").content.startswith(b"%PDF")
    assert owner.get("/export/secretary.xlsx").status_code == 200
    assert owner.post(f"{page}stop/", {"words": "合并到其他项目"})["Location"] == page
    assert "合并到其他项目" in owner.get(page).content.decode()


def test_a_study_visit_is_planned_held_and_shown(begin: Open, street: Street, enter: Enter) -> None:
    row, owner = begin(), enter("leader1")
    given = {
        "title": "党建观摩（虚构）", "day": "2018-06-20", "place": "议事厅", "host": post("c1.head"),
        "organisation": "示例单位",
        "number": "12", "names": "石甲乙、石丙丁",
    }  # fmt: skip
    owner.post(f"/secretary/{row.pk}/visit/", given)
    listed = owner.get("/secretary/visits/").content.decode()
    page = next(part for part in listed.split('"') if part.startswith("/secretary/visits/") and part[-2].isdigit())
    owner.post(f"{page}guests/", {"organisation": "另一单位", "number": "3"})
    assert owner.post(f"{page}materials/", {"file": shot()})["Location"] == page
    assert owner.post(f"{page}held/", {"words": "看了议事厅"})["Location"] == page
    shown = owner.get(page).content.decode()
    assert "石甲乙" not in shown
    assert "石*" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert owner.get(url).status_code == 200
    action = next(part for part in shown.split('"') if part.startswith("/reveal/"))
    value = next(part for part in shown.split('"') if part.startswith("name:"))
    told = owner.post(action, {"value": value, "reason": "call", "note": "核对名单"}).content.decode()
    assert "石甲乙" in told
    assert "/reveal/" not in enter("c1g1").get(page).content.decode()
    assert owner.get("/export/secretary-visits.xlsx").status_code == 200


def test_rules_are_read_by_all_and_published_by_the_administrator(enter: Enter) -> None:
    assert "建核心" in enter("c1g1").get("/secretary/rules/").content.decode()
    admin = enter("admin1")
    assert admin.post("/secretary/publish/", {"file": SimpleUploadedFile("c.yaml", b"steps: 3")}).status_code == 422
    assert admin.post("/secretary/publish/", {"file": SimpleUploadedFile("c.yaml", RULES.encode())}).status_code == 302
    assert "某步" in admin.get("/secretary/rules/").content.decode()
    assert enter("c1g1").get("/secretary/publish/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/secretary/999999/", "/secretary/visits/999999/", "/secretary/999999/dossier.pdf"]
)
def test_what_is_absent_is_not_found(enter: Enter, address: str) -> None:
    assert enter("leader1").get(address).status_code == 404
