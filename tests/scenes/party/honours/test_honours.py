"""Honours, their validity, pursuits with criteria and gaps, themes and meetings."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.honours import actions, learning, pursuing, reads, rules
from shiqiao.scenes.party.honours.errors import GapsLeft, HonourThere, NoEvidence, PursuitOver, PursuitThere
from shiqiao.scenes.party.honours.learning import MeetingGiven, ThemeGiven
from shiqiao.scenes.party.honours.publishing import RULES
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.scenes.party.honours.tables import Honour, PursuitCriterion
from shiqiao.testing.street import Street

from .conftest import FOURTH, Enter, Pursue, post

TODAY = date(2018, 6, 27)


@pytest.mark.parametrize(
    ("until", "withdrawn", "told"),
    [(None, False, "held"), (date(2018, 6, 26), False, "lapsed"), (TODAY, False, "lapsing"),
     (date(2018, 9, 25), False, "lapsing"), (date(2018, 9, 26), False, "held"), (None, True, "withdrawn")],
)  # fmt: skip
def test_a_lapse_is_shown_before_it_comes(until: date | None, withdrawn: bool, told: str) -> None:
    assert rules.standing(until, withdrawn, TODAY, 90) == told


def test_validity_ends_the_day_before_the_same_day() -> None:
    assert rules.valid_until(date(2016, 7, 1), 3) == date(2019, 6, 30)
    assert rules.valid_until(date(2016, 2, 29), 1) == date(2017, 2, 28)
    assert rules.valid_until(TODAY, 0) is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"giver": ""}, "giver"), ({"level": "moon"}, "level"), ({"words": ""}, "file"),
     ({"holder": Holder("community", 7)}, "holder"), ({"holder": Holder("account", 999999)}, "holder"),
     ({"holder": Holder("unit", 999999)}, "holder"), ({"holder": Holder("other", 1, "moon")}, "holder"),
     ({"given_on": date(2030, 1, 1)}, "given_on"), ({"valid_until": date(2010, 1, 1)}, "valid_until")],
)  # fmt: skip
def test_bad_input_names_its_field(honour: Enter, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        honour(**wrong)
    assert field in error.value.fields


def test_an_honour_stands_once_and_may_be_withdrawn(honour: Enter, street: Street) -> None:
    row, by = honour(valid_until=date(2018, 8, 1)), street.actor("general1")
    with pytest.raises(HonourThere):
        honour()
    with pytest.raises(Forbidden):
        honour(by="c1g1")
    head = Account.objects.get(username="leader1").pk
    honour(title="好干部", holder=Holder("account", head), level="city")
    assert [one.pk for one in reads.lapsing(by, TODAY)] == [row.pk]
    assert reads.counted(by, TODAY) == {"held": 2, "lapsing": 1, "lapsed": 0}
    actions.withdraw_honour(honour=row.pk, words="复查未通过", by=by, at=now())
    assert reads.counted(by, TODAY) == {"held": 1, "lapsing": 0, "lapsed": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Honour.objects.filter(pk=row.pk).update(valid_until=date(2010, 1, 1))


def test_a_pursuit_is_won_criterion_by_criterion(pursue: Pursue, street: Street) -> None:
    row, head = pursue(), street.actor("city1")
    with pytest.raises(PursuitThere):
        pursue()
    criteria = reads.criteria_of([row.pk])[row.pk]
    assert len(criteria) == 8
    first = criteria[0]
    with pytest.raises(NoEvidence):
        pursuing.settle_criterion(pursuit=row.pk, criterion=first.pk, met=True, by=head, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        PursuitCriterion.objects.filter(pk=first.pk).update(state="met", met_at=now())
    pursuing.name_gap(
        pursuit=row.pk,
        criterion=first.pk,
        owner=post("c4.head"),
        due=date(2018, 7, 15),
        gap="缺管线图",
        by=head,
        at=now(),
    )
    fourth = street.actor("c4head")
    with pytest.raises(Forbidden):
        pursuing.settle_criterion(pursuit=row.pk, criterion=first.pk, met=True, by=fourth, at=now())
    photo = street.photo(by=fourth, purpose="evidence")
    pursuing.prove(pursuit=row.pk, criterion=first.pk, words="管线图已补", files=(photo,), by=fourth, at=now())
    pursuing.settle_criterion(pursuit=row.pk, criterion=first.pk, met=True, by=head, at=now())
    with pytest.raises(GapsLeft):
        pursuing.apply_for(pursuit=row.pk, by=head, at=now())
    about = Ref("honour_pursuit", row.pk)
    for one in criteria[1:]:
        pursuing.prove(pursuit=row.pk, criterion=one.pk, words="见附件", about=about, by=head, at=now())
        pursuing.settle_criterion(pursuit=row.pk, criterion=one.pk, met=True, by=head, at=now())
    pursuing.apply_for(pursuit=row.pk, by=head, at=now())
    done = pursuing.end_pursuit(
        pursuit=row.pk, won=True, words="获评", giver="住房城乡建设部门（演示）", by=street.actor("leader4"), at=now()
    )
    won = Honour.objects.get(pk=done.honour)
    assert (won.title, won.holder, won.valid_until) == ("全国人居环境范例奖", FOURTH, date(2023, 6, 26))
    with pytest.raises(PursuitOver):
        pursuing.prove(pursuit=row.pk, criterion=first.pk, words="x", about=about, by=head, at=now())


def test_meetings_are_light_and_serve_a_theme(street: Street) -> None:
    by = street.actor("general1")
    theme = learning.plan_theme(
        given=ThemeGiven(date(2018, 6, 27), "学习宣传贯彻党的十九大精神", post("general.head"), None, "“1255”的“1”"),
        by=by,
        at=now(),
    )
    assert theme.month == date(2018, 6, 1)
    with pytest.raises(Conflict):
        learning.plan_theme(given=ThemeGiven(date(2018, 6, 1), theme.title, post("general.head")), by=by, at=now())
    good = MeetingGiven("theme_day", date(2018, 6, 25), 30, 27, "重温入党誓词", "石甲、石乙", FOURTH, 0, theme.pk)
    learning.record_meeting(given=good, by=by, at=now())
    assert reads.themes(by, 2018) == [(theme, 1)]
    for wrong, field in (
        ({"kind": "party"}, "kind"), ({"day": date(2030, 1, 1)}, "day"), ({"came": 31}, "came"),
        ({"expected": 0}, "expected"),
        ({"matter": ""}, "matter"), ({"community": 7}, "whose"), ({"community": 0, "unit": 999999}, "whose"),
        ({"theme": 99}, "theme"),
    ):  # fmt: skip
        values = {name: getattr(good, name) for name in MeetingGiven.__slots__}
        with pytest.raises(Invalid) as error:
            learning.record_meeting(given=MeetingGiven(**{**values, **wrong}), by=by, at=now())  # type: ignore[arg-type]
        assert field in error.value.fields


def test_rules_that_name_an_absent_level_are_refused() -> None:
    with pytest.raises(Invalid):
        RULES.parse(
            "awards: [{code: one_award, title: {zh: 甲, en: A}, level: moon, "
            "criteria: [{code: abc, title: {zh: 乙, en: B}, days: 3}]}]"
        )
