"""An officer leaves with 31 open matters at two posts: nothing is lost, clocks go on, successors say that they saw it."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.config.commands.coverage import _look as check
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters import reads
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people import handing
from shiqiao.kernel.people import reads as who
from shiqiao.kernel.people.handing import Part
from shiqiao.kernel.people.models import Account, HandOverPart, HandOverWork, Post
from shiqiao.testing.street import FIRST_GRID, Street

from .telling import Telling

Asserts = Callable[..., object]
GRIDS = {"c1.g1": FIRST_GRID, "c1.g2": FIRST_GRID + 1}
TODAY, TOMORROW = date(2018, 6, 27), date(2018, 6, 28)


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def post(code: str) -> Post:
    return Post.objects.get(code=code)


@pytest.fixture
def officer(street: Street, tell: Telling) -> Account:
    """The first grid member, who for two days holds the second grid's post too, with 31 open matters, two of them late."""
    by = street.actor("leader1")
    with tell.at("2018-06-25 09:00"):
        people.appoint(post=post("c1.g2"), account=account("c1g1"), start=date(2018, 6, 25), by=by, at=now())
        for number in range(2):
            street.report(f"拖了两天的第{number}件", grid=GRIDS["c1.g1"], lon=None, lat=None)
    for number in range(29):
        code = "c1.g1" if number < 18 else "c1.g2"
        street.report(f"第{number}件", grid=GRIDS[code], lon=None, lat=None)
    assert Matter.objects.filter(done=False, holder=account("c1g1").pk).count() == 31
    return account("c1g1")


def parts() -> list[Part]:
    """The first post goes to another grid member; of the second only the work, to the holder of the fourth post."""
    return [
        Part(post("c1.g1"), post("c1.g1"), account("c1g3")),
        Part(post("c1.g2"), post("c1.g2"), account("c1g2")),
        Part(post("c1.g2"), post("c1.g4"), account("c1g4"), rest=False),
    ]


def due_times() -> dict[tuple[int, str], object]:
    return {(clock.subject, clock.name): clock.due_at for clock in Clock.objects.filter(stopped_at=None)}


def test_an_officer_leaves_with_31_open_matters(street: Street, tell: Telling, officer: Account) -> None:
    admin = street.actor("leader1")
    before, dues = set(Matter.objects.filter(done=False).values_list("pk", flat=True)), due_times()
    picked = list(Matter.objects.filter(post=post("c1.g2").pk).order_by("pk")[:4])
    draft = handing.draft_hand_over(
        giver=officer, parts=parts(), starts_on=TODAY, note="已答应张大娘周五回话", leaves=True, by=admin, at=now()
    )
    assert Matter.objects.filter(holder=officer.pk, done=False).count() == 31, "a draft moves nothing"
    some = HandOverPart.objects.get(hand_over=draft, rest=False)
    picks = {Ref("matter", row.pk): some.pk for row in picked}
    handing.confirm_hand_over(hand_over=draft, picks=picks, by=admin, at=now())

    rows = Matter.objects.filter(done=False)
    assert set(rows.values_list("pk", flat=True)) == before, "nobody's matter is lost"
    assert not rows.filter(holder=officer.pk).exists()
    held = {login: rows.filter(holder=account(login).pk).count() for login in ("c1g3", "c1g2", "c1g4")}
    assert held == {"c1g3": 20, "c1g2": 7, "c1g4": 4}
    assert HandOverWork.objects.filter(hand_over=draft).count() == 31
    assert HandOverWork.objects.filter(hand_over=draft, late=True).count() == 2
    moved = rows.get(pk=picked[0].pk)
    assert (moved.post, moved.unit) == (post("c1.g4").pk, post("c1.g4").unit_id)
    assert due_times() == dues, "clocks keep their due times"
    assert set(Clock.objects.filter(subject=moved.pk).values_list("owner_post", flat=True)) == {post("c1.g4").pk}
    assert handing.note_of(draft) == "已答应张大娘周五回话"

    assert not account("c1g1").is_active
    assert who.responsible_for(FIRST_GRID, "city", now()).account == account("c1g3").pk
    assert check(street.number, 0)["gaps"] == []
    mine = reads.matters(street.actor("c1g4"), reads.Filters(tab="mine", open=True))
    assert {row.pk for row in mine.rows} >= {row.pk for row in picked}
    for login in ("c1g3", "c1g2", "c1g4"):
        assert Notice.objects.filter(account=account(login).pk, kind="people.handed_over").count() == 1


