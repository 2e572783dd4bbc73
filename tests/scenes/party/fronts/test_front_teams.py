"""Front teams: forming, members by dates, charges, the day log that counts once, what they brought."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.party.fronts import actions, reads
from shiqiao.scenes.party.fronts.errors import ChargeThere, LeaderThere, MemberThere, NotMember, TeamEnded
from shiqiao.scenes.party.fronts.rules import Charged, Line, brought, each
from shiqiao.scenes.party.fronts.tables import FrontCharge, FrontEntry, FrontMember
from shiqiao.testing.street import Street

from .conftest import Form, Log, account

DAY = date(2018, 6, 27)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"front_name": " "}, "front_name"), ({"kind": "army"}, "kind"), ({"field": "moon"}, "field"),
     ({"since": date(2030, 1, 1)}, "since"), ({"leader": 999999}, "account"), ({"front": Ref("moon", 1)}, "front")],
)  # fmt: skip
def test_bad_input_names_its_field(form: Form, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        form(**wrong)
    assert field in error.value.fields


def test_teams_are_numbered_and_formed_by_who_may(form: Form) -> None:
    assert [form().number, form(title="第二组").number] == ["G2018-001", "G2018-002"]
    with pytest.raises(Forbidden):
        form(by="c1g1")


def test_one_leader_a_day_and_nobody_twice(form: Form, street: Street) -> None:
    team, by = form(), street.actor("leader4")
    with pytest.raises(LeaderThere):
        actions.join_team(team=team.pk, account=account("city2"), role="leader", since=DAY, by=by, at=now())
    actions.join_team(team=team.pk, account=account("city2"), since=DAY, by=by, at=now())
    with pytest.raises(MemberThere):
        actions.join_team(team=team.pk, account=account("city2"), since=DAY, by=by, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FrontMember.objects.filter(team=team.pk, role="member").update(role="leader")
    actions.leave_team(team=team.pk, account=account("city1"), until=date(2018, 6, 26), by=by, at=now())
    actions.leave_team(team=team.pk, account=account("city2"), until=DAY, by=by, at=now())
    with pytest.raises(Forbidden):
        actions.join_team(team=team.pk, account=account("city3"), since=DAY, by=street.actor("c1g1"), at=now())


def test_what_is_sent_twice_counts_once(form: Form, log: Log) -> None:
    team, key = form(), uuid4()
    first = log(team, key=key, times=3, words="走访三户")
    again = log(team, key=key, times=3, words="走访三户")
    assert first.pk == again.pk
    assert FrontEntry.objects.count() == 1
    codes = [line.code for line in lines_of(Ref("front_team", team.pk))]
    assert codes.count("party.front_logged") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FrontEntry.objects.create(
            street=team.street,
            team=team.pk,
            account=1,
            day=DAY,
            done="talk",
            key=key,
            happened_at=now(),
            recorded_at=now(),
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"done": "sleep"}, "done"), ({"times": 0}, "times"), ({"charge": 77}, "charge")],
)  # fmt: skip
def test_a_line_names_what_is_wrong(form: Form, log: Log, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        log(form(), **wrong)
    assert field in error.value.fields


def test_only_members_of_the_day_write(form: Form, log: Log) -> None:
    team = form()
    with pytest.raises(NotMember):
        log(team, by="city2")
    with pytest.raises(NotMember):
        log(team, day=date(2018, 5, 31))  # before the team


def test_charges_are_done_by_their_member_and_labels_go_with_the_team(form: Form, log: Log, street: Street) -> None:
    team, head = form(), street.actor("city1")
    one = actions.give_charge(team=team.pk, account=account("city1"), label="12号院石家", by=head, at=now())
    other = form(title="另一组（虚构）")
    ref = Ref("front_team", other.pk)
    two = actions.give_charge(team=team.pk, account=account("city1"), about=ref, by=head, at=now())
    with pytest.raises(ChargeThere):
        actions.give_charge(team=team.pk, account=account("city1"), about=ref, by=head, at=now())
    with pytest.raises(Invalid):
        actions.give_charge(team=team.pk, account=account("city2"), label="别家", by=head, at=now())
    with pytest.raises(Forbidden):
        actions.settle_charge(charge=one.pk, done=True, by=street.actor("city2"), at=now())
    log(team, charge=one.pk, times=2)
    actions.settle_charge(charge=one.pk, done=True, by=head, at=now())
    actions.settle_charge(charge=two.pk, done=False, by=head, at=now())
    known = reads.known([team])[0]
    assert (known.brought.charges, known.brought.done, known.brought.share, known.brought.days) == (1, 1, 100, 1)
    actions.end_team(team=team.pk, by=head, at=now())
    assert not FrontCharge.objects.filter(label__isnull=False).exists()
    with pytest.raises(TeamEnded):
        log(team)
    assert reads.teams(head, tab="ended")[0].brought.done == 1


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20), st.integers(1, 9)), max_size=30),
    st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=12),
)
def test_the_members_together_brought_what_the_team_brought(
    lines: list[tuple[int, int, int]], charges: list[tuple[int, bool]]
) -> None:
    told = [Line(account, date(2018, 6, day), "household", times) for account, day, times in lines]
    had = [Charged(*one) for one in charges]
    whole, parts = brought(told, had), [one for _account, one in each((1, 2, 3), told, had)]
    for name in ("days", "lines", "times", "charges", "done"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in parts)
