"""Contests: begun by published rules, figures that others verify, judges, appeals, the freeze, contra entries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.scenes.projects import actions as projects
from shiqiao.scenes.projects.arena import actions, demo, reads, shown, wall
from shiqiao.scenes.projects.arena.actions import EntrantGiven, ReadingGiven
from shiqiao.scenes.projects.arena.errors import (
    AnsweredByYourself,
    ArenaFrozen,
    EnteredByYourself,
    NotFrozenYet,
    OwnEntrant,
    StillAppealed,
)
from shiqiao.scenes.projects.arena.measures import rows_of, values_of
from shiqiao.scenes.projects.arena.tables import Appeal, Arena, ArenaRules, Entrant, Mark, Reading
from shiqiao.scenes.projects.models import Milestone
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.testing.street import MORNING, STREET, Street, later

from .conftest import RULES, Read, begin, entrant

AFTER = later(MORNING, days=8)  # 5 July: the contest and its days of appeal are over


def totals(row: Arena) -> dict[str, Fraction]:
    return {one.entrant: one.total for one in reads.standings(row, now()).scores}


def test_a_contest_keeps_the_rules_it_began_with(street: Street) -> None:
    row, leader = begin(street), street.actor("leader1")
    again = actions.publish_rules(street=STREET, text=RULES, by=leader, at=now())
    assert again.version == 1
    later_one = actions.publish_rules(
        street=STREET, text=RULES.replace("weight: 30", "weight: 99"), by=leader, at=now()
    )
    assert later_one.version == 2
    assert actions.rules_of(row).weight == 60
    with pytest.raises(Invalid):
        actions.publish_rules(street=STREET, text=RULES.replace("project_milestones", "nothing"), by=leader, at=now())
    with pytest.raises(Forbidden):
        actions.publish_rules(street=STREET, text=RULES, by=street.actor("c1g1"), at=now())


def test_what_is_wrong_with_an_entrant_is_named(street: Street) -> None:
    row, leader = begin(street), street.actor("leader1")
    own = reads.ref_of(entrant("own"))
    for field, given in {
        "subject": EntrantGiven("x", "无", 10, 1), "code": EntrantGiven("own", "重", 10, 1, of_street="甲"),
        "households": EntrantGiven("x", "无户", 0, 1, of_street="甲"), "staff": EntrantGiven("x", "无人", 1, 0, of_street="甲"),
    }.items():  # fmt: skip
        with pytest.raises(Invalid) as refused:
            actions.add_entrant(arena=row.pk, given=given, by=leader, at=now())
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        actions.add_entrant(arena=row.pk, given=EntrantGiven("x", "两次", 10, 1, subject=own), by=leader, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Entrant.objects.filter(code="other").update(of_street="")


def test_a_figure_counts_once_another_has_verified_it(street: Street, read: Read) -> None:
    row = begin(street)
    waiting = read("other", "signed", "500", verified=False)
    assert totals(row)["other"] == 0
    with pytest.raises(EnteredByYourself):
        actions.verify_reading(reading=waiting.pk, by=street.actor("check1"), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.filter(pk=waiting.pk).update(verified_by=waiting.account, verified_at=now())
    actions.verify_reading(reading=waiting.pk, by=street.actor("check2"), at=now())
    assert totals(row)["other"] == 25
    read("other", "signed", "600")  # entered again of the same day: the later one counts
    assert totals(row)["other"] == 30


def test_what_our_records_give_is_not_entered_and_follows_them(street: Street, read: Read) -> None:
    row, owner = begin(street), street.actor("economy1")
    with pytest.raises(Invalid) as refused:
        read("own", "milestones", "100")
    assert "records" in str(refused.value)
    assert totals(row)["own"] == 0
    proof = (street.photo(by=owner, purpose="evidence"),)
    one = Milestone.objects.get(title="立项批复")
    projects.reach_milestone(milestone=one.pk, day=date(2018, 6, 26), files=proof, by=owner, at=now())
    assert totals(row)["own"] == Fraction(100, 3) * Fraction(20, 60)
    told = shown.rows_page(street.actor("c1g1"), row, entrant("own"), "milestones", now())
    assert [held["row"].says for held in told["rows"]] == ["立项批复", "施工许可", "主体完工"]
    assert told["rows"][0]["seen"].title == "岔路街平房区改造项目"


def test_a_figure_outside_the_contest_or_without_evidence_is_refused(street: Street, read: Read) -> None:
    begin(street)
    for day in ("2018-05-31", "2018-06-28"):
        with pytest.raises(Invalid):
            read("other", "signed", "1", day)
    by = street.actor("check1")
    given = ReadingGiven("signed", Decimal(1), date(2018, 6, 20))
    with pytest.raises(Invalid):
        actions.enter_reading(entrant=entrant("other").pk, given=given, by=by, at=now())
    with pytest.raises(Invalid):
        read("other", "manner", "1")


def test_nobody_judges_the_own_entrant(street: Street) -> None:
    begin(street)
    given = {"indicator": "manner", "at": now()}
    with pytest.raises(OwnEntrant):
        actions.give_mark(entrant=entrant("own").pk, value=Decimal(99), by=street.actor("economy1"), **given)
    with pytest.raises(Forbidden):
        actions.give_mark(entrant=entrant("own").pk, value=Decimal(99), by=street.actor("c1g1"), **given)
    with pytest.raises(Invalid):
        actions.give_mark(entrant=entrant("own").pk, value=Decimal(101), by=street.actor("leader1"), **given)
    for value in (80, 81):
        actions.give_mark(entrant=entrant("own").pk, value=Decimal(value), by=street.actor("leader1"), **given)
    assert Mark.objects.get().value == 81


def test_an_appeal_is_answered_by_another_before_the_freeze(street: Street, read: Read) -> None:
    row, owner, leader = begin(street), street.actor("economy1"), street.actor("leader1")
    read("own", "signed", "100")
    given = {"entrant": entrant("own").pk, "indicator": "signed", "text": "漏计 6 户", "at": now()}
    with pytest.raises(Forbidden):
        actions.raise_appeal(**given, by=street.actor("city1"))
    one = actions.raise_appeal(**given, by=owner)
    with pytest.raises(Invalid):
        actions.raise_appeal(**given, by=owner)
    with pytest.raises(Invalid):
        actions.freeze_arena(arena=row.pk, by=leader, at=now())  # the contest is not over
    with held(AFTER):
        with pytest.raises(StillAppealed):
            actions.freeze_arena(arena=row.pk, by=leader, at=now())
        Appeal.objects.filter(pk=one.pk).update(raised_by=leader.account)
        with pytest.raises(AnsweredByYourself):
            actions.answer_appeal(appeal=one.pk, upheld=True, answer="补录", by=leader, at=now())
        other = street.actor("leader2")
        assert actions.answer_appeal(appeal=one.pk, upheld=True, answer="补录", by=other, at=now()).state == "upheld"
        actions.freeze_arena(arena=row.pk, by=leader, at=now())
        with pytest.raises(ArenaFrozen):
            actions.raise_appeal(**{**given, "at": now()}, by=owner)


def test_a_frozen_score_stays_and_a_contra_entry_stands_beside_it(street: Street, read: Read) -> None:
    row, leader = begin(street), street.actor("leader1")
    read("own", "signed", "100")
    read("other", "signed", "600")
    contra = {"entrant": entrant("other").pk, "points": Decimal("-12.5"), "reason": "协议作废", "by": leader}
    with pytest.raises(NotFrozenYet):
        actions.enter_contra(**contra, at=now())
    with held(AFTER):
        row = actions.freeze_arena(arena=row.pk, by=leader, at=now())
        before = totals(row)
        for refused in (
            lambda: read("own", "signed", "199"),
            lambda: actions.freeze_arena(arena=row.pk, by=leader, at=now()),
        ):
            with pytest.raises(ArenaFrozen):
                refused()
        Reading.objects.update(value=1)  # whatever becomes of the records, the frozen score stays
        actions.enter_contra(**contra, at=now())
        assert totals(Arena.objects.get(pk=row.pk)) == before == {"own": 25, "other": 30}
        rows = shown.board(reads.standings(row, now()))
    assert [(one.row.code, one.place, one.total, one.frozen) for one in rows] == [
        ("own", 1, "25.00", ""), ("other", 2, "17.50", "30.00"),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Arena.objects.filter(pk=row.pk).update(snapshot=None)


def test_the_demo_holds_one_arena_in_which_the_largest_does_not_win(street: Street) -> None:
    from shiqiao.scenes.projects import demo as own

    assert ArenaRules.objects.get().code == "project_arena"
    own.load(STREET)
    demo.load(STREET)
    demo.load(STREET)
    row = Arena.objects.get()
    rows = shown.board(reads.standings(row, now()))
    assert len(rows) == 6
    assert {one.row.code for one in rows if not one.row.of_street} == {"chalujie", "gonglijie", "yuhanlu"}
    largest = next(one for one in rows if one.row.code == "street_a")
    assert (largest.raw_place, largest.place > 1, bool(largest.lost)) == (1, True, True)
    assert Appeal.objects.get().state == "raised"
    assert Reading.objects.filter(verified_at=None).count() == 1
    assert len(list(wall.lines(STREET, now()))) == 6


def test_a_board_asks_as_many_queries_for_many_as_for_few(
    street: Street, django_assert_max_num_queries: object
) -> None:
    row, leader = begin(street), street.actor("leader1")
    for n in range(8):
        given = EntrantGiven(f"e{n}", f"示例{n}", 10, 1, of_street="甲")
        actions.add_entrant(arena=row.pk, given=given, by=leader, at=now())
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert len(shown.board(reads.standings(row, now()))) == 10


def test_signing_comes_from_renewals_audited_files_as_of_a_day(street: Street) -> None:
    begin(street)
    own = reads.ref_of(entrant("own"))
    row = Renewal.objects.create(street=STREET, code="r", title="岔路街", project=own.id, created_at=now())
    for n, days in enumerate((20, 5, None)):
        audited = None if days is None else later(MORNING, days=-days)
        RenewalFile.objects.create(
            street=STREET,
            renewal=row.pk,
            plot=1,
            serial=n + 1,
            kind="house",
            area=5000,
            surveyed_at=now(),
            audited_at=audited,
        )
    for day, count in ((date(2018, 6, 1), 0), (date(2018, 6, 7), 1), (date(2018, 6, 27), 2)):
        assert values_of("renewal_audited", [own], date(2018, 4, 1), day) == {own: count}
    assert [one.says for one in rows_of("renewal_audited", own, date(2018, 4, 1), date(2018, 6, 27))] == ["1", "2"]
    assert values_of("renewal_audited", [Ref("project", 1 << 40)], date(2018, 4, 1), date(2018, 6, 27)) == {}
