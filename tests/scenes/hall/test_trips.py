"""Trips derived are the trips in the journal, whatever happens at the counters; counted by community and opened."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.hall import actions, counting, reads
from shiqiao.scenes.hall.acts import Application, Came
from shiqiao.scenes.hall.demo import Stage, cards, number_all
from shiqiao.scenes.hall.models import Affair, Trip
from shiqiao.scenes.hall.work import write_lives
from shiqiao.testing.street import MORNING, STREET, Street

from .conftest import station

ACTS = st.sampled_from(
    ["own", "proxy", "errand", "ask", "hand_in", "elsewhere", "shut", "grant", "fetch", "next_day", "next_day"]
)


def told(row: Affair) -> tuple[int, int, int, int]:
    """Reckon trips from the journal alone."""
    data = [
        line.data
        for line in JournalLine.objects.filter(
            kind="service_affair", subject=row.pk, code__in=("hall.came", "hall.staff_went")
        )
    ]
    theirs = [one for one in data if one["who"] != "staff"]
    ours = [
        one
        for one in theirs
        if one.get("reason") in ("our_notice", "closed_counter", "system_down", "approver_away", "our_mistake")
    ]
    return len(theirs), sum(one["who"] == "own" for one in theirs), len(data) - len(theirs), len(ours)


def act(street: Street, row: Affair, do: str, at: datetime) -> None:
    by, here = street.actor("service1"), station("hall")
    came = Came("own", here, "missing_paper")
    steps: dict[str, Callable[[], object]] = {
        "own": lambda: actions.record_coming(affair=row.pk, came=Came("own", here, "system_down"), by=by, at=at),
        "proxy": lambda: actions.record_coming(affair=row.pk, came=Came("proxy", here, "own_wish"), by=by, at=at),
        "elsewhere": lambda: actions.record_coming(
            affair=row.pk, came=Came("own", station("c6"), "own_wish"), by=street.actor("c6head"), at=at
        ),
        "shut": lambda: actions.record_coming(
            affair=row.pk, came=Came("own", here, "own_wish", at - timedelta(seconds=30), station("c2")), by=by, at=at
        ),
        "errand": lambda: actions.record_errand(affair=row.pk, reason="verify", station=here, by=by, at=at),
        "ask": lambda: actions.ask_papers(affair=row.pk, papers=["lease"], by=by, at=at),
        "hand_in": lambda: actions.hand_in(affair=row.pk, papers=["photo", "lease"], came=came, by=by, at=at),
        "grant": lambda: actions.decide(affair=row.pk, granted=True, by=by, at=at),
        "fetch": lambda: actions.deliver(
            affair=row.pk, how="counter", station=here, came=Came("own", here, "collect"), by=by, at=at
        ),
    }
    with suppress(ShiqiaoError):  # refused: then nothing may have changed, which is what is looked at
        steps[do]()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=9), st.sampled_from([("own", "counter"), ("proxy", "counter"), ("helped", "door")]))
def test_trips_derived_are_the_trips_in_the_journal(street: Street, todo: list[str], how: tuple[str, str]) -> None:
    asked = Application(
        "medical_card_renewal", station("hall"), manner=how[0], channel=how[1], name="苗石英", proxy_name="苗石兰",
        community=370103003001, brought=frozenset({"id_card", "proxy_letter"}),
    )  # fmt: skip
    at = MORNING
    with held(at):
        row = actions.take_in(application=asked, by=street.actor("service1"), at=at)
    for do in todo:
        at += timedelta(days=1) if do == "next_day" else timedelta(minutes=1)
        with held(at):
            if do != "next_day":
                act(street, row, do, at)
    row.refresh_from_db()
    assert (row.trips, row.own_trips, row.staff_trips, row.our_trips) == told(row)
    assert row.trips == Trip.objects.filter(affair=row.pk, place__gt=0).count()


@pytest.fixture
def year(street: Street) -> int:
    """Two hundred cards of the demo's year, by COPY."""
    stage = Stage(STREET)
    works = list(cards(stage, now(), 200))
    number_all(works)
    return write_lives(works)


def test_lives_by_copy_are_as_those_at_the_counter(street: Street, year: int) -> None:
    rows = list(Affair.objects.order_by("id"))
    assert len(rows) == year == 200
    assert all((row.trips, row.own_trips, row.staff_trips, row.our_trips) == told(row) for row in rows)
    assert {row.state for row in rows} == {"delivered"}
    assert {True, False} <= {row.at_once for row in rows}


def test_each_share_opens_onto_the_affairs_that_it_counts(
    street: Street, year: int, enter: Callable[[str], Client]
) -> None:
    clerk = street.actor("service1")
    for by in counting.DIMENSIONS:
        rows, whole = counting.counted(clerk, by, reads.Filters(month="2018"))
        assert whole is not None
        assert whole.total == sum(row.total for row in rows)
        for share, name in zip(whole.shares, counting.SHARES, strict=True):
            found = reads.affairs(clerk, reads.Filters("done", month="2018", kept=name), now(), limit=500)
            assert len(found.rows) == share.hit, name
    client = enter("service1")
    page = client.get("/affairs/trips/?by=station&month=2018").content.decode()
    assert "/affairs/?tab=done" in page


def test_scores_count_affairs(street: Street, year: int) -> None:
    from django.db import connection

    from shiqiao.kernel.scoring.sources import all_sources

    source = all_sources()["service_affair"]
    fields = ", ".join(f"{sql} AS {name}" for name, (sql, _takes) in source.fields.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {source.opens}, {source.dimensions['unit']}, {fields} FROM {source.rows}")
        names = [one.name for one in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert sum(row["done_at_once"] for row in rows) == Affair.objects.filter(at_once=True).count()
    assert sum(row["zero_trip"] for row in rows) == Affair.objects.filter(reads.KEPT["zero_trip"]).count()
