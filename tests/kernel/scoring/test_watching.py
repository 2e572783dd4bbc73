"""What makes figures look better than the work is found, and honest work is not."""

from datetime import datetime
from typing import Any

import pytest

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.scoring import watching
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

from .conftest import JULY, JUNE, Lives


def found(street: Street) -> dict[str, list[str]]:
    seen = watching.watched(street.actor("leader1"), JUNE, JULY)
    return {code: [one.number for one in rows] for code, rows in seen.items() if rows}


def test_an_honest_month_shows_nothing(lives: Lives, street: Street) -> None:
    lives.whole("2018-06-05")
    lives.whole("2018-06-12", channel="patrol")
    assert found(street) == {}
    with pytest.raises(Forbidden):
        watching.watched(street.actor("c1g1"), JUNE, JULY)


def due(number: str) -> datetime:
    row = Matter.objects.get(number=number)
    assert row.next_due is not None
    return row.next_due


def extended(street: Street, tell: Telling, made: Any, when: str) -> None:
    with tell.at(when):
        requests.ask_extension(matter=made.id, term="2wd", reason="等配件", by=street.actor("c1g1"), at=now())
        requests.grant_request(matter=made.id, answer="同意", by=street.actor("dispatch1"), at=now())


def test_five_extensions_on_one_day_and_one_just_before_the_term_are_found(
    lives: Lives, street: Street, tell: Telling
) -> None:
    many = [lives.report("2018-06-05", text=f"第{number}处垃圾") for number in range(5)]
    for made in many[:4]:
        extended(street, tell, made, "2018-06-05 10:00")
    assert "mass_extension" not in found(street)
    extended(street, tell, many[4], "2018-06-05 10:30")
    assert sorted(found(street)["mass_extension"]) == sorted(one.number for one in many)
    assert "near_due" not in found(street)
    late = lives.report("2018-06-06")
    moment = due(late.number)
    extended(street, tell, late, f"{moment.astimezone().date()} {(moment.astimezone().hour - 1):02d}:30")
    assert found(street)["near_due"] == [late.number]


def test_another_item_with_a_longer_term_is_found(lives: Lives, street: Street, tell: Telling) -> None:
    made, kept = lives.report("2018-06-05"), lives.report("2018-06-05", text="另一处")
    before = due(made.number)
    with tell.at("2018-06-05 10:00"):
        for item in ("06013", "06021", "05001", "01001"):
            actions.correct_matter(matter=made.id, reason="类别写错", item=item, by=street.actor("dispatch1"), at=now())
            if due(made.number) > before:
                break
        actions.correct_matter(
            matter=kept.id, reason="地址写错", address="春元里5号", by=street.actor("dispatch1"), at=now()
        )
    assert due(made.number) > before, "no item of these has a longer term"
    assert set(found(street)["relabelled"]) == {made.number}


def test_what_was_closed_and_reported_anew_is_found_unless_it_is_linked(
    lives: Lives, street: Street, tell: Telling
) -> None:
    closed = lives.whole("2018-06-05")
    lives.report("2018-06-12", channel="patrol")
    assert "created_again" not in found(street), "a week later it is another matter"
    again = lives.report("2018-06-06", channel="patrol")
    seen = watching.watched(street.actor("leader1"), JUNE, JULY)["created_again"]
    assert [(one.number, one.other) for one in seen] == [(closed.number, again.number)]
    Matter.objects.filter(pk=again.id).update(repeat_of=closed.id)
    assert "created_again" not in found(street)


def test_who_calls_back_after_the_own_work_is_found(lives: Lives, street: Street, tell: Telling) -> None:
    made = lives.whole("2018-06-05")
    row = Matter.objects.get(pk=made.id)
    Matter.objects.filter(pk=made.id).update(finished_by=street.actor("callback1").post, finished_holder=0)
    assert found(street)["self_checked"] == [made.number]
    Matter.objects.filter(pk=made.id).update(
        finished_by=row.finished_by, finished_holder=street.actor("callback1").account
    )
    assert found(street)["self_checked"] == [made.number], "the same person with another post"
