"""Published tables of rankings: entered with their source, refused by name, and what they tell over the months."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.scoring import actions, standings
from shiqiao.kernel.scoring.models import StandingTable
from shiqiao.kernel.scoring.standings import Placed, Source
from shiqiao.testing.street import STREET, Street

from .conftest import JULY, JUNE, Lives

OURS = "杆石桥街道"
PAPER = Source("区城管委通报", date(2018, 6, 20))


def entered(
    street: Street,
    month: date,
    rank: int = 1,
    *,
    source: Source = PAPER,
    by: str = "leader1",
    league: str = "city_management",
) -> StandingTable:
    rows = [Placed(one, f"{one}号街道") for one in (1, 2, 3) if one != rank] + [Placed(rank, OURS, Decimal("97.5"))]
    return standings.enter_standing(
        league=league, span="month", starts=month, rows=rows, source=source, by=street.actor(by), at=now()
    )


def course(street: Street) -> standings.Course:
    return next(one for one in standings.courses(STREET) if one.league.code == "city_management")


def test_months_on_end_at_the_first_place_are_counted_and_a_gap_ends_them(street: Street) -> None:
    for month, rank in ((1, 1), (3, 2), (4, 1), (5, 1)):
        entered(street, date(2018, month, 1), rank)
    found = course(street)
    assert [(one.starts.month, one.rank, one.moved) for one in found.months] == [
        (5, 1, 0),
        (4, 1, 1),
        (3, 2, -1),
        (1, 1, None),
    ]
    assert found.first_run == 2
    entered(street, date(2018, 3, 1), 1)  # corrected
    assert course(street).first_run == 3, "February is missing: the run begins in March"
    assert StandingTable.objects.filter(starts=date(2018, 3, 1)).count() == 2, "the former table stays"
    entered(street, date(2018, 2, 1), 1)
    assert course(street).first_run == 5


def test_a_table_that_cannot_be_is_refused_with_its_place(street: Street) -> None:
    by, june = street.actor("leader1"), JUNE

    def refused(rows: list[Placed], starts: date = june, source: Source = PAPER) -> dict[str, str]:
        with pytest.raises(Invalid) as caught:
            standings.enter_standing(
                league="city_management", span="month", starts=starts, rows=rows, source=source, by=by, at=now()
            )
        return caught.value.fields

    ours = Placed(2, OURS, Decimal(90))
    assert "not in the table" in refused([Placed(1, "别处")])["rows"]
    assert "Stands twice" in refused([ours, ours])["rows"]
    assert "not between 1 and 17" in refused([Placed(18, OURS)])["rows"]
    assert "has more points" in refused([Placed(3, "丙", Decimal(95)), ours])["rows"]
    assert "starts" in refused([ours], starts=date(2018, 6, 2))
    assert "starts" in refused([ours], starts=JULY)
    assert refused([ours], source=Source(" ", date(2019, 1, 1))).keys() == {"source", "source_on"}
    with pytest.raises(Forbidden):
        entered(street, june, by="c1g1")
    with pytest.raises(NotFound):
        entered(street, june, league="nowhere")
    assert not StandingTable.objects.exists()


def test_a_spreadsheet_of_ranks_is_read_and_its_bad_row_named(street: Street, tmp_path: Path) -> None:
    good = tmp_path / "t.csv"
    good.write_text("名次,单位,得分\n1,杆石桥街道,97.35\n2,甲街道,\n")
    assert standings.read_standing(good) == [Placed(1, OURS, Decimal("97.35")), Placed(2, "甲街道", None)]
    for text, said in (("名次,单位\n一,甲街道\n", "whole number"), ("名次,单位,得分\n1,甲街道,高\n", "not a number"),
                       ("单位\n甲街道\n", "needed")):  # fmt: skip
        bad = tmp_path / "b.csv"
        bad.write_text(text)
        with pytest.raises(Invalid, match=said):
            standings.read_standing(bad)


def test_streets_of_one_installation_are_ranked_from_their_own_scores(street: Street, lives: Lives) -> None:
    lives.whole("2018-06-05")
    lives.whole("2018-06-06", solved=False)
    actions.reckon(at=now())
    found = standings.from_records([STREET, 370103004], JUNE, JULY)
    assert [(number, rank) for number, _, rank in found] == [(STREET, 1)]
    with scope.scoped(370103004):
        assert standings.courses(STREET) == [], "another street sees none of it"
    street.reopen()


def test_leagues_come_from_the_localitys_file_and_a_mistake_is_named(street: Street) -> None:
    assert [one.code for one in standings.leagues(STREET)] == ["quality_city", "city_management", "district_in_city"]
    with pytest.raises(Invalid) as caught:
        standings.publish_leagues(
            street=STREET, text="leagues: [{code: X, many: 1}]", by=street.actor("admin1"), at=now()
        )
    assert any("code" in place for place in caught.value.fields)
