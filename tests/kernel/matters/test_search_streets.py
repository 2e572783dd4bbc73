"""Searching one street among many: its own rows are walked, its own marks are asked of the index."""

import pytest
from django.db import connection

from shiqiao.kernel.matters import search
from shiqiao.kernel.matters.models import Matter, SearchRow
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.matters.rules import number_of
from shiqiao.testing.street import MORNING, STREET, Street, later

OTHER = STREET + 1


def found(street: Street, text: str) -> list[str]:
    return [row.number for row in matters(street.actor("leader1"), Filters(text=text)).rows]


def elsewhere(identifier: int) -> None:
    """Let a matter lie in the next street."""
    Matter.objects.filter(pk=identifier).update(street=OTHER, community=OTHER * 1000 + 1, grid=OTHER * 1_000_000 + 1001)
    terms = "replace(terms::text, %s, %s)::tsvector"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE matters_search SET street = %s, terms = {terms} WHERE matter = %s",
                       [OTHER, str(STREET), str(OTHER), identifier])  # fmt: skip


def test_beyond_the_walk_the_index_is_asked_for_this_street_alone(street: Street, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    mine = street.report("鹦鹉飞走了").number
    unrouted = street.report("鹦鹉又飞走了", lon=None, lat=None)
    assert Matter.objects.get(number=unrouted.number).grid == 0
    elsewhere(street.report("鹦鹉在别处").id)
    street.report("路灯不亮")
    monkeypatch.setattr(search, "STAGES", (1,))
    asked: list[int] = []
    anywhere = search._anywhere

    def noted(sought: search.Sought, *others: int) -> list[int]:
        rows = SearchRow.objects.extra(where=["terms @@ %s::tsquery"], params=[sought.indexed])
        asked.extend(rows.values_list("street", flat=True))
        return anywhere(sought, *others)

    monkeypatch.setattr(search, "_anywhere", noted)
    assert found(street, "鹦鹉") == [unrouted.number, mine]
    assert asked == [STREET, STREET]


def test_several_streets_are_not_narrowed_by_marks() -> None:
    assert search.of_street((STREET, OTHER)) == ""


def test_the_newest_of_one_street_are_walked_in_the_order_of_its_index(street: Street) -> None:
    street.report("鹦鹉飞走了")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + search._ONE, [2**62, STREET, 10, 0, "'鹦鹉'"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_by_street" in plan
    assert "Sort" not in plan


def test_a_number_of_fifteen_digits_is_found_as_a_number(street: Street) -> None:
    identifier = street.report("鹦鹉飞走了").id
    long = number_of(10_000_000, "180627")
    assert len(long) == 15
    Matter.objects.filter(pk=identifier).update(id=10_000_000, number=long)  # a number holds the id
    assert found(street, long) == [long]
    assert found(street, "370103003001001") == []


@pytest.mark.parametrize(
    ("of", "index"),
    [
        ({"reported_at__gte": MORNING}, "matter_by_street_time"),
        ({"state": "closed", "ended_at__gte": MORNING}, "closed_by_street_time"),
    ],
)
def test_days_of_a_street_are_found_in_an_index_of_its_own(street: Street, of: dict[str, object], index: str) -> None:
    street.report("路灯不亮")
    until = {name.replace("__gte", "__lt"): later(MORNING, days=1) for name in of if name.endswith("__gte")}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Matter.objects.filter(street=STREET, **of, **until).order_by().values("id").explain()
    assert index in plan, plan
