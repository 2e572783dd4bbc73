"""Appeals leave a matter out, closed months are made public, and what was made public can be proved."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.scoring import actions, appeals, publishing, reads
from shiqiao.kernel.scoring.appeals import Target
from shiqiao.kernel.scoring.models import Appeal, Correction
from shiqiao.kernel.scoring.proof import check_scores
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.stories.telling import Telling

from .conftest import AUGUST, JULY, JUNE, Lives, close_until


def counted(code: str = "rework", since: date = JUNE, until: date = JULY) -> tuple[int, int]:
    return reads.counts(STREET, "grid", since, until).get(FIRST_GRID, {}).get(code, (0, 0))


@pytest.fixture
def raised(lives: Lives, street: Street, tell: Telling) -> Callable[..., Appeal]:
    """A matter of June that was not solved, and who appeals against it."""

    def make(day: str = "2018-06-29", by: str = "c1g1", code: str = "solved") -> Appeal:
        made = lives.whole("2018-06-05", solved=False)
        lives.whole("2018-06-06", solved=True)
        actions.reckon(at=now())
        with tell.at(f"{day} 10:00"):
            target = Target(made.number, code, JUNE, "grid", FIRST_GRID)
            return appeals.raise_appeal(target=target, reason="诉求超出职责范围", by=street.actor(by), at=now())

    return make


def decide(street: Street, row: Appeal, *, uphold: bool = True, by: str = "leader1") -> Appeal:
    return appeals.decide_appeal(appeal=row.id, uphold=uphold, answer="核实属实", by=street.actor(by), at=now())


def test_an_appeal_won_before_the_month_is_closed_leaves_the_matter_out(
    raised: Callable[..., Appeal], street: Street, tell: Telling
) -> None:
    row = raised()
    assert counted("solved") == (1, 2)
    with tell.at("2018-07-02 10:00"):
        close_until(street, JUNE)
        with pytest.raises(Conflict, match="not decided"):
            actions.close_month(street=STREET, starts=JUNE, by=street.actor("leader1"), at=now())
        decide(street, row)
        assert counted("solved") == (1, 1)
        assert counted("satisfied") == (1, 2), "it was left out of one indicator only"
        close_until(street, JULY)
        assert counted("solved") == (1, 1)
        assert not Correction.objects.exists()
        assert row.number not in {one.number for one in shown(street)}
    assert list(check_scores()) == []


def shown(street: Street) -> list[reads.Row]:
    return reads.behind(street.actor("leader1"), "grid", FIRST_GRID, "solved", JUNE, JULY, now())


def test_an_appeal_won_after_the_month_was_closed_is_a_contra_entry(
    lives: Lives, street: Street, tell: Telling
) -> None:
    lives.whole("2018-06-05", solved=False)
    lives.whole("2018-06-06", solved=True)
    with tell.at("2018-07-02 09:00"):
        close_until(street, JULY)
    row = raised_later(lives, street, tell)
    with tell.at("2018-07-05 10:00"):
        decide(street, row)
        assert counted("solved") == (1, 2), "the closed month stays"
        assert counted("solved", JULY, AUGUST) == (0, -1)
        assert [(one.hits, one.counts) for one in Correction.objects.filter(indicator="solved")] == [(0, -1)]
    assert list(check_scores()) == []


def raised_later(lives: Lives, street: Street, tell: Telling) -> Appeal:
    number = next(one.number for one in shown(street) if not one.hit)
    with tell.at("2018-07-04 10:00"):
        target = Target(number, "solved", JUNE, "grid", FIRST_GRID)
        return appeals.raise_appeal(target=target, reason="对方已认可", by=street.actor("c1g1"), at=now())


def test_an_appeal_has_a_clock_and_tells_who_decides_and_who_raised_it(
    raised: Callable[..., Appeal], street: Street, tell: Telling
) -> None:
    row = raised()
    clock = Clock.objects.get(kind=appeals.KIND, subject=row.id)
    assert clock.due_at == row.due_at > row.raised_at + timedelta(days=3), "a weekend lies between"
    assert Notice.objects.filter(kind="scoring.appealed", subject_id=row.id).exists()
    with tell.at("2018-07-02 10:00"):
        decide(street, row, uphold=False)
    clock.refresh_from_db()
    assert clock.stopped_at is not None
    told = Notice.objects.get(kind="scoring.appeal_decided")
    assert told.account == street.actor("c1g1").account
    assert appeals.words_of(Appeal.objects.get(pk=row.id)) == ("诉求超出职责范围", "核实属实")
    assert [line.code for line in lines_of(appeals.subject_of(row))] == ["scoring.appealed", "scoring.appeal_decided"]


def test_who_raised_it_does_not_decide_it_and_the_second_appeal_is_decided_by_another(
    raised: Callable[..., Appeal], street: Street, tell: Telling
) -> None:
    row = raised(by="leader1")
    with pytest.raises(Forbidden, match="does not decide"):
        decide(street, row)
    with pytest.raises(NotFound):
        decide(street, row, by="dispatch1")
    decide(street, row, uphold=False, by="leader2")
    target = Target(row.number, "solved", JUNE, "grid", FIRST_GRID)
    again = appeals.raise_appeal(target=target, reason="再次申请", by=street.actor("c1g1"), at=now())
    with pytest.raises(Forbidden, match="another leader"):
        decide(street, again, uphold=False, by="leader2")
    decide(street, again, uphold=False)
    with pytest.raises(Conflict, match="final"):
        appeals.raise_appeal(target=target, reason="第三次", by=street.actor("c1g1"), at=now())


def test_what_cannot_be_appealed_against_is_refused_by_name(
    raised: Callable[..., Appeal], lives: Lives, street: Street, tell: Telling
) -> None:
    row = raised()
    ours = street.actor("c1g1")

    def ask(number: str = row.number, code: str = "satisfied", month: date = JUNE, reason: str = "理由") -> Appeal:
        target = Target(number, code, month, "grid", FIRST_GRID)
        return appeals.raise_appeal(target=target, reason=reason, by=ours, at=now())

    with pytest.raises(Conflict, match="under way"):
        ask(code="solved")
    with pytest.raises(Invalid) as refused:
        ask(reason=" ")
    assert "reason" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        ask(code="on_spot")
    assert "number" in refused.value.fields
    with pytest.raises(NotFound):
        ask(number="20180001999")
    with pytest.raises(NotFound):
        ask(code="unknown")
    with tell.at("2018-07-11 09:00"), pytest.raises(Conflict, match="ended on"):
        ask()
    with pytest.raises(NotFound):
        appeals.access_appeal(street.actor("c2g1"), row.id)
    with pytest.raises(Forbidden):
        appeals.withdraw_appeal(appeal=row.id, by=street.actor("leader1"), at=now())
    appeals.withdraw_appeal(appeal=row.id, by=ours, at=now())
    with pytest.raises(Conflict, match="over"):
        appeals.withdraw_appeal(appeal=row.id, by=ours, at=now())
    assert ask(code="solved").state == "open"


def test_a_closed_month_is_made_public_once_and_can_be_proved_later(
    raised: Callable[..., Appeal], lives: Lives, street: Street, tell: Telling
) -> None:
    decide(street, raised())
    head = street.actor("leader1")
    with tell.at("2018-07-02 10:00"):
        with pytest.raises(Conflict, match="still open"):
            publishing.publish_month(street=STREET, starts=JUNE, by=head, at=now())
        close_until(street, JULY)
        with pytest.raises(Forbidden):
            publishing.publish_month(street=STREET, starts=JUNE, by=street.actor("dispatch1"), at=now())
        publishing.publish_month(street=STREET, starts=JUNE, by=head, at=now())
        with pytest.raises(Conflict, match="public already"):
            publishing.publish_month(street=STREET, starts=JUNE, by=head, at=now())
    assert Notice.objects.filter(kind="scoring.made_public").count() > 3
    lives.whole("2018-07-03")
    assert list(check_scores()) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_month SET hits[1] = hits[1] + 1, counts[1] = counts[1] + 1 WHERE id IN "
                       "(SELECT min(id) FROM scoring_month WHERE part = 'call_back.answered' GROUP BY axis)")  # fmt: skip
    assert "no longer those that are counted" in "".join(one.what for one in check_scores())


def home(street: Street, building: str) -> None:
    by, began = street.actor("c1g1"), date(2010, 1, 1)
    house = registry.add_building(street=STREET, name=building, grid=FIRST_GRID, by=by, at=now())
    flat = registry.add_dwelling(building=house.pk, unit="1", room="101", by=by, at=now())
    registry.add_household(street=STREET, dwelling=flat.pk, began=began, by=by, at=now())


def test_a_number_for_so_many_households_keeps_the_households_of_its_month(
    lives: Lives, street: Street, tell: Telling
) -> None:
    table = reads.versions(STREET)[-1].table
    based = next(one.code for one in table.indicators if one.per)
    home(street, "甲楼")
    lives.whole("2018-06-05")
    with tell.at("2018-07-02 10:00"):
        close_until(street, JULY)
    before = counted(based)
    home(street, "乙楼")
    assert counted(based) == before == (1, 1)
    assert counted(based, JULY, AUGUST)[1] == 2
