"""The four entries (四入): circles out of the registry, who was missed, one knock for several lines, a budget of the month."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.models import Household, Organisation, Person
from shiqiao.kernel.scoring.reads import sizes_now
from shiqiao.kernel.visits import actions, afield, circles, knocks, reads, seconds
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.knocks import BudgetSpent
from shiqiao.kernel.visits.models import Errand, Knock, Visit
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .telling import Telling

COMMUNITY = FIRST_GRID // 1000
FIRM_ANSWERS = {
    "employees": 12, "open_late": False, "business": "steady", "policy_told": True, "needs_staff": False, "needs_policy": False,
}  # fmt: skip


def home(street: Street, room: str = "301") -> Household:
    by = street.actor("c1g1")
    building = registry.add_building(
        street=STREET, name=f"示例{room}号楼", kind="residential", grid=FIRST_GRID, by=by, at=now()
    )
    flat = registry.add_dwelling(building=building.pk, unit="1", room=room, use="owned", by=by, at=now())
    return registry.add_household(street=STREET, dwelling=flat.pk, began=date(2017, 5, 1), by=by, at=now())


def person(street: Street, household: Household, name: str, **facts: str) -> Person:
    by = street.actor("c1g1")
    made = registry.add_person(street=STREET, given=registry.Given(name), household=household.pk, by=by, at=now())
    for key, value in facts.items():
        registry.state_fact(subject=Ref("person", made.pk), key=key, value=value, by=by, at=now())
    return made


def firm(street: Street, name: str) -> Organisation:
    given = registry.Firm(name, grid=FIRST_GRID)
    return registry.add_organisation(street=STREET, firm=given, by=street.actor("c1g1"), at=now())


def circle(street: Street, login: str, kind: str, day: date) -> circles.Circle:
    [found] = [
        one for one in circles.circles(street.actor(login), day) if one.kind == kind and one.community == COMMUNITY
    ]
    return found


def test_a_firm_that_was_missed_is_found_planned_by_grid_and_visited(street: Street, tell: Telling) -> None:
    with tell.at("2018-01-08 09:00"):
        shops = [firm(street, f"示例公司{n}") for n in range(3)]
        old = actions.plan_once(
            street=STREET, kind="enter_firm", latest=date(2018, 1, 31), by=street.actor("c1head"), at=now(),
            target=Target("示例公司0", grid=FIRST_GRID, subject=Ref("organisation", shops[0].pk)),
        )  # fmt: skip
    with tell.at("2018-01-10 10:00"):
        actions.record_visit(
            visit=old, outcome="done", client_id="a", answers=FIRM_ANSWERS, by=street.actor("c1g1"), at=now()
        )
        january = circle(street, "leader1", "enter_firm", date(2018, 1, 10))
        assert (january.visited, january.never, january.base, january.share) == (1, 2, 3, 33)
        assert sizes_now("circle_firms", STREET) == [(COMMUNITY, FIRST_GRID, 3)], "what scores measure coverage by"
    with tell.at("2018-04-03 10:00"):
        april = circle(street, "leader1", "enter_firm", date(2018, 4, 3))
        assert (april.visited, april.waiting, april.overdue, april.never) == (0, 1, 0, 2)
    with tell.at("2018-07-03 10:00"):
        july = circle(street, "leader1", "enter_firm", date(2018, 7, 3))
        assert (july.waiting, july.overdue, july.never) == (0, 1, 2)
        head = street.actor("c1head")
        made = actions.plan_circle(
            street=STREET, kind="enter_firm", place=FIRST_GRID, latest=date(2018, 7, 20), by=head, at=now()
        )
        assert (len(made.visits), made.refused, made.more) == (3, [], False)
        again = actions.plan_circle(
            street=STREET, kind="enter_firm", place=FIRST_GRID, latest=date(2018, 7, 20), by=head, at=now()
        )
        assert again.visits == []
        assert circle(street, "c1head", "enter_firm", date(2018, 7, 3)).planned == 3
        missing = circles.belonging(head, "enter_firm", date(2018, 7, 3), grid=FIRST_GRID)
        assert [one.open for one in missing.rows] == list(made.visits)
        rows = reads.visits(street.actor("c1g1"), reads.Filters(tab="mine")).rows
        assert {row.id for row in rows} >= set(made.visits)


def test_who_belongs_to_a_circle_is_told_to_those_only_who_may_know_it(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-04 09:00"):
        member = person(street, home(street), "桥一桥", party_member="yes")
        person(street, home(street, "302"), "桥二桥", party_member="no")
        today = date(2018, 6, 4)
        assert circle(street, "c1head", "enter_party_member", today).never == 1
        [one] = circles.belonging(street.actor("c1head"), "enter_party_member", today).rows
        assert one.subject == Ref("person", member.pk)
        assert circles.belonging(street.actor("c2head"), "enter_party_member", today).rows == [], "another community"
        for login in ("life1", "dispatch1"):  # who plans or dispatches reads figures, not who is a Party member
            assert circle(street, login, "enter_party_member", today).base == 1
            with pytest.raises(NotFound):
                circles.belonging(street.actor(login), "enter_party_member", today)


def test_two_lines_of_work_share_one_knock_and_a_third_knock_is_refused_with_what_stands(
    street: Street, tell: Telling
) -> None:
    with tell.at("2018-06-04 09:00"):
        family = home(street)
        first = person(street, family, "桥一桥", party_member="yes")
        second = person(street, family, "桥小桥", employment_status="seeking", worker_in_hardship="yes")
        head = street.actor("c1head")

        def plan(kind: str, who: Person, earliest: date, latest: date) -> int:
            target = Target("桥", grid=FIRST_GRID, subject=Ref("person", who.pk))
            return actions.plan_once(
                street=STREET, kind=kind, target=target, earliest=earliest, latest=latest, by=head, at=now()
            )

        one = plan("enter_party_member", first, date(2018, 6, 5), date(2018, 6, 15))
        two = plan("enter_hardship", second, date(2018, 6, 10), date(2018, 6, 20))
        assert knocks.companions(one) == [two]
        assert Knock.objects.count() == 1
        three = plan("job_seeker", second, date(2018, 6, 18), date(2018, 6, 25))  # overlaps with the second only
        assert knocks.companions(three) == []
        with pytest.raises(BudgetSpent) as refused:
            plan("job_seeker", first, date(2018, 6, 27), date(2018, 6, 29))
        assert str(three) in refused.value.params["stands"]
        urgent = plan("living_alone", first, date(2018, 6, 27), date(2018, 6, 29))
        knock = Knock.objects.get(pk=Errand.objects.get(pk=urgent).knock)
        assert (knock.turn, knock.beyond) == (0, "urgent")
        plan("job_seeker", first, date(2018, 7, 2), date(2018, 7, 10))
        actions.cancel_visit(visit=three, by=head, at=now())
        # A visit that is cancelled gives its turn back.
        four = plan("job_seeker", first, date(2018, 6, 23), date(2018, 6, 25))
        assert Knock.objects.get(pk=Errand.objects.get(pk=four).knock).turn == 2
        door = {"street": STREET, "door_kind": "household", "door_id": family.pk, "month": date(2018, 6, 1), "most": 2}
        for turn in (2, 3):  # whichever way it is written: the turn is taken, and there is no third
            with pytest.raises(IntegrityError), transaction.atomic():
                Knock.objects.create(**door, turn=turn)


def test_an_answer_at_the_door_confirms_or_changes_what_the_registry_knows(street: Street, tell: Telling) -> None:
    with tell.at("2018-01-04 09:00"):
        worker = person(street, home(street), "桥一桥", worker_in_hardship="yes", employment_status="seeking")
    with tell.at("2018-06-04 09:00"):
        visit = actions.plan_once(
            street=STREET, kind="enter_hardship", latest=date(2018, 6, 15), by=street.actor("c1head"), at=now(),
            target=Target("桥一桥", grid=FIRST_GRID, subject=Ref("person", worker.pk)),
        )  # fmt: skip
        from shiqiao.kernel.visits.stating import known_facts

        row = Visit.objects.get(pk=visit)
        known = known_facts(street.actor("c1g1"), [row], now())[visit]
        assert (known["work"].value, known["work"].freshness) == ("seeking", "ageing")
        answers = {"still_in_hardship": True, "work": "employed", "aid_reached": True, "ill": False, "schooling": True}
        made = actions.record_visit(
            visit=visit, outcome="done", client_id="w", answers=answers, by=street.actor("c1g1"), at=now()
        )
        assert len(made.matters) == 1, "a need that was found is a matter"
        known = known_facts(street.actor("c1g1"), [row], now())[visit]
        assert (known["work"].value, known["still_in_hardship"].freshness) == ("employed", "fresh")


def test_a_visit_done_offline_by_two_workers_is_one_visit_and_one_decision(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-04 08:30"):
        worker = person(street, home(street), "桥一桥", worker_in_hardship="yes", employment_status="seeking")
        visit = actions.plan_once(
            street=STREET, kind="enter_hardship", latest=date(2018, 6, 15), by=street.actor("life1"), at=now(),
            target=Target("桥一桥", "示例301号楼", grid=FIRST_GRID, subject=Ref("person", worker.pk)),
        )  # fmt: skip
    said = {"still_in_hardship": True, "work": "seeking", "aid_reached": True, "ill": False, "schooling": False}

    def sent(login: str, happened: str, **other: object) -> afield.Sent:
        return actions.record_in_field(
            visit=visit, outcome="done", client_id=login, answers={**said, **other}, by=street.actor(login),
            at=datetime.fromisoformat(f"{happened}+08:00"),
        )  # fmt: skip

    with tell.at("2018-06-05 17:00"):  # the network is back
        assert not sent("c1g1", "2018-06-05 10:00").second
        late = sent("c1head", "2018-06-05 11:00", ill=True)
        assert (late.second, late.matters) == (True, ())
        assert sent("c1head", "2018-06-05 11:00", ill=True).second, "sent again: kept once"
        [row] = seconds.waiting(street.actor("life1")).rows
        assert [one.question for one in seconds.differences(Visit.objects.get(pk=visit), row) if one.differs] == ["ill"]
        with pytest.raises(Forbidden):
            actions.decide(second=row.pk, choice="add", by=street.actor("c1head"), at=now())
    with tell.at("2018-06-06 09:00"):
        made = actions.decide(second=row.pk, choice="add", by=street.actor("life1"), at=now())
        assert len(made["matters"]) == 1
        with pytest.raises(seconds.DecidedAlready):
            actions.decide(second=row.pk, choice="first", by=street.actor("life1"), at=now())
    found = Visit.objects.get(pk=visit)
    assert (found.done_holder, found.open_findings) == (street.actor("c1g1").account, 1)
    assert seconds.seconds_of(visit)[0].opened(), "what came second stays readable"
    with pytest.raises(IntegrityError), transaction.atomic():  # whichever way it is written: nobody about an own record
        type(row).objects.filter(pk=row.pk).update(decided_by=row.account)
