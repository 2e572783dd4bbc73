"""Matters on a map: counted by cells, with access, in few queries; an area lists what lies in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import onmap
from shiqiao.kernel.matters.mapcells import Box
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters
from shiqiao.testing.street import FIRST_GRID, MORNING, Street, later

OPEN = Filters(open=True)


def around(row: Matter, size: float = 0.002) -> Box:
    assert row.lon is not None
    assert row.lat is not None
    return Box(row.lon - size, row.lat - size, row.lon + size, row.lat + size)


def corners(box: Box) -> list[tuple[float, float]]:
    west, south, east, north = box
    return [(west, south), (east, south), (east, north), (west, north)]


@pytest.fixture
def first(street: Street) -> Matter:
    return Matter.objects.get(pk=street.report("路口垃圾成堆", item="06010").id)


def shown(street: Street, login: str, box: Box, filters: Filters = OPEN) -> onmap.Signs:
    return onmap.signs(street.actor(login), filters, box, 16, [FIRST_GRID], now())


def test_few_are_drawn_one_by_one_and_many_as_one_sign(street: Street, first: Matter) -> None:
    box = around(first)
    assert [row.id for row in shown(street, "dispatch1", box).rows] == [first.id]
    for number in range(onmap.SINGLES):
        street.report(f"路口垃圾成堆{number}", item="06010")
    found = shown(street, "dispatch1", box)
    assert found.rows == []
    assert sum(sign.total for sign in found.many) == onmap.SINGLES + 1
    assert not any(sign.more or sign.late for sign in found.many)
    with held(later(MORNING, days=30)):
        assert sum(sign.late for sign in shown(street, "dispatch1", box).many) == onmap.SINGLES + 1


def test_the_map_keeps_the_rights_and_the_filters_of_the_list(street: Street, first: Matter) -> None:
    box = around(first)
    assert shown(street, "c2g1", box).rows == []
    assert [row.id for row in shown(street, "c1g1", box).rows] == [first.id]
    assert shown(street, "dispatch1", box, Filters(open=True, item="01001")).rows == []
    assert shown(street, "dispatch1", box, Filters(open=False)).rows == []
    assert [row.id for row in shown(street, "dispatch1", box, Filters(line=first.line)).rows] == [first.id]
    assert [row.id for row in shown(street, "dispatch1", box, Filters(text="垃圾")).rows] == [first.id]
    away = Box(box.west + 1, box.south, box.east + 1, box.north)
    assert shown(street, "dispatch1", away).rows == []


def test_however_many_there_are_the_map_asks_the_same_few_questions(street: Street, first: Matter) -> None:
    counts, actor = [], street.actor("dispatch1")
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            onmap.signs(actor, OPEN, around(first), 16, [FIRST_GRID], now())
        counts.append(len(asked))
        for number in range(4):
            street.report(f"又一处垃圾{number}", item="06010")
    assert counts == [2, 2]


def test_a_cell_is_looked_at_only_so_far_and_says_so(
    street: Street, first: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        street.report(f"又一处垃圾{number}", item="06010")
    monkeypatch.setattr(onmap, "LOOKED", 8)
    found = shown(street, "dispatch1", around(first))
    assert [(sign.total, sign.more) for sign in found.many] == [(8, True)]


def test_what_filters_leave_of_the_rows_looked_at_is_at_least_so_much(
    street: Street, first: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        street.report(f"又一处垃圾{number}", item="06010")
    street.report("路灯不亮", item="01001")
    monkeypatch.setattr(onmap, "LOOKED", 8)
    rare = Filters(open=True, urgent=True)
    found = shown(street, "dispatch1", around(first), rare)
    assert [(sign.total, sign.more) for sign in found.many] == [(0, True)], "none among those looked at is not none"
    assert found.more
    here = found.many[0]
    assert here.box is not None
    assert here.box.holds(here.lon or 0, here.lat or 0)
    assert onmap.inside(street.actor("dispatch1"), rare, corners(around(first)), {}, limit=9).more
    monkeypatch.setattr(onmap, "LOOKED", 11)
    found = shown(street, "dispatch1", around(first), rare)
    assert (found.many, found.rows, found.more) == ([], [], False), "exactly as many as are looked at is all"


def test_few_that_may_be_more_are_not_drawn_as_if_they_were_all(
    street: Street, first: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.report("又一处垃圾", item="06010")
    monkeypatch.setattr(onmap, "LOOKED", 1)
    found = shown(street, "dispatch1", around(first))
    assert (found.rows, [(sign.total, sign.more) for sign in found.many]) == ([], [(1, True)])


@pytest.mark.parametrize(("login", "open_", "index"), [
    ("dispatch1", True, "open_by_spot"), ("dispatch1", None, "matter_by_spot"), ("dispatch1", False, "matter_by_spot"),
    ("c1g1", True, "open_by_spot"), ("c1g1", None, "matter_by_spot"),
])  # fmt: skip
def test_a_cell_is_a_span_of_one_index_whoever_asks(
    street: Street, first: Matter, login: str, open_: bool | None, index: str
) -> None:
    spans = onmap.spans_of([*onmap.cells_in(around(first), 16), FIRST_GRID, 0])
    filters = Filters(open=open_, line=first.line)
    for sql, more in ((onmap._COUNT, [now()]), (onmap._LIST, [])):
        plan = planned(*onmap.statement(sql, street.actor(login), filters, spans, more))
        assert f"Index Scan using {index} on matters_matter" in plan
        assert "Seq Scan on matters_matter" not in plan
        assert "Sort" not in plan


def test_heat_walks_the_index_of_time(street: Street, first: Matter) -> None:
    filters = Filters(since=MORNING - timedelta(days=30))
    plan = planned(*onmap.warm(street.actor("c1g1"), filters, around(first), 18))
    assert "matter_by_time on matters_matter" in plan
    assert "Seq Scan on matters_matter" not in plan


def planned(sql: str, values: object) -> str:
    """Return the plan of a statement for a table so large that reading it as a whole is no way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_an_area_lists_what_lies_in_it_by_what_breaks_first(street: Street, first: Matter) -> None:
    street.report("另一处垃圾", item="06010")
    actor, area = street.actor("dispatch1"), corners(around(first))
    found = onmap.inside(actor, OPEN, area, {}, limit=1)
    rest = onmap.inside(actor, OPEN, area, {}, after=found.page.next, limit=1)
    listed = [*found.page.rows, *rest.page.rows]
    assert len({row.id for row in listed}) == 2
    assert rest.page.next == ""
    assert [row.next_due for row in listed] == sorted(row.next_due for row in listed if row.next_due)
    assert onmap.inside(street.actor("c2g1"), OPEN, area, {}, limit=9).page.rows == []
    _west, south, east, north = around(first)
    beside = corners(Box(east, south, east + 0.01, north))
    assert onmap.inside(actor, OPEN, beside, {}, limit=9).page.rows == []


