"""Stories of duty: a swap that would break rest time; a leader falls ill at night; the fairness of a year."""

from datetime import date, datetime, timedelta

import pytest

from shiqiao.base.errors import Conflict, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.duty import changing, making, reads, steps, watching
from shiqiao.scenes.duty.errors import RestBroken
from shiqiao.scenes.duty.shown import fairness_page
from shiqiao.scenes.duty.tables import Roster, Swap, Turn
from shiqiao.testing.street import STREET, Street

EARLY = datetime.fromisoformat("2017-12-20T10:00:00+08:00")


def login(person: int) -> str:
    return Account.objects.get(pk=person).username


def published(street: Street, since: date, until: date, at: datetime) -> Roster:
    """The general office makes it, a leader checks it, it is published."""
    with held(at):
        row = making.make_roster(since=since, until=until, by=street.actor("general1"), at=now())
        steps.check_roster(roster=row.pk, by=street.actor("leader3"), at=now())
        return steps.publish_roster(roster=row.pk, by=street.actor("general1"), at=now())


def too_close(roster: Roster) -> tuple[Turn, Turn, RestBroken]:
    """Return two turns that would leave somebody without rest when swapped."""
    turns = list(Turn.objects.filter(roster=roster.pk, role="officer", during__startswith__gt=now()).order_by("during"))
    for first in turns:
        for second in turns:
            try:
                changing.refuse_swap(first, second, now())
            except RestBroken as error:
                return first, second, error
            except (Conflict, Invalid):
                continue
    raise AssertionError("no such pair")


def test_a_swap_that_would_break_rest_time(street: Street) -> None:
    roster = published(street, date(2018, 6, 25), date(2018, 7, 15), now() - timedelta(days=9))
    first, second, error = too_close(roster)
    by = street.actor(login(first.person))
    with pytest.raises(RestBroken) as refused:
        changing.ask_swap(turn=first.pk, against=second.pk, words="家里有事", by=by, at=now())
    print(refused.value.text())
    assert refused.value.params["person"] == error.params["person"]
    assert float(str(error.params["left"])) < float(str(error.params["needed"]))
    assert not Swap.objects.exists()
    assert Turn.objects.get(pk=first.pk).state == "standing"


def test_a_leader_falls_ill_at_night(street: Street) -> None:
    published(street, date(2018, 6, 25), date(2018, 7, 15), now() - timedelta(days=9))
    dusk, night = (datetime.fromisoformat(f"2018-06-27T{at}:00+08:00") for at in ("17:28", "23:40"))
    turns = Turn.objects.filter(live=True, state="standing", during__contains=night).order_by("role", "place")
    leader, officer = turns[0], turns[1]
    for row in turns:
        watching.check_in(turn=row.pk, by=street.actor(login(row.person)), at=dusk)
    writer = street.actor(login(officer.person))
    line = watching.write_log(
        shift=officer.shift, kind="event", text="带班领导突发腹痛，已送医", stays_open=True, by=writer, at=night
    )
    free = [one for one, _, way in changing.candidates(leader, night) if way is None]
    new = changing.replace_turn(turn=leader.pk, person=free[0], words="突发疾病", by=street.actor("general1"), at=night)
    assert Notice.objects.filter(kind="duty.turn_replaced", account=free[0]).exists()
    now_leading = reads.on_duty(STREET, night).leader
    assert now_leading is not None
    assert (now_leading.turn, now_leading.person) == (new.pk, free[0])
    later = night + timedelta(minutes=26)
    assert watching.check_in(turn=new.pk, by=street.actor(login(free[0])), at=later).late_minutes == 26
    end = new.during.upper
    assert watching.pass_on(shift=new.shift, by=street.actor(login(free[0])), at=end - timedelta(minutes=3)) == 1
    coming = reads.on_duty(STREET, end)
    first = street.actor(login(coming.people[0].person))
    assert watching.acknowledge(shift=coming.shift, by=first, at=end + timedelta(minutes=2)) == 1
    closed = watching.close_entry(entry=line.pk, result="已住院，家属在陪", by=first, at=end + timedelta(hours=1))
    assert not closed.open
    print(
        f"the leader was relieved at {night:%H:%M}, {len(free)} could take over; the line was closed by the next shift"
    )


def test_the_fairness_of_a_year(street: Street) -> None:
    roster = published(street, date(2018, 1, 1), date(2018, 12, 31), EARLY)
    assert roster.figures["empty"] == 0
    page = fairness_page(street.actor("leader1"), date(2018, 1, 1), date(2018, 12, 31), now())
    for group in page["groups"]:
        told = {side: (one.apart, round(one.gini, 3)) for side, one in group["figures"]}
        print(group["title"], len(group["rows"]), told)
        assert all(apart <= 2 for apart, _ in told.values())
        assert next(iter(told.values()))[1] <= 0.02
    # The next year begins where this one ended: nobody who had less is passed over for ever.
    history = making.history_of(STREET, making.rules_of(STREET), date(2019, 1, 1))
    assert sum(one.turns for one in history.values()) == Turn.objects.filter(roster=roster.pk).count()
