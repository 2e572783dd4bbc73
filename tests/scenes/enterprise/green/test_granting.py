"""The green channel granted, used at a counter and on a matter, changed and withdrawn."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import reckoned, shortened_by
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters.actions import send_back_matter
from shiqiao.kernel.matters.errors import NothingShorter
from shiqiao.kernel.matters.proof import check_matters
from shiqiao.kernel.registry.models import Organisation
from shiqiao.scenes.enterprise.green import granting, reads
from shiqiao.scenes.enterprise.green.errors import NoRuleFits, RuleEnded
from shiqiao.scenes.enterprise.green.granting import Grant
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.testing.street import Street
from tests.scenes.enterprise.green.conftest import AFFAIR, CREDIT, add_firm
from tests.stories.telling import Telling

Give = Callable[..., GreenRule]
Take = Callable[..., Any]


def term_of(kind: str, subject: int) -> tuple[str, str]:
    clock = next(one for one in clocks_of(Ref(kind, subject)) if one.name == "handle")
    return clock.term, shortened_by(clock.state())


def test_the_firm_it_is_granted_to_has_half_the_term_at_the_counter(street: Street, give: Give, apply: Take) -> None:
    rule, full = give(), apply()
    ours = apply(credit=CREDIT)
    assert term_of("service_affair", full.pk) == ("3wd", "")
    assert term_of("service_affair", ours.pk) == ("2wd", rule.number)
    assert (ours.term, ours.due_at < full.due_at) == ("2wd", True)
    assert lines_of(Ref("service_affair", ours.pk))[-1].data["rule"] == rule.number


def test_another_firm_keeps_its_term(street: Street, give: Give, apply: Take) -> None:
    give()
    add_firm("另一示例商贸有限公司", "91370103MA3C0001XL")
    assert term_of("service_affair", apply(credit="91370103MA3C0001XL").pk) == ("3wd", "")


def test_a_credit_code_that_nobody_has_is_refused_by_name(street: Street, apply: Take) -> None:
    with pytest.raises(Invalid) as refused:
        apply(credit="91370103MA3C0009XW")
    assert "credit" in refused.value.fields


def test_a_rule_for_firms_with_a_mark_asks_the_register(street: Street, give: Give, apply: Take) -> None:
    rule = give(who="mark", organisation=0, mark="kind=enterprise")
    assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == rule.number
    assert term_of("service_affair", apply().pk)[1] == ""


def test_a_rule_for_a_tier_asks_the_firm_s_file(street: Street, give: Give, apply: Take, firm: Organisation) -> None:
    rule = give(who="mark", organisation=0, mark="tier=other")
    assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == ""
    FirmFile.objects.create(street=street.number, organisation=firm.pk, tier="other", opened_at=now())
    assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == rule.number


def test_of_several_rules_the_shortest_term_counts(street: Street, give: Give, apply: Take) -> None:
    give(who="firms", organisation=0)
    best = give(share=0, term="4wh")
    give(who="anyone", organisation=0, share=70)
    assert term_of("service_affair", apply(credit=CREDIT).pk) == ("4wh", best.number)


def test_a_rule_holds_only_on_its_days(street: Street, give: Give, apply: Take) -> None:
    give(since=date(2018, 7, 2), until=date(2018, 7, 6))
    assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == ""
    with held(now() + timedelta(days=5)):
        assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == "1.1"
    with held(now() + timedelta(days=12)):
        assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == ""


def test_a_withdrawn_rule_shortens_no_more_and_what_it_shortened_stays(street: Street, give: Give, apply: Take) -> None:
    rule, before = give(), apply(credit=CREDIT)
    granting.withdraw_rule(rule=rule.pk, reason="企业已迁出", by=street.actor("leader2"), at=now())
    assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == ""
    assert term_of("service_affair", before.pk)[1] == rule.number
    assert [line.code for line in lines_of(Ref(granting.RULE, rule.pk))] == [
        "enterprise.green_granted", "enterprise.green_withdrawn",
    ]  # fmt: skip
    with pytest.raises(RuleEnded):
        granting.withdraw_rule(rule=rule.pk, reason="再次", by=street.actor("leader2"), at=now())


def test_a_change_is_a_new_version_and_the_old_one_stands_as_it_was(
    street: Street, give: Give, firm: Organisation
) -> None:
    rule = give()
    grant = Grant(
        "重点企业绿色通道", "firm", (AFFAIR,), date(2018, 6, 28), date(2018, 9, 30), "范围收窄", firm.pk, share=70
    )
    new = granting.change_rule(rule=rule.pk, grant=grant, by=street.actor("leader1"), at=now())
    rule.refresh_from_db()
    assert (new.number, rule.number, rule.share, rule.ended_at) == ("1.2", "1.1", 50, now())


def test_two_versions_of_a_rule_cannot_hold_at_once(street: Street, give: Give) -> None:
    rule = give()
    with pytest.raises(IntegrityError), transaction.atomic():
        GreenRule.objects.filter(pk=rule.pk).update(id=rule.pk + 999) and rule.save(force_insert=True)


def test_only_a_leader_grants(street: Street, give: Give) -> None:
    for login in ("dispatch1", "economy1", "c1g1", "auditor1"):
        with pytest.raises(Forbidden):
            give(by=login)


@pytest.mark.parametrize(("more", "field"), [
    ({"title": " "}, "title"), ({"reason": ""}, "reason"), ({"items": ()}, "items"), ({"items": ("matter:nothing",)}, "items"),
    ({"share": 0}, "share"), ({"term": "2wd"}, "share"), ({"share": 95}, "share"), ({"share": 0, "term": "soon"}, "term"),
    ({"since": date(2018, 6, 26)}, "since"), ({"until": date(2018, 6, 1)}, "until"), ({"until": date(2019, 7, 1)}, "until"),
    ({"organisation": 0}, "firm"), ({"who": "mark", "organisation": 0}, "mark"), ({"who": "all"}, "who"),
    ({"who": "firms"}, "who"), ({"parallel": ("一",) * 9}, "parallel"),
])  # fmt: skip
def test_what_cannot_be_used_is_named(street: Street, give: Give, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        give(**more)
    assert field in refused.value.fields


def test_it_is_put_to_use_on_a_matter_that_runs(street: Street, tell: Telling, give: Give, firm: Organisation) -> None:
    receipt = street.report()
    tell.dispatch(receipt, "city.handler1")
    rule = give()
    before = tell.clock(receipt, "handle")
    granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=street.actor("dispatch1"), at=now())
    clock = tell.clock(receipt, "handle")
    assert (shortened_by(clock.state()), clock.due_at < before.due_at) == (rule.number, True)
    assert reckoned(clock.state(), calendar_for(street.number)) == clock.due_at
    assert tell.row(receipt).next_due == min(clock.due_at, tell.row(receipt).next_due)
    assert lines_of(Ref("matter", receipt.id))[-1].code == "matters.shortened"
    assert not list(check_matters())


def test_work_that_comes_back_is_shortened_again(street: Street, tell: Telling, give: Give, firm: Organisation) -> None:
    receipt = street.report()
    tell.dispatch(receipt, "city.handler1")
    rule = give()
    granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=street.actor("dispatch1"), at=now())
    tell.finish(receipt, by="city2")
    send_back_matter(matter=receipt.id, reason="未清理干净", by=street.actor("check1"), at=now())
    assert shortened_by(tell.clock(receipt, "handle", 2).state()) == rule.number


def test_without_a_rule_or_twice_it_is_refused(street: Street, tell: Telling, give: Give, firm: Organisation) -> None:
    receipt, by = street.report(), street.actor("dispatch1")
    tell.dispatch(receipt, "city.handler1")
    with pytest.raises(NoRuleFits):
        granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=by, at=now())
    give()
    granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=by, at=now())
    with pytest.raises(NothingShorter):
        granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=by, at=now())


def test_who_does_not_see_the_matter_cannot_use_it(
    street: Street, tell: Telling, give: Give, firm: Organisation
) -> None:
    receipt = street.report()
    give()
    with pytest.raises(NotFound):
        granting.use_on_matter(number=receipt.number, organisation=firm.pk, by=street.actor("c2g1"), at=now())


def test_every_use_stands_in_the_list(street: Street, give: Give, apply: Take) -> None:
    rule = give()
    made = [apply(credit=CREDIT) for _ in range(3)]
    apply()
    page = reads.uses(street.actor("auditor1"), limit=2)
    rest = reads.uses(street.actor("auditor1"), after=page.next, limit=2)
    found = [*page.rows, *rest.rows]
    assert [one.clock.subject for one in found] == [row.pk for row in reversed(made)]
    assert {(one.rule, one.former, one.term) for one in found} == {(rule.number, "3wd", "2wd")}
    assert all(one.due_to < one.due_from and one.by for one in found)
    assert not reads.uses(street.actor("c1g1")).rows


def test_dates_are_local(street: Street, give: Give, apply: Take) -> None:
    give(until=date(2018, 6, 27))
    with held(datetime.fromisoformat("2018-06-27T23:59:00+08:00")):
        assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == "1.1"
    with held(datetime.fromisoformat("2018-06-28T00:01:00+08:00")):
        assert term_of("service_affair", apply(credit=CREDIT).pk)[1] == ""
