"""The pages of campaigns: opening, entering, each step, the board, the ledger, its papers, owners masked."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.scenes.projects.campaigns import exports
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.testing.street import INSIDE, Street, picture

from .conftest import Find, Open, Step, lead

Enter = Callable[[str], Client]
Struck = Callable[[Campaign], CampaignItem]
GIVEN = {
    "kind": "signboards", "title": "广告牌匾整治（虚构）", "since": "2018-06-01", "until": "2018-09-30",
    "baseline": "2018-06-30",
}  # fmt: skip
RULES = """
kinds:
  - {code: a_kind, title: {zh: 某类, en: A kind}, short: 某, bases: [{code: one_basis, title: {zh: 甲, en: A}}],
     uses: [{code: one_use, title: {zh: 乙, en: B}}]}
"""


def shot(colour: str = "green") -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")


def test_a_campaign_is_opened_and_an_item_entered_on_the_pages(street: Street, enter: Enter) -> None:
    leader = enter("leader4")
    assert leader.get("/campaigns/").status_code == 200
    assert leader.get("/campaigns/new/").status_code == 200
    refused = leader.post("/campaigns/new/", {**GIVEN, "lead": lead(), "baseline": "2019-01-01"})
    assert refused.status_code == 422
    assert 'value="广告牌匾整治（虚构）"' in refused.content.decode()
    board = leader.post("/campaigns/new/", {**GIVEN, "lead": lead()})["Location"]
    assert "台账暂无内容" in leader.get(board).content.decode()
    head = enter("c1head")
    sent = {
        "place": "春元里小区1号楼", "what": "楼顶广告", "area": "12.5", "owner_kind": "firm", "owner": "示例商店",
        "lon": INSIDE[0], "lat": INSIDE[1],
    }  # fmt: skip
    wrong = head.post(f"{board}add/", {**sent, "area": "much", "photo": shot()})
    assert wrong.status_code == 422
    assert 'name="sent" value="before:' in wrong.content.decode()
    page = head.post(f"{board}add/", {**sent, "photo": shot()})["Location"]
    shown = head.get(page).content.decode()
    assert "示例商店" in shown
    assert "尚在" not in shown
    assert enter("c2head").get(page).status_code == 404
    assert enter("c1g1").get("/campaigns/new/").status_code == 403


def test_an_item_is_led_through_on_its_page(begin: Open, find: Find, enter: Enter) -> None:
    row, city, head, check = find(begin()), enter("city2"), enter("c1head"), enter("check1")
    page = f"/campaigns/items/{row.pk}/"
    assert city.get(f"{page}identify/").status_code == 200
    assert city.post(f"{page}identify/", {}).status_code == 422
    assert city.post(f"{page}identify/", {"basis": "no_permit"})["Location"] == page
    assert "10个工作日" in city.get(f"{page}notify/").content.decode().replace(" ", "")
    city.post(f"{page}notify/", {"words": "直接送达"})
    assert head.post(f"{page}self_fix/", {}).status_code == 422
    assert head.post(f"{page}self_fix/", {"photo": shot()}).status_code == 302
    assert "请由他人复查" in head.get(page).content.decode()
    check.post(f"{page}recheck/", {"words": ""})
    city.post(f"{page}strike_off/", {})
    head.post(f"{page}use/", {"use": "green"})
    row.refresh_from_db()
    assert (row.state, row.purpose) == ("used", "green")
    shown = head.get(page).content.decode()
    assert "data-compare=" in shown
    assert "建绿透绿" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert head.get(url)["Content-Type"] == "image/jpeg"
    assert enter("c2head").get(url).status_code == 404


def test_an_owner_is_masked_and_shown_for_a_reason(begin: Open, find: Find, enter: Enter) -> None:
    row, city = find(begin()), enter("city2")
    page = city.get(f"/campaigns/items/{row.pk}/").content.decode()
    assert "苗石英" not in page
    assert "苗*" in page
    asked = {"value": "name:0", "reason": "call", "note": "送达告知书"}
    action = next(part for part in page.split('"') if part.startswith("/reveal/"))
    told = city.post(action, asked).content.decode()
    assert "苗石英" in told
    assert "苗石英" not in enter("auditor1").post(action, asked).content.decode()


def test_board_ledger_map_and_papers(
    street: Street, begin: Open, find: Find, step: Step, struck: Struck, enter: Enter
) -> None:
    campaign, leader = begin(), enter("leader1")
    struck(campaign)
    row = find(campaign, place="春元里小区9号楼")
    step(row, "identify")
    step(row, "notify")
    board = leader.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "1 / 2 · 50.0%" in board
    points = leader.get(f"/campaigns/{campaign.pk}/points/").json()["features"]
    assert sorted(one["properties"]["light"] for one in points) == ["green", "yellow"]
    for tab, n in (("open", 1), ("struck", 1), ("all", 2), ("again", 0)):
        page = leader.get(f"/campaigns/{campaign.pk}/ledger/?tab={tab}").content.decode()
        assert page.count('<a class="kit-row-link"') == n
    assert (
        leader.get(f"/campaigns/{campaign.pk}/ledger/?tab=all&state=notified&community=370103003001").status_code == 200
    )
    for address in (
        f"/export/projects-campaign-items.pdf?of={campaign.pk}&tab=all",
        f"/campaigns/items/{row.pk}/file.pdf",
    ):
        assert leader.get(address).content.startswith(b"%PDF")
    facts = dict(exports.facts(street.actor("leader1"), {"of": str(campaign.pk)}))
    assert "50.0%" in facts["已销号"]
    assert enter("city2").get(f"/campaigns/items/{row.pk}/notice.pdf").content.startswith(b"%PDF")
    assert enter("c1head").get(f"/campaigns/items/{row.pk}/notice.pdf").status_code == 404
    assert leader.get(f"/export/projects-campaign-items.xlsx?of={campaign.pk}").status_code == 200
    assert leader.get("/export/campaigns.xlsx").status_code == 200


def test_rules_are_read_by_all_and_published_by_the_administrator(enter: Enter) -> None:
    assert "拆违拆临" in enter("c1g1").get("/campaigns/rules/").content.decode()
    admin = enter("admin1")
    assert admin.post("/campaigns/publish/", {"file": SimpleUploadedFile("c.yaml", b"kinds: 3")}).status_code == 422
    assert admin.post("/campaigns/publish/", {"file": SimpleUploadedFile("c.yaml", RULES.encode())}).status_code == 302
    assert "某类" in admin.get("/campaigns/rules/").content.decode()
    assert enter("c1g1").get("/campaigns/publish/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/campaigns/999999/", "/campaigns/items/999999/", "/export/projects-campaign-items.pdf?of=999999"]
)
def test_what_is_absent_is_not_found(enter: Enter, address: str) -> None:
    assert enter("leader1").get(address).status_code == 404
