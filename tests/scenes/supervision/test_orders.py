"""Orders raised by hand and by rule, answered with evidence, accepted or sent back, urged and struck off."""

import pytest
from django.db import IntegrityError, connection, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.supervision import actions, reads
from shiqiao.scenes.supervision.errors import AlreadyOrdered, NotSo
from shiqiao.scenes.supervision.models import OrderEntry, SupervisionOrder
from shiqiao.scenes.supervision.publishing import publish_rules, rules_of
from shiqiao.scenes.supervision.rounds import raise_orders
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

from .conftest import Raise


def kinds(street: Street, login: str) -> set[str]:
    return {notice.kind for notice in inbox(street.actor(login))}


def test_an_order_is_raised_answered_sent_back_answered_and_struck_off(
    street: Street, given: Receipt, ordered: Raise, tell: Telling
) -> None:
    row = ordered()
    assert (row.year, row.serial, row.state, row.term) == (2018, 1, "raised", "2wd")
    assert "supervision.order_raised" in kinds(street, "city2")

    with tell.at("2018-06-28 09:00"):
        actions.urge_order(order=row.id, by=street.actor("supervision1"), at=now())
        assert "supervision.order_urged" in kinds(street, "city2")
        refs = [Ref("matter", given.id)]
        actions.answer_order(order=row.id, answer="已疏通", refs=refs, by=street.actor("city2"), at=now())
        assert "supervision.order_answered" in kinds(street, "leader1")
    with tell.at("2018-06-28 10:00"):
        back = actions.send_back_order(order=row.id, reason="未附原因分析", by=street.actor("leader1"), at=now())
        assert (back.state, back.sent_back) == ("raised", 1)
    with tell.at("2018-06-28 11:00"):
        actions.answer_order(
            order=row.id, answer="原因：树根入侵，已更换管段", refs=refs, by=street.actor("city2"), at=now()
        )
        done = actions.accept_order(order=row.id, by=street.actor("supervision1"), at=now())
    assert (done.state, done.late, done.urged) == ("closed", False, 1)
    lines = JournalLine.objects.filter(kind="supervision_order", subject=row.id).order_by("seq")
    codes = list(lines.values_list("code", flat=True))
    told = ("raised", "urged", "answered", "sent_back", "answered", "closed")
    assert codes == [f"supervision.order_{one}" for one in told]
    clocks = Clock.objects.filter(kind="supervision_order", subject=row.id)
    assert sorted(clocks.values_list("run", "late")) == [(1, False), (2, False)]


def test_an_order_needs_a_reason_and_an_answer_its_evidence(street: Street, given: Receipt, ordered: Raise) -> None:
    row = ordered()
    with pytest.raises(Invalid) as nothing:
        actions.answer_order(order=row.id, answer="已办", by=street.actor("city2"), at=now())
    assert set(nothing.value.fields) == {"document"}
    with pytest.raises(Invalid) as silent:
        actions.answer_order(order=row.id, answer=" ", by=street.actor("city2"), at=now())
    assert set(silent.value.fields) == {"answer"}
    with pytest.raises(Invalid) as unseen:
        actions.answer_order(
            order=row.id, answer="已办", refs=[Ref("matter", 10**9)], by=street.actor("city2"), at=now()
        )
    assert set(unseen.value.fields) == {"refs"}
    with pytest.raises(NotSo):
        actions.accept_order(order=row.id, by=street.actor("leader1"), at=now())


def test_what_a_person_wrote_is_sealed_and_not_in_the_journal(street: Street, given: Receipt, ordered: Raise) -> None:
    row = ordered()
    entry = OrderEntry.objects.get(order=row.id)
    assert "群众多次来电".encode() not in bytes(entry.text or b"")
    assert crypto.decrypt(bytes(entry.text or b""), context="supervision").startswith("群众多次来电")
    assert "来电" not in str(JournalLine.objects.get(kind="supervision_order", subject=row.id).data)


