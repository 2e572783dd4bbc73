"""Counters: their own people, their hours, and what was done there."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall import actions, counters, definitions
from shiqiao.scenes.hall.acts import Application, Came
from shiqiao.scenes.hall.models import Affair, Trip
from shiqiao.testing.street import STREET, Street, later

from .conftest import Take, station

Enter = Callable[[str], Client]
NOON = datetime.fromisoformat("2018-06-27T12:30+08:00")


def test_every_station_has_its_own_people_who_take_in_and_hand_over(street: Street, take: Take) -> None:
    there = counters.counters(STREET)
    assert len(there) == 9
    assert all(len(counters.staff_of(one, STREET)) >= 2 for one in there.values())
    row = take("c4s2", "c4")
    assert people.post(row.post).unit == station("c4")
    row = actions.hand_over(affair=row.pk, station=station("c6"), by=street.actor("c4s2"), at=now())
    with pytest.raises(Forbidden):
        actions.decide(affair=row.pk, granted=True, by=street.actor("c4s2"), at=now())
    row = actions.decide(affair=row.pk, granted=True, by=street.actor("c6s1"), at=now())
    assert row.granted


def test_staff_of_a_station_serve_a_resident_of_another(street: Street, take: Take) -> None:
    row = take("c1s1", "c1", brought={"id_card"})
    came = Came("own", station("c8"), "missing_paper")
    with held(later(now(), days=1)):
        row = actions.hand_in(affair=row.pk, papers=["photo"], came=came, by=street.actor("c8s2"), at=now())
    assert row.state == "handling"
    with pytest.raises(Forbidden):
        take("c1s1", "c2")


def test_a_counter_keeps_its_own_hours_on_working_days(street: Street) -> None:
    there = counters.counters(STREET)
    hall, first = there[station("hall")], there[station("c1")]
    wednesday, sunday = date(2018, 6, 27), date(2018, 6, 24)
    assert counters.hours_on(first, STREET, wednesday) == ((510, 720), (810, 1050))
    assert counters.hours_on(hall, STREET, wednesday) == ((510, 1050),)
    assert counters.hours_on(hall, STREET, sunday) == ()
    assert counters.is_open(hall, STREET, NOON)
    assert not counters.is_open(first, STREET, NOON)
    assert counters.usual_hours(hall, STREET, sunday) == "08:30-17:30"


def test_hours_that_cannot_be_are_refused_with_their_place() -> None:
    with pytest.raises(Invalid) as refused:
        definitions.parse("places: [{unit: some_station, lon: 117, lat: 36, hours: ['12:00-08:30']}]")
    assert any("hours" in name for name in refused.value.fields)


def test_guides_published_before_hours_were_known_still_read() -> None:
    table = definitions.GuideTable.model_validate({"places": [{"unit": "some_station", "lon": 117, "lat": 36}]})
    assert table.places[0].hours == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"shut_at": datetime.fromisoformat("2018-06-27T12:30+08:00")}, "shut_at"),  # not yet
        ({"shut_at": datetime.fromisoformat("2018-04-27T12:30+08:00")}, "shut_at"),  # long ago
        ({"shut_at": datetime.fromisoformat("2018-06-26T12:30+08:00"), "shut": 1}, "shut"),
        (
            {"shut_at": datetime.fromisoformat("2018-06-26T12:30+08:00"), "manner": "helped", "channel": "door"},
            "shut_at",
        ),
    ],
)
def test_a_closed_counter_that_cannot_have_been_is_refused(
    street: Street, take: Take, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take(**more)
    assert set(refused.value.fields) == {field}
    assert not Affair.objects.exists()


def test_who_stood_before_another_closed_counter_says_why_they_had_set_out(street: Street, take: Take) -> None:
    row = take("c1s1", "c1", brought={"id_card"})
    shut = datetime.fromisoformat("2018-06-28T12:15+08:00")
    with held(shut):
        at = later(shut, hours=2)
    with held(at):
        came = Came("own", station("c2"), "", shut, station("c1"))
        by = street.actor("c2s1")
        with pytest.raises(Invalid) as refused:
            actions.hand_in(affair=row.pk, papers=["photo"], came=came, by=by, at=at)
        assert "reason" in refused.value.fields
        came = Came("own", station("c2"), "missing_paper", shut, station("c1"))
        row = actions.hand_in(affair=row.pk, papers=["photo"], came=came, by=by, at=at)
    trips = Trip.objects.filter(affair=row.pk).order_by("place").values_list("station", "reason")
    assert list(trips) == [
        (station("c1"), ""), (station("c1"), "missing_paper"), (station("c2"), "closed_counter"),
    ]  # fmt: skip
    assert (row.trips, row.our_trips) == (3, 1)


def test_the_form_asks_for_the_closed_counter_and_keeps_what_was_typed(
    street: Street, enter: Enter, take: Take
) -> None:
    clerk = enter("c3s1")
    sent = {
        "station": station("c3"), "manner": "own", "channel": "counter", "name": "启石英", "brought": ["id_card", "photo"],
        "spared": ["old_card"], "shut_at": "2018-06-27T12:20",
    }  # fmt: skip
    wrong = clerk.post("/affairs/new/medical_card_renewal/", sent)
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "2018-06-27T12:20" in page
    assert '<details class="kit-more hall-shut" open>' in page
    sent["shut_at"] = "2018-06-26T12:20"
    assert clerk.post("/affairs/new/medical_card_renewal/", sent).status_code == 302
    assert Affair.objects.get().our_trips == 1


def test_the_page_of_counters_tells_each_person_what_may_be_told(street: Street, enter: Enter, take: Take) -> None:
    row = take("c1s1", "c1")
    actions.decide(affair=row.pk, granted=True, by=street.actor("c1s1"), at=now())
    leader = enter("leader1").get("/affairs/counters/?month=2018-06").content.decode()
    assert "春金桂" in leader
    assert leader.count("件办结") == 19
    own = enter("c1s1").get("/affairs/counters/").content.decode()
    assert own.count("件办结") == 1, "one's own figure alone"
    assert enter("c1head").get("/affairs/counters/").content.decode().count("件办结") == 2
    assert enter("c2head").get("/affairs/counters/").content.decode().count("件办结") == 2
    assert enter("service1").get("/affairs/counters/").content.decode().count("件办结") == 19


def test_the_page_of_counters_needs_few_queries(
    street: Street, enter: Enter, take: Take, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = enter("leader1")
    for code in ("c1", "c2", "c3"):
        take(f"{code}s1", code, identity="")
    client.get("/affairs/counters/")
    with django_assert_max_num_queries(14):
        client.get("/affairs/counters/")


def test_the_system_counts_at_any_counter(street: Street) -> None:
    asked = Application("medical_card_renewal", station("c1"), name="春石英", brought={"id_card", "photo"})
    row = actions.take_in(application=asked, by=system("test", street=STREET), at=now())
    assert row.trips == 1
