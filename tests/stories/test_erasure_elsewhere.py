"""What visits, the hotline, the book of people and notices hold goes as well, and each still proves itself."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people.models import Account, Holding
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.retention import actions, hooks, listing, reads
from shiqiao.kernel.retention.hooks import Asked, Order
from shiqiao.kernel.retention.models import Erasure
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.models import Finding, Place, Visit, VisitPlan
from shiqiao.kernel.visits.reads import coverage
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.models import Letter
from shiqiao.scenes.hotline.models import Order as HotlineOrder
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street

from .telling import Telling
from .test_registry import home

BY = system("retention", street=STREET)
ANSWERS = {
    "well": True,
    "reached": True,
    "gas_safe": True,
    "needs_meals": False,
    "needs_aid": False,
    "said": "儿子电话13700137000",
}


@pytest.fixture(autouse=True)
def _list() -> Iterator[None]:
    listing.place().unlink(missing_ok=True)
    yield
    listing.place().unlink(missing_ok=True)


def order(kind: str, number: int, act: str) -> Order:
    return Order(Ref(kind, number), act, "rule", BY, now(), "test")


def due(kind: str, act: str, start: str) -> list[int]:
    found = hooks.holding(kind)
    assert found is not None
    return list(found.due(Asked(STREET, act, start, now() - timedelta(days=1))))


def test_a_visit_keeps_that_it_was_made_and_loses_what_was_said(street: Street, tell: Telling) -> None:
    member = street.actor("c1g1")
    with tell.at("2018-06-25 09:00"):
        flat = home(street, "c1g1", "春元里小区3号楼", "402")
        person = registry.add_person(
            street=STREET,
            given=Given("柳三泉", "", "13900139000"),
            household=flat.pk,
            since=date(2010, 1, 1),
            by=member,
            at=now(),
        )
        target = Target("柳三泉", "春元里小区3号楼402", grid=FIRST_GRID, subject=Ref("person", person.pk))
        plan = visits.plan_visit(street=STREET, kind="living_alone", target=target, by=street.actor("life1"), at=now())
        visits.record_visit(
            visit=plan.visit, outcome="done", client_id="one", answers=ANSWERS, note="身体好", by=member, at=now()
        )
    with tell.at("2018-06-27 09:00"):
        row = Visit.objects.get(pk=plan.visit)
        assert [
            one.subject.id for one in hooks.holding("visit").find(hooks.Sought(STREET, frozenset({person.pk})))
        ] == [row.pk]  # type: ignore[union-attr]
        (piece,) = hooks.holding("visit").disclose([hooks.Found(Ref("visit", row.pk))])  # type: ignore[union-attr]
        assert ("Note", "身体好") in piece.values
        assert "13700137000" not in str(piece.values)  # the son's number is not the person's
        assert reads.stops("person", [person.pk], now())[person.pk].why.startswith(
            ("The person is still visited", "The person lives")
        )
        covered = coverage(street.actor("life1"), date(2018, 6, 27), now())
        before, findings = (row.state, row.done_at, row.open_findings), Finding.objects.count()
        assert due("visit", "texts", "recorded_at") == [row.pk]
        assert actions.erase(order=order("visit", row.pk, "texts"), street=STREET) is not None
        assert due("visit", "texts", "recorded_at") == []
        assert actions.erase(order=order("visit", row.pk, "texts"), street=STREET) is None
        row.refresh_from_db()
        assert (row.opened(), bytes(row.salt)) == ("", b"")
        assert ((row.state, row.done_at, row.open_findings), Finding.objects.count()) == (before, findings)
        assert coverage(street.actor("life1"), date(2018, 6, 27), now()) == covered
        assert Place.objects.get(pk=row.place).words()[0] == "柳三泉"  # the plan still leads there


def test_the_door_of_a_person_nobody_visits_any_more_loses_its_label(street: Street, tell: Telling) -> None:
    member = street.actor("c1g1")
    target = Target("甲某某", "春元里小区1号楼2单元302室", grid=FIRST_GRID)
    plan = visits.plan_visit(street=STREET, kind="living_alone", target=target, by=street.actor("life1"), at=now())
    visits.record_visit(visit=plan.visit, outcome="moved", client_id="one", note="搬走了", by=member, at=now())
    assert not VisitPlan.objects.get(pk=plan.pk).active
    row = Visit.objects.get(pk=plan.visit)
    entry = actions.erase(order=order("visit", row.pk, "texts"), street=STREET)
    assert entry is not None
    assert entry.counts["places"] == 1
    assert Place.objects.get(pk=row.place).words() == ("", "")


def test_an_order_of_12345_loses_its_letters_and_keeps_its_times(street: Street, tell: Telling) -> None:
    issued = MORNING - timedelta(minutes=20)
    incoming = Incoming(
        number="JN1", text="楼下垃圾成堆", category="暴露垃圾", name="赵甲乙", phone="13800001234", address="春元里一号院",
        received_at=issued, issued_at=issued, deadline=issued + timedelta(days=2), confidential=True,
    )  # fmt: skip
    take_in_order(incoming=incoming, street=STREET, by=street.actor("dispatch1"), at=now())
    row = HotlineOrder.objects.get()
    assert row.contact is not None
    with pytest.raises(ShiqiaoError, match="not closed this order"):
        actions.erase(order=order("hotline_order", row.pk, "texts"), street=STREET)
    assert reads.stops("matter", [row.matter], now())[row.matter].why
    HotlineOrder.objects.update(state="confirmed")
    assert actions.erase(order=order("hotline_order", row.pk, "texts"), street=STREET) is not None
    row.refresh_from_db()
    assert (row.contact, bytes(row.mark), row.received_at) == (None, b"", issued)
    assert Letter.objects.count() == 0 or all(letter.payload for letter in Letter.objects.all())
    again = take_in_order(incoming=incoming, street=STREET, by=street.actor("dispatch1"), at=now())
    assert HotlineOrder.objects.count() == 1, again  # an old export that shows it once more brings nothing back


def test_an_official_who_left_long_ago_has_no_name_any_more_and_who_works_has(street: Street, tell: Telling) -> None:
    gone = Account.objects.get(username="c1g1")
    with held(datetime.fromisoformat("2030-06-27T10:00:00+08:00")):
        assert due("account", "anonymise", "left_at") == []
        with pytest.raises(ShiqiaoError, match="still works here"):
            actions.erase(order=order("account", gone.pk, "anonymise"), street=STREET)
        for row in Holding.objects.filter(account=gone):
            row.during = type(row.during)(row.during.lower, date(2018, 7, 1))
            row.save()
        Account.objects.filter(pk=gone.pk).update(is_active=False)
        assert due("account", "anonymise", "left_at") == [gone.pk]
        assert actions.erase(order=order("account", gone.pk, "anonymise"), street=STREET) is not None
        gone.refresh_from_db()
        assert (gone.display_name, gone.phone, gone.username) == ("已离任人员", None, f"former.{gone.pk}")
        assert not gone.has_usable_password()
        assert due("account", "anonymise", "left_at") == []


def test_notices_of_past_days_are_deleted_day_by_day(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-20 09:00"):
        receipt = street.report("门口垃圾成堆")
        tell.dispatch(receipt, "c1.g1")
        Notice.objects.create(
            street=STREET, post=1, kind="x", subject_kind="matter", subject_id=receipt.id, created_at=now()
        )
    with tell.at("2018-06-27 09:00"):
        assert due("notice_day", "delete", "created_at") == [20180620]
        assert actions.erase(order=order("notice_day", 20180620, "delete"), street=STREET) is not None
        assert due("notice_day", "delete", "created_at") == []
        assert Erasure.objects.count() == 1