def test_one_order_a_subject_and_rule_stands_open(street: Street, given: Receipt, ordered: Raise) -> None:
    row = ordered()
    with pytest.raises(AlreadyOrdered):
        ordered()
    actions.withdraw_order(order=row.id, reason="误立", by=street.actor("leader1"), at=now())
    assert ordered().serial == 2


@pytest.mark.parametrize("login", ["city2", "city1", "dispatch1", "c1g1", "check1", "auditor1", "admin1"])
def test_who_does_not_raise_orders(street: Street, given: Receipt, ordered: Raise, login: str) -> None:
    with pytest.raises(Forbidden):
        ordered(by=login)


def test_who_answered_does_not_accept_even_by_the_database(street: Street, given: Receipt, ordered: Raise) -> None:
    row = ordered()
    actions.answer_order(
        order=row.id, answer="已办", refs=[Ref("matter", given.id)], by=street.actor("city2"), at=now()
    )
    with pytest.raises(Forbidden):
        actions.accept_order(order=row.id, by=street.actor("city2"), at=now())
    me = street.actor("city2").account
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.filter(pk=row.id).update(state="closed", ended_by=me, answered_by=me)


def test_an_order_on_what_the_actor_does_not_see_is_not_found(street: Street, given: Receipt) -> None:
    to = actions.Answering(street.actor("city2").post or 0)
    for subject in (Ref("matter", 10**9), Ref("nothing", 1), Ref("supervision_order", 1)):
        with pytest.raises(NotFound):
            actions.raise_order(subject=subject, reason="查", to=to, by=street.actor("leader1"), at=now())


# ── by rule ────────────────────────────────────────────────────────────────────────────────────────────────────────


def late(street: Street, tell: Telling, moment: str = "2018-07-09 17:00") -> None:
    with tell.at(moment):
        scan_alarms(at=now())


def test_the_second_red_light_raises_one_order_however_often_it_is_asked(
    street: Street, given: Receipt, tell: Telling
) -> None:
    assert raise_orders(at=now()) == 0
    late(street, tell)
    with tell.at("2018-07-09 17:01"):
        assert [raise_orders(at=now()) for _ in range(3)] == [1, 0, 0]
    row = SupervisionOrder.objects.get(rule="second_red_light")
    clock = Clock.objects.get(kind="matter", subject=given.id, name="handle")
    assert (row.occasion, row.figures["clock"], row.post) == (clock.id, "handle", street.actor("city2").post)
    assert row.figures["due"] == clock.due_at.isoformat()
    with tell.at("2018-07-10 09:00"):
        actions.withdraw_order(order=row.id, reason="已口头说明", by=street.actor("leader1"), at=now())
        assert raise_orders(at=now()) == 0  # the same light raises no second order


def test_a_matter_taken_up_again_repeatedly_raises_an_order_to_the_head(
    street: Street, given: Receipt, tell: Telling
) -> None:
    for _round in range(2):
        tell.finish(given, by="city2")
        tell.close(given)
        matters.reopen_matter(matter=given.id, reason="又堵了", by=street.actor("dispatch1"), at=now())
        raise_orders(at=now())
    row = SupervisionOrder.objects.get()
    assert (row.rule, row.occasion, row.figures) == ("reopened_often", 2, {"reopened": 2, "threshold": 2})
    assert row.post == street.actor("city1").post


def test_a_leaders_mark_raises_an_order_within_the_term_of_its_rule(street: Street, given: Receipt) -> None:
    row = actions.mark_subject(
        subject=Ref("matter", given.id), note="请本周内彻底解决", by=street.actor("leader1"), at=now()
    )
    assert (row.rule, row.term, row.post) == ("leader_mark", "1wd", street.actor("city2").post)
    with pytest.raises(Forbidden):
        actions.mark_subject(subject=Ref("matter", given.id), note="办", by=street.actor("supervision1"), at=now())