def test_alarms_go_to_the_new_holder_and_who_has_not_seen_is_reminded(
    street: Street, tell: Telling, officer: Account
) -> None:
    admin = street.actor("leader1")
    draft = handing.draft_hand_over(giver=officer, parts=parts()[:2], starts_on=TODAY, by=admin, at=now())
    handing.confirm_hand_over(hand_over=draft, by=admin, at=now())
    first, second = HandOverPart.objects.filter(hand_over=draft).order_by("pk")
    seen = handing.mark_seen(part=first, by=street.actor("c1g3"), at=now())
    assert seen.seen_at == now()
    for login in ("c1g3", "c1head", "leader1"):
        with pytest.raises(Forbidden):
            handing.mark_seen(part=second, by=street.actor(login), at=now())
    assert handing.remind_unseen(at=now()) == 0, "four office hours have not passed"
    with tell.at("2018-06-28 09:00"):
        scan_alarms(at=now())
        told = Notice.objects.filter(kind__startswith="clocks.", post=post("c1.g1").pk)
        assert told.exists()
        assert street.actor("c1g3").post in {post("c1.g1").pk, post("c1.g3").pk}
        assert handing.remind_unseen(at=now()) == 1
        assert handing.remind_unseen(at=now()) == 0, "once only"
        unseen = Notice.objects.filter(kind="people.unseen")
        assert {(one.account, one.post) for one in unseen} == {(account("c1g2").pk, None), (None, post("c1.head").pk)}
        client = Client()
        client.force_login(account("c1g2"))
        page = client.get("/").content.decode()
        assert "工作已交接给您" in page
        client.post(f"/people/handing/part/{second.pk}/seen/")
        assert HandOverPart.objects.get(pk=second.pk).seen_at == now()
        assert "工作已交接给您" not in client.get("/").content.decode()


def test_a_hand_over_for_tomorrow_waits_and_takes_what_came_in_between(
    street: Street, tell: Telling, officer: Account
) -> None:
    admin = street.actor("leader1")
    draft = handing.draft_hand_over(
        giver=officer, parts=parts()[:2], starts_on=TOMORROW, leaves=True, by=admin, at=now()
    )
    handing.confirm_hand_over(hand_over=draft, by=admin, at=now())
    assert handing.hand_due(at=now()) == 0
    assert Matter.objects.filter(holder=officer.pk, done=False).count() == 31
    assert account("c1g1").is_active
    late = street.report("临走前又来一件", grid=FIRST_GRID, lon=None, lat=None)
    with pytest.raises(Conflict):
        handing.draft_hand_over(giver=officer, parts=parts()[:2], starts_on=TOMORROW, by=admin, at=now())
    with tell.at("2018-06-28 00:05"):
        assert handing.hand_due(at=now()) == 1
        assert handing.hand_due(at=now()) == 0
        assert tell.row(late).holder == account("c1g3").pk
        assert not Matter.objects.filter(holder=officer.pk, done=False).exists()
        assert not account("c1g1").is_active


def test_who_goes_without_handing_over_leaves_it_to_the_head_who_is_told(street: Street, officer: Account) -> None:
    admin = street.actor("leader1")
    people.end_holding(post=post("c1.g1"), on=TODAY, by=admin, at=now())
    told = Notice.objects.get(kind="people.left_open")
    assert (told.post, told.params["works"]) == (post("c1.head").pk, 20)
    assert who.holder_of(post("c1.g1").pk, now()).account == account("c1head").pk
    people.appoint(post=post("c1.g1"), account=account("c1g3"), start=TODAY, by=admin, at=now())
    assert Matter.objects.filter(post=post("c1.g1").pk, done=False, holder=account("c1g3").pk).count() == 20
    assert Notice.objects.get(kind="people.took_over").account == account("c1g3").pk


