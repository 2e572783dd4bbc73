"""An inspector leaves with open visits: they go to the successors, each with a line of its own, and none is left behind."""

from datetime import date

from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people import handing
from shiqiao.kernel.people.handing import Part
from shiqiao.kernel.people.hooks import work_of
from shiqiao.kernel.people.models import Account, HandOver, HandOverPart, HandOverWork, Post
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.handing import hand_over
from shiqiao.kernel.visits.models import Visit
from shiqiao.testing.street import Street

from .telling import Telling
from .test_visits import GOOD, planned, record

TODAY = date(2018, 6, 27)


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def post(code: str) -> Post:
    return Post.objects.get(code=code)


def drafted(street: Street, giver: str, *parts: Part) -> HandOver:
    return handing.draft_hand_over(
        giver=account(giver), parts=parts, starts_on=TODAY, leaves=True, by=street.actor("leader1"), at=now()
    )


def client_of(login: str) -> Client:
    client = Client()
    client.force_login(account(login))
    return client


def test_an_inspector_leaves_with_open_visits(street: Street, tell: Telling) -> None:
    made, kept, given = (plan.visit for plan in planned(street))
    record(street, made)
    safety, fourth = post("c1.safety"), post("c1.g4")
    assert [item.subject for item in work_of(safety.pk, now())] == [Ref("visit", kept), Ref("visit", given)]
    draft = drafted(
        street, "c1safe", Part(safety, safety, account("c1g3")), Part(safety, fourth, account("c1g4"), rest=False)
    )  # fmt: skip
    preview = client_of("leader1").get(f"/people/handing/{draft.pk}/").content.decode()
    assert f"/visits/{kept}/" in preview
    assert f'name="pick_visit:{given}"' in preview
    assert "示例小店2" in preview
    some = HandOverPart.objects.get(hand_over=draft, rest=False)
    dues = dict(Clock.objects.filter(kind="visit", stopped_at=None).values_list("subject", "due_at"))
    handing.confirm_hand_over(
        hand_over=draft, picks={Ref("visit", given): some.pk}, by=street.actor("leader1"), at=now()
    )

    assert Visit.objects.get(pk=kept).post == safety.pk
    assert Visit.objects.get(pk=given).post == fourth.pk
    for visit, to in ((kept, "c1g3"), (given, "c1g4")):
        line = lines_of(Ref("visit", visit))[-1]
        assert (line.code, line.data["holder"]) == ("visits.handed_over", account(to).pk)
        mine = reads.visits(street.actor(to), reads.Filters(tab="mine")).rows
        assert [row.id for row in mine] == [visit]
    assert lines_of(Ref("visit", made))[-1].code == "visits.recorded", "what was made stays with who made it"
    assert set(HandOverWork.objects.filter(hand_over=draft).values_list("kind", "subject")) == {
        ("visit", kept), ("visit", given),
    }  # fmt: skip
    assert dict(Clock.objects.filter(kind="visit", stopped_at=None).values_list("subject", "due_at")) == dues
    assert Clock.objects.get(kind="visit", subject=given).owner_post == fourth.pk
    assert record(street, given, by="c1g4").next == 0
    sheet = client_of("c1g4").get(f"/people/handing/{draft.pk}/").content.decode()
    assert "示例小店3" in sheet
    assert "交接给接收人" in client_of("c1g3").get(f"/visits/{kept}/").content.decode()


def test_what_was_given_away_since_is_left_alone(street: Street, tell: Telling) -> None:
    first, second, third = (plan.visit for plan in planned(street))
    record(street, first)
    actions.reassign_visit(visit=second, post="c1.head", by=street.actor("safety1"), at=now())
    safety, by = post("c1.safety").pk, street.actor("leader1")
    passed = hand_over([third, second, first], safety, safety, account("c1g3").pk, by, now())
    assert passed == [third]
    assert Visit.objects.get(pk=second).post == post("c1.head").pk


def test_a_recheck_never_passes_to_who_made_the_first_visit(street: Street, tell: Telling) -> None:
    [plan, *_] = planned(street)
    photo = street.photo(by=street.actor("c1safe"), purpose="evidence")
    answers = {**GOOD, "exit_clear": False}
    done = record(street, plan.visit, answers=answers, note="后门堆满纸箱", photos=(("exit_clear", photo[1]),))
    recheck = Visit.objects.get(pk=done.next)
    checker = Post.objects.get(pk=recheck.post)
    by = street.actor("leader1")
    people.appoint(post=checker, account=account("c1safe"), start=TODAY, pass_work=False, by=by, at=now())
    assert hand_over([recheck.id], checker.pk, checker.pk, account("c1safe").pk, by, now()) == []
    moved = Visit.objects.get(pk=recheck.id)
    assert moved.post not in (checker.pk, recheck.first_post)
    assert lines_of(Ref("visit", recheck.id))[-1].code == "visits.reassigned"
    assert Notice.objects.filter(kind="visits.reassigned", post=moved.post).count() == 1