def test_where_only_the_grid_is_known_the_grid_is_the_place(street: Street) -> None:
    row = Matter.objects.get(pk=street.report("哪里说不清", lon=None, lat=None, grid=FIRST_GRID).id)
    assert (row.lon, row.grid) == (None, FIRST_GRID)
    world, middles = Box(-180, -85, 180, 85), {FIRST_GRID: (117.0, 36.65)}
    (sign,) = shown(street, "dispatch1", world).many
    assert (sign.total, sign.grid, sign.lon) == (1, FIRST_GRID, None)
    actor, area = street.actor("dispatch1"), corners(Box(116.99, 36.64, 117.01, 36.66))
    assert [one.id for one in onmap.inside(actor, OPEN, area, middles, limit=9).page.rows] == [row.id]
    assert onmap.inside(actor, OPEN, area, {}, limit=9).page.rows == []


def test_heat_counts_the_period_and_no_more(street: Street, first: Matter) -> None:
    actor, box = street.actor("dispatch1"), around(first, 0.01)
    hot = onmap.heat(actor, Filters(since=MORNING - timedelta(days=1)), box, 18)
    assert sum(n for _lon, _lat, n in hot.cells) == 1
    assert hot.since is None
    assert onmap.heat(actor, Filters(since=now() + timedelta(days=1)), box, 18).cells == []
    beside = Box(box.east, box.south, box.east + 0.01, box.north)
    assert onmap.heat(actor, Filters(), beside, 18).cells == [], "what lies beside takes no place from what is shown"
    assert onmap.heat(street.actor("c2g1"), Filters(), box, 18).cells == []
