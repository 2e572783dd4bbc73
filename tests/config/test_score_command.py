"""`shiqiao score`, as an operator calls it."""

import json
from typing import Any

import pytest
from django.db import connection

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import CallBack
from shiqiao.kernel.scoring import following
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.config.test_routing_command import run as run
from tests.kernel.scoring.conftest import JULY, Lives, close_until
from tests.stories.telling import Telling


@pytest.fixture
def lives(street: Street) -> Lives:
    lives = Lives(street, Telling(street))
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day != "07")
    return lives


def test_scores_are_counted_and_shown_as_a_table_and_for_machines(run: Any, lives: Lives) -> None:
    assert run("score", "grid", "2018-06").output.splitlines()[1] == "  nothing was counted in this month"
    told = run("score").output
    assert f"{STREET}: counted from 2017-01-01 on" in told
    shown = run("score", "grid", "2018-06").output.splitlines()
    assert shown[0] == f"{STREET} grid 2018-06 (open)"
    assert shown[1].split()[0] == "1"
    assert f"{FIRST_GRID}  春元里社区" in shown[1]
    (table,) = json.loads(run("--json", "score", "grid", "2018-06", "--street", STREET).output)
    best = table["scores"][0]
    assert (best["subject"], best["rank"], best["indicators"]["solved"]) == (
        FIRST_GRID, 1, {"hits": 5, "of": 6, "few": False},
    )  # fmt: skip
    for kind in ("person", "community", "unit", "street"):
        assert run("score", kind, "2018-06").exit_code == 0


def test_closed_months_are_proved_also_after_what_came_later_and_a_difference_fails(
    run: Any, lives: Lives, street: Street
) -> None:
    run("score")
    close_until(street, JULY)
    assert "18 closed months" in run("score", "--prove").output
    made = lives.street.report()
    again = CallBack.objects.order_by("id").first()
    assert again
    assert made
    with lives.tell.at("2018-07-03 09:00"):
        by = lives.tell.resident()
        matters.reopen_matter(matter=again.matter, reason="又堆起来了", by=by, at=now())
        following.follow(STREET, {again.matter, made.id}, at=now())
        proved = run("score", "--prove")
        assert proved.exit_code == 0, proved.output
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM matters_callback WHERE id = %s", [again.pk])
        failed = run("--json", "score", "--prove")
        assert failed.exit_code == 1
        told = json.loads(failed.output)
    assert told["ok"] is False
    assert f"{STREET} 2018-06 solved: kept 5/6, booked since 0/0, counted now 4/5" in told["differences"]


def test_wrong_arguments_are_named(run: Any, street: Street) -> None:
    for arguments, error, field in (
        (("house",), Invalid, "kind"), (("grid", "June"), Invalid, "month"), (("--street", "370103999"), NotFound, "street"),
    ):  # fmt: skip
        with pytest.raises(error) as refused:
            run("score", *arguments)
        assert set(refused.value.fields) == {field}