def test_only_administrators_and_leaders_of_the_street_hand_work_over(street: Street, officer: Account) -> None:
    for login in ("c1g1", "c1head", "city1", "dispatch1"):
        with pytest.raises(Forbidden):
            handing.draft_hand_over(giver=officer, parts=parts(), starts_on=TODAY, by=street.actor(login), at=now())
    draft = handing.draft_hand_over(giver=officer, parts=parts(), starts_on=TODAY, by=street.actor("leader1"), at=now())
    with pytest.raises(Forbidden):
        handing.confirm_hand_over(hand_over=draft, by=street.actor("c1g1"), at=now())
    with pytest.raises(NotFound):
        handing.mark_seen(part=HandOverPart.objects.filter(hand_over=draft)[0], by=street.actor("c1g3"), at=now())


@pytest.mark.parametrize("seed", range(4))
def test_however_it_is_divided_each_matter_arrives_at_exactly_one_successor(
    street: Street, tell: Telling, officer: Account, seed: int, django_assert_max_num_queries: Asserts
) -> None:
    chance, admin = Random(seed), street.actor("leader1")
    before = set(Matter.objects.filter(done=False).values_list("pk", flat=True))
    divided = [*parts(), Part(post("c1.g1"), post("c1.g5"), account("c1g5"), rest=False)]
    draft = handing.draft_hand_over(giver=officer, parts=divided, starts_on=TODAY, by=admin, at=now())
    for_some = {part.post_id: part.pk for part in HandOverPart.objects.filter(hand_over=draft, rest=False)}
    rows = [row for row in Matter.objects.filter(holder=officer.pk, done=False) if chance.random() < 0.5]
    picks = {Ref("matter", row.pk): for_some[row.post] for row in rows}
    with django_assert_max_num_queries(31 * 6 + 120):
        handing.confirm_hand_over(hand_over=draft, picks=picks, by=admin, at=now())
    assert set(Matter.objects.filter(done=False).values_list("pk", flat=True)) == before
    listed = list(HandOverWork.objects.filter(hand_over=draft).values_list("subject", flat=True))
    assert (len(listed), len(set(listed))) == (31, 31)
    for work in HandOverWork.objects.filter(hand_over=draft).select_related("part"):
        row = Matter.objects.get(pk=work.subject)
        assert (row.post, row.holder) == (work.part.to_post_id, work.part.successor_id)
        assert (Ref("matter", row.pk) in picks) == (not work.part.rest)
    assert sum(HandOverPart.objects.filter(hand_over=draft).values_list("works", flat=True)) == 31
    codes = JournalLine.objects.filter(kind="matter", code="matters.handed_over").values_list("subject", flat=True)
    assert sorted(codes) == sorted(listed), "each with a line of its own"


def test_a_matter_that_was_picked_but_closed_before_the_day_is_left_out(
    street: Street, tell: Telling, officer: Account
) -> None:
    admin = street.actor("leader1")
    draft = handing.draft_hand_over(giver=officer, parts=parts(), starts_on=TOMORROW, by=admin, at=now())
    some = HandOverPart.objects.get(hand_over=draft, rest=False)
    first = Matter.objects.filter(post=post("c1.g2").pk).order_by("pk")[0]
    handing.confirm_hand_over(hand_over=draft, picks={Ref("matter", first.pk): some.pk}, by=admin, at=now())
    evidence = (street.photo(by=street.actor("c1g1"), purpose="before"), street.photo(by=street.actor("c1g1")))
    matters.dispatch_matter(matter=first.pk, handler="c1.g2", by=street.actor("dispatch1"), at=now())
    matters.finish_matter(matter=first.pk, result="清了", evidence=evidence, by=street.actor("c1g1"), at=now())
    matters.close_matter(matter=first.pk, by=street.actor("check1"), at=now())
    with tell.at("2018-06-28 08:30"):
        handing.hand_due(at=now())
    some.refresh_from_db()
    assert some.works == 0
    assert not HandOverWork.objects.filter(hand_over=draft, subject=first.pk).exists()
    assert Matter.objects.get(pk=first.pk).holder == officer.pk, "who did it stays in the record"


def test_above_the_heads_a_late_matter_climbs_to_the_leader_in_charge(street: Street, tell: Telling) -> None:
    receipt = street.report("垃圾成堆")
    tell.dispatch(receipt, "city.head")
    with tell.at("2018-07-10 09:00"):
        scan_alarms(at=now())
    told = Notice.objects.filter(subject_id=receipt.id, kind="clocks.escalated").values_list("post", flat=True)
    assert post("street.vice_director").pk in told
    assert post("street.director").pk not in told
