"""发现第一时间: what counts as found by us before anybody had to complain."""

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters.merging import merge_matters
from shiqiao.kernel.scoring import actions
from shiqiao.kernel.scoring.following import follow
from shiqiao.testing.street import INSIDE, Street
from tests.stories.telling import Telling

from .conftest import Lives
from .test_counting import counted

FAR = (INSIDE[0] - 0.0009, INSIDE[1])  # eighty metres away


def found(tell: Telling) -> tuple[int, int]:
    with tell.at("2018-06-27 10:00"):
        actions.reckon(at=now())
    return counted("found_first")


def patrol(street: Street, tell: Telling, moment: str, **more: object) -> int:
    with tell.at(moment):
        return street.report(channel="patrol", by=street.actor("c1g1"), **more).id


def test_a_patrol_that_came_first_counts_also_when_residents_complain_afterwards(
    lives: Lives, street: Street, tell: Telling
) -> None:
    patrol(street, tell, "2018-06-05 08:00")
    lives.report("2018-06-05")
    assert found(tell) == (1, 2)


def test_a_patrol_that_writes_down_what_was_complained_about_does_not_count(
    lives: Lives, street: Street, tell: Telling
) -> None:
    lives.report("2018-06-05")
    patrol(street, tell, "2018-06-05 10:00")
    assert found(tell) == (0, 2)


@pytest.mark.parametrize("more", [{"item": "01037"}, {"lon": FAR[0], "lat": FAR[1]}], ids=["other item", "elsewhere"])
def test_another_thing_or_place_is_another_find(
    lives: Lives, street: Street, tell: Telling, more: dict[str, object]
) -> None:
    lives.report("2018-06-05")
    patrol(street, tell, "2018-06-05 10:00", **more)
    assert found(tell) == (1, 2)


def test_the_same_again_after_the_complaint_was_closed_is_a_new_find(
    lives: Lives, street: Street, tell: Telling
) -> None:
    lives.whole("2018-06-05")
    patrol(street, tell, "2018-06-06 10:00")
    assert found(tell) == (1, 2)


def test_an_earlier_complaint_that_is_merged_into_the_find_takes_it_away(
    lives: Lives, street: Street, tell: Telling
) -> None:
    asked = lives.report("2018-06-05", text="路边乱停")
    mine = patrol(street, tell, "2018-06-06 10:00", item="01037")
    assert found(tell) == (1, 2)
    with tell.at("2018-06-06 11:00"):
        by = street.actor("dispatch1")
        merge_matters(main=mine, others=[asked.id], by=by, at=now())
        follow(street.number, {asked.id, mine}, at=now())
    assert counted("found_first") == (0, 1)
