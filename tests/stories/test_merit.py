"""奖惩: a proposal becomes a yellow card, is appealed against and taken back; the bulletin stays as it was published."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.scenes.merit import actions, appeals, bulletin, reads
from shiqiao.scenes.merit.actions import Given
from shiqiao.scenes.merit.models import Bulletin, Consequence, LedgerEntry, MonthLooked
from shiqiao.scenes.merit.publishing import publish_rules
from shiqiao.scenes.merit.rounds import propose_months
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.scoring.conftest import JULY, JUNE, Lives, close_until

from .telling import Telling

AUGUST = date(2018, 8, 1)
RULES = """
since: 2018-06-01
appeal: {within: 5wd, decide: 3wd}
rules:
  - code: unsolved
    title: {zh: 解决率低于六成, en: Less than 60 % solved}
    subject: grid
    when: {indicator: {code: solved, below: 0.6, rows: 5}}
    points: -3
    card: yellow_card
"""


@pytest.fixture
def lives(street: Street, tell: Telling) -> Lives:
    return Lives(street, tell)


def live_through_june(street: Street, tell: Telling, lives: Lives) -> None:
    """Six matters of the first grid, of which the callers say that four were not solved; June is closed on 2 July."""
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day in ("04", "05"))
    publish_rules(street=STREET, text=RULES, by=street.actor("admin1"), at=now())
    scoring.reckon(at=now())
    with tell.at("2018-07-02 09:00"):
        close_until(street, JULY)


def proposed(street: Street, tell: Telling, lives: Lives) -> Consequence:
    live_through_june(street, tell, lives)
    with tell.at("2018-07-02 10:00"):
        assert [propose_months(at=now()) for _ in range(3)] == [1, 0, 0], "once a rule, subject and month"
    return Consequence.objects.get()


def test_a_yellow_card_appealed_against_is_taken_back_in_the_next_bulletin(
    street: Street, tell: Telling, lives: Lives
) -> None:
    row = proposed(street, tell, lives)
    assert (row.kind, row.subject, row.month, row.card) == ("grid", FIRST_GRID, JUNE, "yellow_card")
    assert row.evidence == [{"kind": "indicator", "month": "2018-06", "code": "solved", "n": 2, "d": 6}]
    member = street.actor("c1g1")
    assert row.concerned == member.account
    assert "merit.month_looked" in {one.kind for one in inbox(street.actor("leader1"))}
    with pytest.raises(NotFound):
        reads.access_consequence(member, row.id)  # nobody is told before it was decided
    with tell.at("2018-07-03 09:00"):
        with pytest.raises(Conflict, match="not decided: 1"):
            bulletin.publish_bulletin(month=JUNE, by=street.actor("leader1"), at=now())
        with pytest.raises(Invalid):
            actions.decide(consequence=row.id, outcome="confirmed", reason=" ", by=street.actor("leader1"), at=now())
        actions.decide(consequence=row.id, outcome="confirmed", reason="回访属实", by=street.actor("leader1"), at=now())
    with tell.at("2018-07-03 10:00"):
        june = bulletin.publish_bulletin(month=JUNE, by=street.actor("leader1"), at=now())
    assert [(one["card"], one["points"]) for one in june.content["penalties"]] == [("yellow_card", "-3")]
    assert "merit.decided" in {one.kind for one in inbox(member)}
    with tell.at("2018-07-04 09:00"):
        appeal = appeals.raise_appeal(consequence=row.id, reason="四件为铁路权属，已移交", by=member, at=now())
    with tell.at("2018-07-05 09:00"):
        decided = {"appeal": appeal.id, "outcome": "upheld", "answer": "权属属实，予以撤销"}
        with pytest.raises(Forbidden):
            appeals.decide_appeal(by=street.actor("leader1"), at=now(), **decided)  # type: ignore[arg-type]
        appeals.decide_appeal(by=street.actor("leader2"), at=now(), **decided)  # type: ignore[arg-type]
        entries = reads.entries_of(row.id)
        assert [(one.turn, one.points, one.sign) for one in entries] == [
            (1, Decimal("-3.0"), 1),
            (2, Decimal("3.0"), -1),
        ]
        (account,) = reads.accounts(street.actor("leader1"), 2018, "grid")
        assert (account.points, account.cards, account.rows) == (0, {}, 2), "both rows stand, nothing is left"
        later = Bulletin.objects.get()
        assert (later.content, later.fingerprint) == (june.content, bulletin.fingerprint(june.content))
    with tell.at("2018-08-02 10:00"):
        scoring.close_month(street=STREET, starts=JULY, by=street.actor("leader1"), at=now())
        assert propose_months(at=now()) == 0
        july = bulletin.publish_bulletin(month=JULY, by=street.actor("leader1"), at=now())
    assert july.content["penalties"] == []
    (correction,) = july.content["corrections"]
    assert (correction["turn"], correction["points"], correction["month"]) == (2, "3", "2018-06")
    assert bulletin.problems(STREET, now()) == []


def test_nobody_decides_about_oneself_and_the_database_says_so_too(street: Street, tell: Telling, lives: Lives) -> None:
    row = proposed(street, tell, lives)
    leader = street.actor("leader1")
    Consequence.objects.filter(pk=row.id).update(concerned=leader.account)
    with pytest.raises(Forbidden, match="about oneself"):
        actions.decide(consequence=row.id, outcome="confirmed", reason="好", by=leader, at=now())
    for change in (
        {"state": "confirmed", "decided_by": leader.account, "decided_at": now()},
        {"state": "confirmed"},
        {"evidence": []},
        {"card": "gold"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consequence.objects.filter(pk=row.id).update(**change)
    actions.decide(consequence=row.id, outcome="turned_down", reason="样本少", by=street.actor("leader2"), at=now())
    assert not LedgerEntry.objects.exists(), "what was turned down is not booked"


def test_the_ledger_and_bulletins_refuse_every_change(street: Street, tell: Telling, lives: Lives) -> None:
    row = proposed(street, tell, lives)
    with tell.at("2018-07-03 09:00"):
        actions.decide(consequence=row.id, outcome="confirmed", reason="属实", by=street.actor("leader1"), at=now())
        bulletin.publish_bulletin(month=JUNE, by=street.actor("leader1"), at=now())
    for model in (LedgerEntry, Bulletin, MonthLooked):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.update(points=0)
    with pytest.raises(Conflict):
        bulletin.publish_bulletin(month=JUNE, by=street.actor("leader2"), at=now())


def test_an_appeal_is_once_and_within_its_term_and_may_ease_but_not_worsen(
    street: Street, tell: Telling, lives: Lives
) -> None:
    row = proposed(street, tell, lives)
    member = street.actor("c1g1")
    with tell.at("2018-07-03 09:00"):
        actions.decide(consequence=row.id, outcome="confirmed", reason="属实", by=street.actor("leader1"), at=now())
    with tell.at("2018-07-20 09:00"), pytest.raises(Conflict, match="ended on"):
        appeals.raise_appeal(consequence=row.id, reason="太重", by=member, at=now())
    with tell.at("2018-07-06 09:00"):
        with pytest.raises(Forbidden):
            appeals.raise_appeal(consequence=row.id, reason="太重", by=street.actor("leader3"), at=now())
        made = appeals.raise_appeal(consequence=row.id, reason="太重", by=member, at=now())
        with pytest.raises(Conflict, match="one appeal"):
            appeals.raise_appeal(consequence=row.id, reason="再申诉", by=member, at=now())
        given = {"appeal": made.id, "outcome": "eased", "answer": "酌情", "by": street.actor("leader2"), "at": now()}
        with pytest.raises(Invalid, match="does not make it worse"):
            appeals.decide_appeal(given=Given(Decimal(-5), "red_card"), **given)  # type: ignore[arg-type]
        appeals.decide_appeal(given=Given(Decimal(-1)), **given)  # type: ignore[arg-type]
    (account,) = reads.accounts(street.actor("leader1"), 2018, "grid")
    assert (account.points, account.cards, account.rows) == (Decimal("-1.0"), {}, 3)


def test_by_hand_with_reason_and_evidence_decided_by_another(street: Street, tell: Telling, lives: Lives) -> None:
    made = lives.whole("2018-06-05")
    leader, member = street.actor("leader1"), street.actor("c1g1")
    given = {
        "kind": "person", "subject": member.account or 0, "month": JUNE, "given": Given(Decimal(2), "flag"),
        "reason": "汛期连夜排水", "by": leader, "at": now(),
    }  # fmt: skip
    with pytest.raises(Invalid) as told:
        actions.propose_by_hand(refs=[], **given)  # type: ignore[arg-type]
    assert list(told.value.fields) == ["refs"]
    row = actions.propose_by_hand(refs=[Ref("matter", made.id)], **given)  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match="another leader"):
        actions.decide(consequence=row.id, outcome="confirmed", reason="同意", by=leader, at=now())
    changed = actions.decide(
        consequence=row.id, outcome="changed", reason="已有通报表扬", given=Given(Decimal(1)), by=street.actor("leader2"),
        at=now(),
    )  # fmt: skip
    assert (changed.asked_points, changed.points, changed.card) == (Decimal(2), Decimal(1), "")
    assert Matter.objects.get(pk=made.id).number
    assert [one.points for one in reads.entries(member, 2018, "person")] == [Decimal("1.0")]
    assert reads.entries(street.actor("c1g2"), 2018, "person") == [], "others' accounts are not theirs to see"
