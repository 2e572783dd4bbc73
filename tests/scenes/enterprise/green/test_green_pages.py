"""The pages of the green channel: granted, changed, withdrawn, put to use, the comparison, the ledger."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.time import held, now
from shiqiao.kernel.registry.models import Organisation
from shiqiao.scenes.enterprise.green import demo, effect, reads
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.scenes.hall.actions import decide
from shiqiao.testing.street import STREET, Street
from tests.scenes.enterprise.green.conftest import AFFAIR, CREDIT, ITEM, add_firm
from tests.stories.telling import Telling

Enter = Callable[[str], Client]
Give = Callable[..., GreenRule]
SENT = {
    "title": "企业绿色通道", "who": "firm", "firm": CREDIT, "mark": "", "items": [AFFAIR, ITEM], "share": "50", "term": "",
    "parallel": "现场核查\n材料审核", "since": "2018-06-27", "until": "2018-12-31", "reason": "搬迁期间业务集中",
}  # fmt: skip


def test_a_leader_grants_changes_and_withdraws_on_the_pages(street: Street, enter: Enter, firm: Organisation) -> None:
    leader = enter("leader2")
    assert "没有规则" in leader.get("/green/").content.decode()
    refused = leader.post("/green/new/", {**SENT, "firm": "没有这家企业"})
    assert (refused.status_code, "未找到企业" in refused.content.decode()) == (422, True)
    assert "搬迁期间业务集中" in refused.content.decode()  # what was typed stays
    where = leader.post("/green/new/", SENT)["Location"]
    page = leader.get(where).content.decode()
    assert all(one in page for one in (firm.name, "现场核查 ∥ 材料审核", "保留原时限的50%", "住宅改作经营用房情况证明"))
    answer = leader.post(f"{where}change/", {**SENT, "share": "", "term": "1wd"})
    new = GreenRule.objects.get(ended_at=None)
    assert (answer["Location"], new.number, new.term) == (f"/green/{new.pk}/", "1.2", "1wd")
    assert leader.get(f"{where}change/").status_code == 404  # it has been replaced
    leader.post(f"/green/{new.pk}/withdraw/", {"reason": "企业迁出"})
    assert "企业迁出" in leader.get(f"/green/{new.pk}/").content.decode()
    assert leader.get("/green/?tab=ended").content.decode().count("kit-row-link") == 2


def test_who_does_not_read_or_grant_is_turned_away(street: Street, enter: Enter, give: Give) -> None:
    rule = give()
    assert enter("c1g1").get("/green/").status_code == 403
    assert enter("economy1").get(f"/green/{rule.pk}/").status_code == 200
    assert enter("economy1").get("/green/new/").status_code == 403
    assert enter("economy1").post(f"/green/{rule.pk}/withdraw/", {"reason": "不行"}).status_code == 403


def test_it_is_put_to_use_from_the_matter(street: Street, enter: Enter, tell: Telling, give: Give) -> None:
    receipt = street.report()
    tell.dispatch(receipt, "city.handler1")
    give()
    centre = enter("dispatch1")
    assert f"/green/matter/{receipt.number}/" in centre.get(f"/matters/{receipt.number}/").content.decode()
    refused = centre.post(f"/green/matter/{receipt.number}/", {"firm": ""})
    assert (refused.status_code, "没有生效规则" in refused.content.decode()) == (422, True)
    assert centre.post(f"/green/matter/{receipt.number}/", {"firm": CREDIT}).status_code == 302
    page = centre.get(f"/matters/{receipt.number}/").content.decode()
    assert "绿色通道第1.1号规则" in page
    assert f"/green/matter/{receipt.number}/" not in page
    assert "绿色通道第1.1号规则" not in enter("c2g1").get(f"/matters/{receipt.number}/").content.decode()


def test_uses_are_listed_and_taken_away(street: Street, enter: Enter, give: Give, apply: Callable[..., Any]) -> None:
    rule = give()
    row = apply(credit=CREDIT)
    auditor = enter("auditor1")
    page = auditor.get("/green/uses/").content.decode()
    assert f'href="/affairs/{row.pk}/"' in page
    assert "3个工作日 → 2个工作日" in page
    assert f'href="/affairs/{row.pk}/"' in auditor.get(f"/green/{rule.pk}/").content.decode()
    sheet = load_workbook(BytesIO(b"".join(auditor.get("/export/green-uses.xlsx").streaming_content))).active
    assert [cell.value for cell in sheet[2]][:2] == [rule.number, rule.title]  # type: ignore[index]
    for code in ("green", "green-uses"):
        assert auditor.get(f"/export/{code}.pdf").content[:5] == b"%PDF-"
        assert enter("c1g1").get(f"/export/{code}.pdf").status_code == 403


def test_the_affair_says_why_it_is_due_so_soon(
    street: Street, enter: Enter, give: Give, apply: Callable[..., Any]
) -> None:
    give()
    row = apply(credit=CREDIT)
    page = enter("c1head").get(f"/affairs/{row.pk}/").content.decode()
    assert "由原3个工作日缩短：绿色通道第1.1号规则" in page
    assert "示例科技有限公司" in page


@pytest.mark.parametrize(("before", "during", "says"), [(12, 12, "kept"), (12, 3, "few")])
def test_the_others_are_compared_with_the_weeks_before(
    street: Street, give: Give, apply: Callable[..., Any], before: int, during: int, says: str
) -> None:
    def run(count: int) -> None:
        for n in range(count):
            row = apply()
            with held(now() + timedelta(hours=2 + n)):
                decide(affair=row.pk, granted=True, by=street.actor("c1head"), at=now())

    with held(now() - timedelta(days=7)):
        run(before)
    rule = give()
    apply(credit=CREDIT)
    run(during)
    with held(now() + timedelta(days=4)):
        found = effect.effect_of([rule], now())
    assert found is not None
    assert (found.uses, found.weeks, len(found.before.seconds), len(found.during.seconds)) == (1, 1, before, during)
    assert found.says == says


def test_the_demo_has_rules_and_uses_and_loads_once(street: Street) -> None:
    for n in range(4):
        add_firm(f"示例商贸{n}店")
    demo.load(STREET)
    demo.load(STREET)
    assert GreenRule.objects.count() == 4
    found = reads.uses(street.actor("leader2")).rows
    assert len(found) == len(demo.TOLD)
    assert {one.rule for one in found} == {"1.2"}
