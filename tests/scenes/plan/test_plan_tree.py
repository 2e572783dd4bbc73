"""The plan and the regulations: checked when read, counted from the records, holes shown."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.actions import order, reckon
from shiqiao.scenes.plan import kept, reads, tree
from shiqiao.scenes.plan.actions import tie, untie
from shiqiao.scenes.plan.definitions import Codes, parse
from shiqiao.scenes.plan.documents import codes_of, publish
from shiqiao.scenes.plan.tree import percent_of
from shiqiao.testing.street import FIRST_GRID, STREET, Street, later

from .conftest import Entering

Enter = Callable[[str], Client]
FOLDER = Path("localities") / "ganshiqiao"
JUNE, JULY = date(2018, 6, 1), date(2018, 7, 1)


def text_of(kind: str) -> str:
    return (FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")


def tree_of(street: Street, login: str = "leader1") -> tree.Tree:
    found = tree.tree(street.actor(login), now())
    assert found is not None
    return found


def line(street: Street, code: str) -> tree.Branch:
    return next(one for one in tree_of(street).walk() if one.line.code == code)


def test_the_plan_of_the_report_stands_as_it_was_told(street: Street) -> None:
    plan = reads.plan(STREET)
    assert plan is not None
    kinds = [one.kind for one in plan.lines]
    assert [kinds.count(kind) for kind in ("main_line", "theme", "state", "direction")] == [1, 2, 5, 5]
    titles = [one.title.zh for one in plan.lines]
    assert titles[1:3] == ["抓责任", "强落实"]
    assert titles[3:8] == ["激情", "担当", "争先", "细致", "创新"]
    assert titles[8:] == ["棚改旧改", "项目建设", "招商引资", "社会治理", "城市管理"]
    assert len(reads.regulations(STREET)) >= 12


@pytest.mark.parametrize(
    ("kind", "was", "becomes", "place"),
    [
        ("plan", "target: renewal_signed", "target: nowhere", "direction_renewal.ties.1"),
        ("plan", "regulation: visits", "regulation: nowhere", "state_care.ties.1"),
        ("plan", "item: X0201", "item: Q9", "state_new.ties.1"),
        ("plan", "code: theme_doing", "code: theme_duty", "theme_duty"),
        ("regulations", "indicators: [on_spot]", "indicators: [nowhere]", "grid_patrol.article 2.indicators"),
        ("regulations", "flows: [mediation]", "flows: [nowhere]", "petitions.article 2.flows"),
        ("regulations", "clocks: [echo]", "clocks: [nowhere]", "same_day_echo.article 1.clocks"),
        ("regulations", "roles: [leader, auditor]", "roles: [nobody]", "reward_and_penalty.article 1.roles"),
        ("regulations", "in_charge: grid_centre", "in_charge: nobody", "same_day_echo.in_charge"),
    ],
)
def test_an_unknown_code_is_named_by_its_place(street: Street, kind: str, was: str, becomes: str, place: str) -> None:
    text = text_of(kind)
    assert was in text
    with pytest.raises(Invalid) as refused:
        publish(kind=kind, street=STREET, text=text.replace(was, becomes, 1), by=system("test"), at=now())
    assert set(refused.value.fields) == {place}
    assert reads.version(STREET, kind) == 1


def test_an_article_that_nothing_carries_out_must_say_why(street: Street) -> None:
    text = text_of("regulations").replace(
        "later: {zh: 值班场景尚未启用, en: The scene of duty is not there yet}", "by: {}"
    )
    with pytest.raises(Invalid) as refused:
        parse("regulations", text, codes_of(STREET))
    assert any("under later" in str(one) for one in refused.value.fields.values())


@pytest.mark.unit
def test_nothing_known_means_nothing_may_be_named() -> None:
    article = "{text: {zh: 一, en: a}, by: {roles: [x]}}"
    text = f"regulations:\n- {{code: one, title: {{zh: 一, en: one}}, in_charge: u, articles: [{article}]}}"
    with pytest.raises(Invalid) as refused:
        parse("regulations", text, Codes())
    assert set(refused.value.fields) == {"one.in_charge", "one.article 1.roles"}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("62.5%", Fraction(5, 8)),
        ("130%", Fraction(1)),
        ("0%", Fraction(0)),
        ("62.5", None),
        ("open", None),
        ("", None),
        ("%", None),
    ],
)
def test_a_progress_told_in_percent_is_read(told: str, found: Fraction | None) -> None:
    assert percent_of(told) == found


def counted_matter(street: Street) -> str:
    """One matter that was answered on the same day, counted for scores; returns its number."""
    with held(later(now(), days=-3)):
        receipt = street.report()
        matters.dispatch_matter(matter=receipt.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
        matters.answer_matter(matter=receipt.id, answer="马上清", by=street.actor("c1g1"), at=now())
    order(street=STREET, since=JUNE, at=now())
    reckon(at=now())
    return receipt.number


def test_a_regulation_is_kept_as_far_as_its_indicators_count(street: Street, enter: Enter) -> None:
    number = counted_matter(street)
    counts = scoring.counts(STREET, "street", JUNE, JULY)[STREET]
    by = kept.counted(STREET, JUNE, JULY)
    (found,) = [one for one in kept.all_kept(STREET, JUNE, JULY) if one.regulation.code == "same_day_echo"]
    n, d = counts["echoed_same_day"]
    assert (by["echoed_same_day"].n, by["echoed_same_day"].d) == (n, d)
    assert found.articles[0].kept == Fraction(n, d) == 1
    assert found.articles[1].state == "quiet"
    page = enter("leader1").get(f"/plan/regulations/{found.number}/?month=2018-06").content.decode()
    assert f"/scores/street/{STREET}/echoed_same_day/?month=2018-06" in page.replace("&amp;", "&")
    rows = enter("leader1").get(f"/scores/street/{STREET}/echoed_same_day/?month=2018-06&side=hit")
    assert number in rows.content.decode()


def test_where_less_is_better_what_did_not_hit_keeps_the_rule(street: Street) -> None:
    by = kept.counted(STREET, JUNE, JULY)
    assert kept.measured(by["rework"].indicator, 1, 4).kept == Fraction(3, 4)
    assert kept.measured(by["solved"].indicator, 1, 4).kept == Fraction(1, 4)
    assert kept.measured(by["supervised"].indicator, 1, 4).kept is None
    assert kept.measured(by["solved"].indicator, 0, 0).kept is None


def test_a_clock_brings_the_indicator_that_measures_it(street: Street) -> None:
    by = kept.counted(STREET, JUNE, JULY)
    held_to = {one.regulation.code: one for one in kept.all_kept(STREET, JUNE, JULY)}
    petition = held_to["petitions"].articles[0]
    assert [one.indicator.code for one in petition.measures] == [
        "accepted_in_time",
        "handled_in_time",
        "reviewed_in_time",
    ]
    assert petition.unmeasured == ()
    assert held_to["duty"].articles[0].state == "later"
    assert set(by) >= {"accepted_in_time", "handled_in_time"}


def test_holes_are_shown(street: Street, enter: Enter) -> None:
    found = tree_of(street)
    assert {one.line.code for one in found.walk() if one.empty} == {"main_study", "state_first"}
    loose = {
        reads.code_of(STREET, "targets" if one.kind == "target" else "regulations", one.number) for one in found.loose
    }
    assert loose == {"retail_sales", "joint_meeting", "duty"}
    page = enter("c1g1").get("/plan/").content.decode()
    for said in (
        "思路有5处空白",
        "此条目下尚无内容",
        "社会消费品零售总额",
        "未挂接到任何条目",
        "对标市中区“1+446”工作思路",
    ):
        assert said in page, said
    listed = enter("leader1").get("/plan/regulations/").content.decode()
    assert "条待落实" in listed


def test_progress_rolls_up_from_targets(street: Street, entering: Entering) -> None:
    entering("budget_revenue", value=Decimal("7.20"))
    entering("capital_attracted", value=Decimal("1.50"))
    rolled = line(street, "direction_investment").rolled
    assert rolled.progress == (2 * Fraction("7.2") / Fraction("14.4") + Fraction(1, 4)) / 3
    assert (rolled.measured, rolled.many) == (2, 2)


def test_a_thing_of_another_part_is_tied_and_taken_off(street: Street, enter: Enter) -> None:
    building = registry.add_building(
        street=STREET, name="岔路街1号楼", grid=FIRST_GRID, by=system("t", street=STREET), at=now()
    )
    subject, leader = Ref("building", building.pk), street.actor("leader1")
    with pytest.raises(Forbidden):
        tie(line="direction_renewal", subject=subject, by=street.actor("c1g1"), at=now())
    with pytest.raises(NotFound):
        tie(line="nowhere", subject=subject, by=leader, at=now())
    with pytest.raises(NotFound):
        tie(line="direction_renewal", subject=Ref("building", 10**9), by=leader, at=now())
    with pytest.raises(Invalid):
        tie(line="direction_renewal", subject=Ref("plan_line", 1), by=leader, at=now())
    row = tie(line="direction_renewal", subject=subject, weight=Decimal(2), by=leader, at=now())
    with pytest.raises(Conflict):
        tie(line="direction_renewal", subject=subject, by=leader, at=now())
    (found,) = [one for one in line(street, "direction_renewal").tied if one.tie]
    assert (found.title, found.url) == ("岔路街1号楼", f"/registry/building/{building.pk}/")
    assert f'href="/registry/building/{building.pk}/"' in enter("leader1").get("/plan/").content.decode()
    assert enter("c1g1").post(f"/plan/ties/{row.pk}/untie/").status_code == 403
    enter("leader1").post(f"/plan/ties/{row.pk}/untie/")
    street.reopen()
    assert [one for one in line(street, "direction_renewal").tied if one.tie] == []
    with pytest.raises(Conflict):
        untie(tie=row.pk, by=leader, at=now())
    codes = list(JournalLine.objects.filter(kind="plan_line").values_list("code", flat=True).order_by("id"))
    assert codes == ["plan.tied", "plan.untied"]


def test_others_show_targets_lines_and_regulations_by_their_number(street: Street, entering: Entering) -> None:
    row = entering(value=Decimal("1.60"))
    refs = [
        Ref("plan_target", row.target), Ref("plan_line", reads.number_of(STREET, "plan", "direction_projects")),
        Ref("plan_regulation", reads.number_of(STREET, "regulations", "duty")), Ref("plan_target", 10**9),
    ]  # fmt: skip
    told = show(street.actor("leader1"), refs)
    assert told[refs[0]] == ("社会固定资产投资", f"/plan/targets/{row.target}/", "50%")
    assert told[refs[1]] == ("项目建设", "/plan/#line-direction_projects", "50%")
    assert told[refs[2]].title == "值班值守制度"
    assert refs[3] not in told


def test_a_thing_is_tied_by_the_address_of_its_page(street: Street, enter: Enter) -> None:
    building = registry.add_building(
        street=STREET, name="公立街2号楼", grid=FIRST_GRID, by=system("t", street=STREET), at=now()
    )
    client, line_code = enter("leader1"), "direction_projects"
    wrong = client.post("/plan/ties/", {"line": line_code, "address": "/registry/building/999999/", "weight": "1"})
    assert wrong.status_code == 422
    assert "该网址无法挂接" in wrong.content.decode()
    assert "/registry/building/999999/" in wrong.content.decode()
    address = f"https://street.example/registry/building/{building.pk}/?tab=1"
    assert client.post("/plan/ties/", {"line": line_code, "address": address, "weight": "2"}).status_code == 302
    street.reopen()
    (found,) = [one for one in line(street, line_code).tied if one.tie]
    assert (found.title, found.weight) == ("公立街2号楼", Fraction(2))
    assert enter("c1g1").get("/plan/ties/").status_code == 403


def test_an_administrator_publishes_a_file_and_a_mistake_is_named(street: Street, enter: Enter) -> None:
    client, text = enter("admin1"), text_of("plan")

    def send(content: str) -> str:
        file = SimpleUploadedFile("plan.yaml", content.encode())
        return client.post("/plan/publish/", {"kind": "plan", "file": file}, follow=True).content.decode()

    assert "direction_renewal.ties.1" in send(text.replace("target: renewal_signed", "target: nowhere"))
    street.reopen()
    assert reads.version(STREET, "plan") == 1
    assert "新版本已发布并生效" in send(text.replace("weight: 2", "weight: 3", 1))
    street.reopen()
    assert reads.version(STREET, "plan") == 2
    assert enter("leader1").get("/plan/publish/").status_code == 403
