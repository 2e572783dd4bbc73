"""Stories of firms: a steward who leaves with seven open promises, three offices in one week, a need that two refuse."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import handing
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.hooks import work_of
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.knocks import BudgetSpent
from shiqiao.scenes.enterprise import needing, promising, reminding, stewarding
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.inviting import invite
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.needing import Needed
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPosition, FirmPromise, FirmReminder, FirmSteward
from shiqiao.scenes.enterprise.visiting import plan_care
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street

OFFICE = {"by": system("test", street=STREET)}


def unit(code: str) -> int:
    return people.unit_by_code(code, STREET).id


def post_of(login: str) -> int:
    account = Account.objects.get(username=login)
    return next(one.post.id for one in people.acting_posts(account.pk) if one.by == "holder")


@pytest.fixture
def firm(street: Street) -> int:
    """A firm with a file, whose steward is the head of the economic department."""
    row = registry.add_organisation(street=STREET, firm=Firm("春元里机械", grid=FIRST_GRID), **OFFICE, at=now())
    open_file(organisation=row.pk, filed=Filed("key"), **OFFICE, at=now())
    return int(row.pk)


def test_a_steward_leaves_with_seven_open_promises(firm: int, street: Street) -> None:
    leaves, comes = "c1head", "c2head"
    stewarding.name_steward(organisation=firm, post=post_of(leaves), facts="老板只接电话", **OFFICE, at=now())
    steward = street.actor(leaves)
    for n in range(8):
        promising.promise(organisation=firm, text=f"第{n}件", due=date(2018, 7, 1 + n), by=steward, at=now())
    first = FirmPromise.objects.order_by("pk")[0]
    promising.keep_promise(number=first.pk, outcome="已办", by=steward, at=now())
    # The post's hand-over lists the firm, with its seven promises.
    (item,) = [one for one in work_of(post_of(leaves), now()) if one.subject.kind == "firm_file"]
    assert (item.title, item.number) == ("春元里机械", "7")
    giver, taker = Account.objects.get(username=leaves), Account.objects.get(username=comes)
    part = handing.Part(Post.objects.get(pk=post_of(leaves)), Post.objects.get(pk=post_of(comes)), taker)
    stewarding.hand_over([item.subject.id], part.post.pk, part.to_post.pk, taker.pk, street.actor("leader1"), now())
    term = FirmSteward.objects.get(ended_at=None)
    assert (term.post, len(term.promises), term.former) == (post_of(comes), 7, post_of(leaves))
    assert set(FirmPromise.objects.filter(kept_at=None).values_list("post", flat=True)) == {post_of(comes)}
    assert term.next_visit == date(2018, 7, 27)
    assert Notice.objects.filter(post=post_of(comes), kind="enterprise.steward_named").count() == 1
    # Who left sees nothing of it any more by that post's stewardship; who came says that it was read.
    with pytest.raises(NotFound):
        stewarding.see_hand_over(organisation=firm, by=street.actor(leaves), at=now())
    stewarding.see_hand_over(organisation=firm, by=street.actor(comes), at=now())
    promising.keep_promise(number=term.promises[0], outcome="办成", by=street.actor(comes), at=now())
    assert giver.pk


def test_two_stewards_at_once_are_refused_by_the_database(firm: int, street: Street) -> None:
    from django.db import IntegrityError, transaction
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    stewarding.name_steward(organisation=firm, post=post_of("c1head"), **OFFICE, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FirmSteward.objects.create(
            street=STREET, organisation=firm, post=post_of("c2head"), during=DateTimeTZRange(now(), None)
        )
    with pytest.raises(Forbidden):
        stewarding.name_steward(organisation=firm, post=post_of("c2head"), by=street.actor("c2head"), at=now())


def test_three_offices_want_to_visit_one_firm_in_a_week(firm: int, street: Street) -> None:
    stewarding.name_steward(organisation=firm, post=post_of("economy1"), **OFFICE, at=now())
    visits.set_budget(street=STREET, most={"organisation": 1}, **OFFICE, at=now())
    friday = date(2018, 6, 29)
    first = plan_care(organisation=firm, latest=friday, by=street.actor("economy1"), at=now())
    second = plan_care(organisation=firm, post=post_of("leader1"), latest=friday, by=street.actor("leader1"), at=now())
    assert first != second  # they go together: one knock at the door
    target = visits.Target("春元里机械", grid=FIRST_GRID, subject=Ref("organisation", firm))
    with held(MORNING):
        third = visits.plan_once(street=STREET, kind="nine_small", target=target, latest=friday, **OFFICE, at=now())
    assert third
    from shiqiao.kernel.visits.models import Knock

    assert Knock.objects.count() == 1
    later: dict[str, Any] = {"earliest": date(2018, 6, 30), "latest": date(2018, 6, 30)}
    with pytest.raises(BudgetSpent):
        visits.plan_once(street=STREET, kind="nine_small", target=target, **later, **OFFICE, at=now())


def test_a_need_refused_by_two_departments_is_solved_by_a_third(firm: int, street: Street) -> None:
    stewarding.name_steward(organisation=firm, post=post_of("c1head"), **OFFICE, at=now())
    steward = street.actor("c1head")
    asked = frozenset({unit("economy_office"), unit("urban_management")})
    need = needing.record_need(
        needed=Needed(firm, "surroundings", "门前没有卸货车位", units=asked), by=steward, at=now()
    )
    by_unit = {one.unit: one.pk for one in FirmPosition.objects.filter(need=need.pk)}
    refuse: dict[str, Any] = {"to": "refused", "reason": "不归我们管"}
    needing.answer(position=by_unit[unit("economy_office")], **refuse, by=street.actor("economy1"), at=now())
    assert FirmNeed.objects.get(pk=need.pk).state == "waiting"
    with pytest.raises(Forbidden):
        needing.answer(position=by_unit[unit("urban_management")], **refuse, by=street.actor("economy1"), at=now())
    needing.answer(position=by_unit[unit("urban_management")], **refuse, by=street.actor("city1"), at=now())
    assert FirmNeed.objects.get(pk=need.pk).state == "refused"
    assert Notice.objects.filter(kind="enterprise.need_refused", post=post_of("economy1")).exists()
    third = needing.ask_unit(need=need.pk, unit=unit("c1"), by=steward, at=now())
    assert third.escalated
    assert FirmNeed.objects.get(pk=need.pk).state == "waiting"
    needing.answer(position=third.pk, to="taken", by=street.actor("c1head"), at=now())
    assert FirmNeed.objects.get(pk=need.pk).state == "taken"
    needing.answer(position=third.pk, to="done", reason="划了两个临时卸货位", by=street.actor("c1head"), at=now())
    settled = FirmNeed.objects.get(pk=need.pk)
    assert (settled.state, bool(settled.settled_at)) == ("done", True)
    # The firm says what it thinks of it, once, and who helped is told.
    client = Client()
    made = invite(organisation=firm, name="柳企业", phone="13800001234", **OFFICE, at=now())
    client.post(f"/portal/firm/enter/{made.secret}/", {"ending": "1234"})
    page = client.get(f"/portal/firm/needs/{need.pk}/")
    assert "划了两个临时卸货位" in page.content.decode()
    assert client.post(f"/portal/firm/needs/{need.pk}/", {"useful": "5", "text": "很快"}).status_code == 303
    assert FirmNeed.objects.get(pk=need.pk).useful == 5
    assert Notice.objects.filter(kind="enterprise.need_rated", post=post_of("c1head")).exists()


def test_silence_is_reminded_three_times_and_counted_as_abandoned(firm: int, street: Street) -> None:
    need = needing.record_need(
        needed=Needed(firm, "finance", "贷款", units=frozenset({unit("urban_management")})), **OFFICE, at=now()
    )
    position = FirmPosition.objects.get(need=need.pk)
    for days, steps in ((2, 0), (8, 0), (9, 1), (10, 1), (21, 2), (22, 2), (45, 3), (60, 3)):
        with held(MORNING + timedelta(days=days)):
            reminding.remind_all(at=now())
        assert FirmReminder.objects.filter(position=position.pk).count() == steps, days
    assert FirmNeed.objects.get(pk=need.pk).abandoned_at
    # The next need on the same topic carries the mark.
    again = needing.record_need(needed=Needed(firm, "finance", "还是贷款"), **OFFICE, at=now())
    assert again.earlier == need.pk


def test_a_visit_brings_needs_and_promises_home(firm: int, street: Street) -> None:
    stewarding.name_steward(organisation=firm, post=post_of("economy1"), **OFFICE, at=now())
    visit = plan_care(organisation=firm, latest=date(2018, 6, 29), by=street.actor("economy1"), at=now())
    answers = {"business": "steady", "need_topic": "people", "need": "缺车工", "promise": "发布招聘", "promise_days": 7}
    visits.record_visit(
        visit=visit, outcome="done", client_id=uuid4().hex, answers=answers, by=street.actor("economy1"), at=now()
    )
    need = FirmNeed.objects.get(source="visit")
    assert (need.topic, need.source_id) == ("people", visit)
    assert FirmPosition.objects.get(need=need.pk).unit == unit("livelihood_office")
    row = FirmPromise.objects.get(visit=visit)
    assert (row.due, row.need, row.post) == (date(2018, 7, 4), need.pk, post_of("economy1"))
    assert FirmFile.objects.get(organisation=firm).visited_at == now()
    assert stewarding.next_visit(FirmFile.objects.get(organisation=firm), now()) == date(2018, 7, 27)