def test_the_database_refuses_a_second_order_of_one_occasion(street: Street, given: Receipt, tell: Telling) -> None:
    late(street, tell)
    with tell.at("2018-07-09 17:01"):
        raise_orders(at=now())
    row = SupervisionOrder.objects.get()
    SupervisionOrder.objects.filter(pk=row.pk).update(state="withdrawn")
    row.pk, row.serial = None, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_an_answer_after_the_term_is_late_and_stays_late(
    street: Street, given: Receipt, ordered: Raise, tell: Telling
) -> None:
    row = ordered()
    with tell.at("2018-07-02 09:00"):
        said = {"answer": "迟复", "refs": [Ref("matter", given.id)], "by": street.actor("city2")}
        assert actions.answer_order(order=row.id, at=now(), **said).late is True  # type: ignore[arg-type]
        actions.send_back_order(order=row.id, reason="再报", by=street.actor("leader1"), at=now())
        assert actions.answer_order(order=row.id, at=now(), **said).late is True  # type: ignore[arg-type]


def test_the_clock_of_an_order_warns_before_its_term_and_climbs_after_it(
    street: Street, given: Receipt, ordered: Raise, tell: Telling
) -> None:
    ordered()
    with tell.at("2018-06-29 14:00"):
        scan_alarms(at=now())
        assert "clocks.warned" in kinds(street, "city2")
    with tell.at("2018-07-03 17:00"):
        scan_alarms(at=now())
        assert "clocks.escalated" in kinds(street, "city1")


# ── rules ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rules: [{code: a_rule, title: {zh: 甲, en: A}, when: {reopened: 2}, term: 3x}]", "rules.0.term"),
        ("rules: [{code: a_rule, title: {zh: 甲, en: A}, when: {}, term: 1wd}]", "rules.0.when"),
        (
            "rules: [{code: a_rule, title: {zh: 甲, en: A}, when: {reopened: 2, marked: true}, term: 1wd}]",
            "rules.0.when",
        ),
        ("rules: [{code: a_rule, title: {zh: 甲}, when: {marked: true}, term: 1wd}]", "rules.0.title.en"),
        ("office: nowhere", "office"),
        ("offices: x", "offices"),
    ],
)
def test_wrong_rules_are_refused_by_name(street: Street, text: str, place: str) -> None:
    before = rules_of(street.number)
    with pytest.raises(Invalid) as refused:
        publish_rules(street=street.number, text=text, by=street.actor("admin1"), at=now())
    assert list(refused.value.fields) == [place]
    assert rules_of(street.number) == before


def test_a_threshold_of_the_locality_is_what_counts(street: Street, given: Receipt, tell: Telling) -> None:
    text = "rules: [{code: once_again, title: {zh: 返工, en: Again}, when: {reopened: 1}, term: 4wh, to: handler}]"
    publish_rules(street=street.number, text=text, by=street.actor("admin1"), at=now())
    tell.finish(given, by="city2")
    tell.close(given)
    matters.reopen_matter(matter=given.id, reason="又堵了", by=street.actor("dispatch1"), at=now())
    assert raise_orders(at=now()) == 1
    assert SupervisionOrder.objects.get().term == "4wh"


# ── who sees what ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("login", "sees"),
    [("leader1", True), ("leader4", True), ("supervision1", True), ("auditor1", True), ("city2", True), ("city1", True),
     ("city3", False), ("life1", False), ("c1g1", False), ("dispatch2", False), ("check1", False), ("admin1", False)],
)  # fmt: skip
def test_who_sees_an_order(street: Street, given: Receipt, ordered: Raise, login: str, sees: bool) -> None:
    row, actor = ordered(), street.actor(login)
    mine = actor.reach.posts
    assert ([one.id for one in reads.orders(actor, reads.Filters(), now()).rows] == [row.id]) is (
        sees or row.post in mine
    )
    if not sees and row.post not in mine:
        with pytest.raises(NotFound):
            reads.access_order(actor, row.id)


def test_a_list_costs_the_same_queries_however_long_it_is(
    street: Street, given: Receipt, ordered: Raise, django_assert_max_num_queries: object
) -> None:
    from shiqiao.scenes.supervision import shown

    ordered()
    actor = street.actor("leader1")
    with connection.execute_wrapper(lambda *a: a[0](*a[1:])), django_assert_max_num_queries(8):  # type: ignore[operator]
        shown.order_rows(actor, reads.orders(actor, reads.Filters(), now()).rows, now())
