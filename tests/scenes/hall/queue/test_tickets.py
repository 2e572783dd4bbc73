"""Tickets: called by the published order, timed as periods, ended apart by who ended them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.hall.fives import plugs
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import closing, figures, links, reads, rounds, rules, tickets
from shiqiao.scenes.hall.queue.definitions import parse
from shiqiao.scenes.hall.queue.errors import InHand, NotAtWindow, QueueNotSo, WindowTaken
from shiqiao.scenes.hall.queue.models import QueuePeriod, QueueTicket, Sitting
from shiqiao.scenes.hall.queue.publishing import publish_rule, rule_of
from shiqiao.scenes.hall.work import KIND as AFFAIR
from shiqiao.testing.street import STREET, Street

from ..conftest import Take, station
from .conftest import RESIDENT, booker, moment

Draw = Callable[..., QueueTicket]
Sit = Callable[..., Sitting]


def minutes(n: int) -> object:
    return held(now() + timedelta(minutes=n))


def test_the_order_is_the_published_one_then_arrival(queue: Street, draw: Draw, sit: Sit) -> None:
    sit()
    drawn = {}
    for n, who in enumerate(["first", "second", "veteran", "elderly", "disabled", "old_too"]):
        with minutes(n):
            claims = {"old_too": ("elderly",)}.get(who, (who,) if who in rule_of(STREET).order else ())
            drawn[draw(("insurance", "general")[n % 2], *claims).pk] = who
    called = []
    with minutes(10):
        while (row := tickets.call_next(by=queue.actor("c1head"), at=now())) is not None:
            called.append(drawn[row.pk])
            tickets.act(ticket=row.pk, do="begin", by=queue.actor("c1head"), at=now())
    assert called == ["elderly", "old_too", "disabled", "veteran", "first", "second"]


def test_whoever_has_waited_the_longest_comes_before_all_classes(queue: Street, draw: Draw, sit: Sit) -> None:
    sit()
    patient = draw()
    with minutes(45):
        draw("insurance", "elderly")
        row = tickets.call_next(by=queue.actor("c1head"), at=now())
        assert row is not None
        assert (row.pk, row.over) == (patient.pk, True)


def test_the_order_in_the_database_is_the_rule(queue: Street, draw: Draw) -> None:
    rows = []
    for n in range(18):
        with minutes(-60 + n * 4):
            rows.append(draw("insurance", *(("elderly",), (), ("veteran",), ())[n % 4]))
    QueueTicket.objects.filter(pk=rows[-1].pk).update(ready_at=now() + timedelta(minutes=20))
    found = reads.waiting(STREET, station("c1"), now())
    longest = rule_of(STREET).waiting.longest
    assert found == sorted(found, key=lambda one: (*rules.call_key(one.rank, one.ready_at, now(), longest), one.pk))
    assert found[-1].pk == rows[-1].pk


def test_who_booked_is_called_at_the_booked_time_and_not_before_by_coming_early(
    queue: Street, draw: Draw, sit: Sit
) -> None:
    sit()
    by = queue.actor("c1head")
    booked = bookings.book(
        street=STREET, unit=station("c1"), line="insurance", starts_at=moment("2018-06-27 10:30"), booker=booker(),
        channel="phone", by=by, at=now(),
    )  # fmt: skip
    early = tickets.arrive(booking=booked.pk, channel="kiosk", by=RESIDENT, at=now())
    walk_in = draw()
    assert (early.why, early.ready_at) == ("appointment", moment("2018-06-27 10:30"))
    row = tickets.call_next(by=by, at=now())
    assert row is not None
    assert row.pk == walk_in.pk
    with pytest.raises(QueueNotSo):
        tickets.arrive(booking=booked.pk, channel="kiosk", by=RESIDENT, at=now())


def test_who_comes_too_late_to_the_booked_time_comes_by_arrival(queue: Street) -> None:
    booked = bookings.book(
        street=STREET, unit=station("c1"), line="insurance", starts_at=moment("2018-06-27 10:30"), booker=booker(),
        channel="phone", by=queue.actor("c1head"), at=now(),
    )  # fmt: skip
    with held(moment("2018-06-27 11:20")):
        rounds.note_no_shows(at=now())
        late = tickets.arrive(booking=booked.pk, channel="desk", by=queue.actor("c1head"), at=now())
    booked.refresh_from_db()
    assert (late.why, booked.state) == ("arrival", "arrived")


def test_what_happens_is_timed_without_a_gap(queue: Street, draw: Draw, sit: Sit) -> None:
    sit()
    row, by = draw(), queue.actor("c1head")
    for n, do in enumerate(["call", "begin", "pause", "resume", "finish"], start=1):
        with minutes(5 * n):
            if do == "call":
                tickets.call_next(by=by, at=now())
            else:
                tickets.act(ticket=row.pk, do=do, by=by, at=now())
    periods = reads.periods(row.pk)
    assert [one.state for one in periods] == ["waiting", "called", "serving", "held", "serving"]
    assert all((one.ended_at - one.began_at) == timedelta(minutes=5) for one in periods if one.ended_at)
    assert [one.ended_at for one in periods[:-1]] == [one.began_at for one in periods[1:]]
    assert [line.code for line in lines_of(Ref(tickets.KIND, row.pk))] == [
        "hall.ticket_taken", "hall.called", "hall.serving", "hall.on_hold", "hall.resumed", "hall.served",
    ]  # fmt: skip


def test_nobody_is_passed_over_before_being_called_often_enough_and_can_be_put_back(
    queue: Street, draw: Draw, sit: Sit
) -> None:
    sit()
    row, by = draw(), queue.actor("c1head")
    tickets.call_next(by=by, at=now())
    with pytest.raises(Invalid):
        tickets.act(ticket=row.pk, do="miss", by=by, at=now())
    with pytest.raises(InHand):
        tickets.call_next(by=by, at=now())
    tickets.act(ticket=row.pk, do="again", by=by, at=now())
    assert tickets.act(ticket=row.pk, do="miss", by=by, at=now()).state == "missed"
    assert tickets.act(ticket=row.pk, do="put_back", by=by, at=now()).state == "waiting"
    again = tickets.call_next(by=by, at=now())
    assert again is not None
    assert again.pk == row.pk


def test_a_window_has_one_clerk_and_one_ticket(queue: Street, draw: Draw, sit: Sit) -> None:
    sit()
    with pytest.raises(NotAtWindow):
        tickets.call_next(by=queue.actor("c2head"), at=now())
    with pytest.raises(Forbidden):
        tickets.sit_down(unit=station("c1"), window=2, by=queue.actor("c2head"), at=now())
    with pytest.raises(Invalid):
        tickets.sit_down(unit=station("c1"), window=9, by=queue.actor("c1head"), at=now())
    with pytest.raises(IntegrityError, match="hall_window_of_one"), transaction.atomic():
        Sitting.objects.create(street=STREET, unit=station("c1"), window=1, account=999, began_at=now())
    first, second = draw(), draw()
    tickets.call_next(by=queue.actor("c1head"), at=now())
    with pytest.raises(IntegrityError, match="hall_ticket_at_window"), transaction.atomic():
        QueueTicket.objects.filter(pk=second.pk).update(state="called", window=1, called_at=now())
    with pytest.raises(IntegrityError, match="hall_one_open_period"), transaction.atomic():
        QueuePeriod.objects.create(street=STREET, ticket=first.pk, state="waiting", began_at=now())
    assert WindowTaken.code == "window_taken"


def test_who_waits_when_the_counter_closes_is_not_served_and_no_no_show(queue: Street, draw: Draw) -> None:
    row = draw()
    closing.close_off(
        unit=station("c1"), begins_at=now(), ends_at=now() + timedelta(hours=2), reason="system_down", by=queue.actor("c1head"),
        at=now(),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.reason) == ("closed", "system_down")
    assert figures.empty_counters(STREET, station("c1"), now()) == []


def test_the_evening_ends_what_the_day_has_left_over(queue: Street, draw: Draw, sit: Sit) -> None:
    sit()
    served, left = draw(), draw()
    tickets.call_next(by=queue.actor("c1head"), at=now())
    tickets.act(ticket=served.pk, do="begin", by=queue.actor("c1head"), at=now())
    with held(moment("2018-06-27 17:40")):
        assert rounds.end_days(at=now()) == 0  # somebody may still be at the window
    with held(moment("2018-06-27 18:45")):
        assert rounds.end_days(at=now()) == 3
    states = dict(QueueTicket.objects.values_list("pk", "state"))
    assert states == {served.pk: "served", left.pk: "closed"}
    assert not Sitting.objects.filter(ended_at=None).exists()


def test_what_waits_over_the_limit_and_which_window_is_empty_can_be_asked_for_any_moment(
    queue: Street, draw: Draw, sit: Sit
) -> None:
    unit, began = station("c1"), now()
    row = draw()
    with minutes(25):
        (one,) = figures.over_limit(STREET, unit, now())
        assert (one.number, one.minutes) == (row.number, 25)
        assert [(one.window, one.waiting) for one in figures.empty_counters(STREET, unit, now())] == [(1, 1), (2, 1)]
        sit()
        tickets.call_next(by=queue.actor("c1head"), at=now())
        assert figures.over_limit(STREET, unit, now()) == []
        assert [one.window for one in figures.empty_counters(STREET, unit, now())] == [2]
        assert figures.over_limit(STREET, unit, now() - timedelta(minutes=1))[0].ticket == row.pk  # as it was
        assert [one.window for one in figures.empty_counters(STREET, unit, began)] == [1, 2]
        (month,) = figures.waits(STREET, "2018-06", unit)
        assert (month.called, month.over, month.mean, month.in_time) == (1, 1, 25.0, 0.0)
    with held(moment("2018-06-27 12:30")):
        assert figures.empty_counters(STREET, unit, now()) == []  # at noon nobody has to be there


def test_what_was_waited_is_ground_for_a_finding_and_counts_for_the_model_window(
    queue: Street, draw: Draw, sit: Sit
) -> None:
    unit, since = station("c1"), now() - timedelta(days=1)
    row = draw()
    with minutes(25):
        sit()
        tickets.call_next(by=queue.actor("c1head"), at=now())
        (long,) = plugs.grounds()["over_limit"].read(STREET, since, now())
        assert (long.station, long.says, long.ref) == (unit, row.number, Ref("queue_ticket", row.pk))
        (empty,) = plugs.grounds()["empty_window"].read(STREET, since, now())
        assert (empty.key, empty.at) == (f"{unit}:2018-06-27", row.ready_at + timedelta(minutes=20))
        waits = plugs.waits()
        assert waits is not None
        assert waits.counts(STREET, since, now()) == {unit: (0, 1)}
        assert [one.minutes for one in waits.rows(STREET, unit, since, now(), False, 0, 9)] == [25]
        assert list(waits.rows(STREET, unit, since, now(), True, 0, 9)) == []


def test_a_window_that_somebody_sits_at_is_not_empty(queue: Street, draw: Draw, sit: Sit) -> None:
    for window, by in ((1, "c1head"), (2, "c1g1")):
        sit(by=by, window=window)
    draw()
    with minutes(25):
        tickets.call_next(by=queue.actor("c1head"), at=now())
        since = now() - timedelta(days=1)
        assert len(list(plugs.grounds()["over_limit"].read(STREET, since, now()))) == 1
        assert list(plugs.grounds()["empty_window"].read(STREET, since, now())) == []


def test_a_served_ticket_becomes_a_trip_of_an_affair(queue: Street, draw: Draw, sit: Sit, take: Take) -> None:
    from shiqiao.scenes.hall.acts import Came
    from shiqiao.scenes.hall.models import Affair, Trip

    affair, by = take(brought={"id_card"}), queue.actor("c1head")
    with held(moment("2018-06-28 10:00")):
        sit()
        row = draw()
        with pytest.raises(QueueNotSo):
            tickets.tie(ticket=row.pk, affair=affair.pk, by=by, at=now())
        tickets.call_next(by=by, at=now())
        came = Came("own", station("c1"), "missing_paper")
        tied = tickets.tie(ticket=row.pk, affair=affair.pk, came=came, by=by, at=now())
    assert (tied.affair, Affair.objects.get(pk=affair.pk).ticket) == (affair.pk, row.pk)
    assert Trip.objects.filter(affair=affair.pk).count() == 2
    assert lines_of(Ref(AFFAIR, affair.pk))[-1].code == "hall.came"


def test_a_link_opens_one_thing_and_cannot_be_guessed_from_another(queue: Street, draw: Draw) -> None:
    first, second = draw(), draw()
    secret = links.link_of("t", first.pk)
    assert links.opened(secret, "t") == first.pk
    assert links.street_of(secret, now()) == STREET
    for wrong in (secret.replace(str(first.pk), str(second.pk)), secret[:-1], "", "t1", "x" * 500, f"b{secret[1:]}"):
        assert links.opened(wrong) == 0
        assert links.street_of(wrong, now()) == 0
    assert links.opened(secret, "b") == 0


def test_a_resident_leaves_the_line_and_does_nothing_else(queue: Street, draw: Draw) -> None:
    row = draw()
    with pytest.raises(NotFound):
        tickets.act(ticket=row.pk, do="put_back", by=RESIDENT, at=now())
    assert tickets.act(ticket=row.pk, do="leave", by=RESIDENT, at=now()).state == "left"


def test_a_new_version_ranks_new_tickets_and_leaves_the_old(queue: Street, draw: Draw) -> None:
    from pathlib import Path

    text = Path("localities/ganshiqiao/service_queue.yaml").read_text(encoding="utf-8")
    before = draw("insurance", "veteran")
    with pytest.raises(Forbidden):
        publish_rule(street=STREET, text=text, by=queue.actor("c1head"), at=now())
    swapped = (
        text.replace("code: elderly", "code: x_x")
        .replace("code: veteran", "code: elderly")
        .replace("code: x_x", "code: veteran")
    )
    publish_rule(street=STREET, text=swapped, by=queue.actor("admin1"), at=now())
    after = draw("insurance", "veteran")
    assert (before.rank, before.rules, after.rank, after.rules) == (2, 1, 0, 2)
    assert parse(swapped).order[0] == "veteran"
