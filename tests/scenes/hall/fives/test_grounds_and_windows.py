"""What the hall's records propose, decided once; model windows counted, opened onto rows, proposed and decided."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.scenes.hall import actions
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.demo import resident
from shiqiao.scenes.hall.fives import deciding, grounds, plugs, proofrows, standard, walking
from shiqiao.scenes.hall.fives.checklists import parse
from shiqiao.scenes.hall.fives.errors import DecidedAlready
from shiqiao.scenes.hall.fives.plugs import Ground, Grounds, Waited, Waits, plug, plug_waits
from shiqiao.scenes.hall.fives.tables import FiveSGround, ModelWindow
from shiqiao.scenes.hall.models import Affair
from shiqiao.testing.street import STREET, Street
from tests.scenes.hall.conftest import Take, station

from .conftest import AREAS, GOOD, Tell
from .test_five_s_rules import FILE


@pytest.fixture
def unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugs, "_grounds", dict(plugs._grounds))
    monkeypatch.setattr(plugs, "_waits", [])


def badly_rated(street: Street, take: Take) -> Affair:
    by, row = street.actor("c1head"), take()
    actions.decide(affair=row.pk, granted=True, by=by, at=now())
    actions.deliver(affair=row.pk, how="counter", station=row.at, came=Came("own", row.at), by=by, at=now())
    return actions.rate_by_link(affair=row.pk, stars=1, by=resident(STREET), at=now())


def kinds(street: Street, login: str = "check1") -> dict[str, int]:
    return {one.kind.code: len(one.rows) for one in grounds.proposed(street.actor(login), now())}


def test_records_propose_and_a_person_makes_a_finding_of_them_or_dismisses_them(
    street: Street, take: Take, tell: Tell
) -> None:
    by, clerk = street.actor("check1"), street.actor("c1s1")
    rated = badly_rated(street, take)
    gone = take(item="pension_receive", brought={"id_card", "household_book", "bank_account"})
    actions.ask_papers(affair=gone.pk, papers=["photo"], by=clerk, at=now())
    with tell.at("2018-06-28 09:00"):
        came = Came("own", gone.at, "missing_paper")
        actions.hand_in(affair=gone.pk, papers=["photo"], came=came, by=clerk, at=now())
        actions.record_coming(affair=gone.pk, came=Came("proxy", station("c1"), "system_down"), by=clerk, at=now())
    with tell.at("2018-07-20 09:00"):  # the promised term has passed
        assert kinds(street) == {"late_affair": 1, "our_notice": 1, "in_vain": 1, "bad_rating": 1}
        unit = station("c1")
        row = deciding.accept_grounds(
            ground="bad_rating", station=unit, keys=[str(rated.pk)], words="请回访并说明改进", by=by, at=now()
        )
        assert (row.ground, row.area, row.sense, row.state) == ("bad_rating", "conduct", "smile", "open")
        assert FiveSGround.objects.get(finding=row.pk).subject == f"service_affair:{rated.pk}"
        with pytest.raises(Invalid) as silent:
            deciding.dismiss_grounds(ground="late_affair", station=unit, keys=[str(gone.pk)], words="", by=by, at=now())
        assert set(silent.value.fields) == {"words"}
        deciding.dismiss_grounds(
            ground="late_affair", station=unit, keys=[str(gone.pk)], words="材料待补", by=by, at=now()
        )
        assert kinds(street) == {"our_notice": 1, "in_vain": 1}
        with pytest.raises(DecidedAlready):
            deciding.accept_grounds(
                ground="late_affair", station=unit, keys=[str(gone.pk)], words="再看", by=by, at=now()
            )
        assert kinds(street, "c2head") == {}
        with pytest.raises(NotFound):
            deciding.dismiss_grounds(
                ground="in_vain", station=unit, keys=["1"], words="不属实", by=street.actor("city2"), at=now()
            )
    with pytest.raises(IntegrityError, match="hall_five_s_decided_once"), transaction.atomic():
        FiveSGround.objects.create(
            street=STREET, ground="bad_rating", key=str(rated.pk), station=unit, happened_at=now(), at=now()
        )


def test_what_others_plug_in_is_proposed_too(street: Street, unplugged: None) -> None:
    def over_limit(number: int, since: datetime, until: datetime) -> list[Ground]:
        assert number == STREET
        return [Ground("A12", station("c1"), until - timedelta(hours=1), "A012")]

    plug(Grounds("over_limit", "Waited longer than the limit", over_limit))
    assert kinds(street) == {"over_limit": 1}
    row = deciding.accept_grounds(
        ground="over_limit",
        station=station("c1"),
        keys=["A12"],
        words="高峰增开窗口",
        by=street.actor("check1"),
        at=now(),
    )
    assert (row.ground, kinds(street)) == ("over_limit", {})


def year(street: Street, take: Take) -> None:
    """Let the first half of 2018 be good at the first station: rounds each month, twenty affairs."""
    for month in range(1, 7):
        at = datetime.fromisoformat(f"2018-0{month}-05T10:00:00+08:00")
        with held(at):
            marks = dict.fromkeys(AREAS, GOOD)
            walking.record_round(station=station("c1"), marks=marks, by=street.actor("check1"), at=at)
    clerk = street.actor("c1s1")
    for n in range(20):
        row = take(name=f"苗石{n}", identity="")
        actions.decide(affair=row.pk, granted=True, by=clerk, at=now())
        actions.deliver(affair=row.pk, how="counter", station=row.at, came=Came("own", row.at), by=clerk, at=now())
        actions.rate_by_link(affair=row.pk, stars=3 if n == 7 else 5, by=resident(STREET), at=now())


def test_a_window_is_counted_from_records_that_open_and_awarded_by_a_leader_when_the_half_year_is_over(
    street: Street, take: Take, tell: Tell
) -> None:
    year(street, take)
    unit, leader = station("c1"), street.actor("leader1")
    found = standard.window(STREET, unit, "2018-1", now())
    counted = {one.code: (one.hit, one.of) for one in found.criteria}
    assert counted["satisfied"] == (19, 20)
    assert counted["walked"] == (6, 6)
    assert counted["five_s"] == (750, 750)
    assert (counted["waits"], found.standing.score, found.standing.proposed) == ((0, 0), 1000, True)
    span = standard.Span.of("2018-1", now())
    missed = proofrows.rows(STREET, unit, "satisfied", span, hit=False)
    assert [one.value for one in missed.rows] == ["3★"]
    assert len(proofrows.rows(STREET, unit, "satisfied", span, hit=True).rows) == 19
    given = {"station": unit, "half": "2018-1", "awarded": True, "words": "各项达标"}
    with pytest.raises(Invalid) as early:
        deciding.decide_window(by=leader, at=now(), **given)
    assert set(early.value.fields) == {"half"}
    with tell.at("2018-07-03 09:00"):
        with pytest.raises(Forbidden):
            deciding.decide_window(by=street.actor("check1"), at=now(), **given)
        with pytest.raises(Invalid) as short:
            deciding.decide_window(by=leader, at=now(), **{**given, "station": station("c2")})
        assert set(short.value.fields) == {"awarded"}
        row = deciding.decide_window(by=leader, at=now(), **given)
        assert (row.awarded, row.score, row.needed) == (True, 1000, 900)
        assert ["satisfied", 19, 20] in row.counted
        with pytest.raises(Conflict):
            deciding.decide_window(by=leader, at=now(), **given)
    with pytest.raises(IntegrityError, match="hall_model_window_reaches_it"), transaction.atomic():
        ModelWindow.objects.filter(pk=row.pk).update(score=899)


def test_waits_count_when_somebody_counts_them(street: Street, unplugged: None) -> None:
    unit = station("c1")
    plug_waits(Waits(
        lambda street, since, until: {unit: (27, 30)},
        lambda street, station, since, until, hit, after, limit: [Waited(1, "A001", since, 41)] if not hit else [],
    ))  # fmt: skip
    found = standard.window(STREET, unit, "2018-1", now())
    assert {one.code: (one.hit, one.of) for one in found.criteria}["waits"] == (27, 30)
    behind = proofrows.rows(STREET, unit, "waits", standard.Span.of("2018-1", now()), hit=False).rows
    assert [(one.number, one.value) for one in behind] == [("A001", "41")]


def test_every_measure_that_a_standard_may_name_is_counted() -> None:
    rules = parse(FILE.read_text(encoding="utf-8")).standard
    assert rules is not None
    assert {one.measure for one in rules.criteria} == standard.AFFAIRS.keys() | standard.OTHERS.keys()
