"""Where a matter lies: on a border, in a grid that is redrawn, in the wrong place, in another street."""

import json
from datetime import date
from typing import Any

import pytest
import shapely
from django.db import DatabaseError, connection, transaction

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.errors import ReportRefused
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.actions import redraw_boundary
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street

from .telling import Telling

NEXT_GRID = FIRST_GRID + 1


def shape(grid: int) -> Any:
    found = [f for f in territory.geojson(STREET)["features"] if str(f["properties"]["code"]) == str(grid)]
    return shapely.geometry.shape(found[0]["geometry"])


def test_a_point_on_a_border_has_one_grid_and_says_why(street: Street) -> None:
    line = shape(FIRST_GRID).intersection(shape(NEXT_GRID).buffer(1e-7))
    lon, lat = shapely.get_coordinates(line).mean(axis=0)
    receipts = [street.report("边界上的垃圾", lon=lon, lat=lat) for _ in range(3)]
    assert {receipt.sheet.grid for receipt in receipts} == {FIRST_GRID}  # the lower code takes it, every time
    step = receipts[0].why[0]
    assert (step["step"], step["border"]) == ("point", True)
    assert "border of grids" in territory.locate(lon, lat).why[0]


def test_a_boundary_is_redrawn_while_matters_are_open(street: Street, tell: Telling) -> None:
    old, open_one = street.report("旧界下的垃圾"), street.report("旧界下的另一堆", item="06011")
    tell.dispatch(old, "c1.g1")
    first = old.sheet.boundary
    assert first
    lon, lat = INSIDE
    given_away = shape(FIRST_GRID).intersection(shapely.box(lon - 0.0004, lat - 0.0004, lon + 0.0004, lat + 0.0004))
    by = system("survey")
    with tell.at("2018-06-27 17:00"):
        for grid, area in ((FIRST_GRID, shape(FIRST_GRID) - given_away), (NEXT_GRID, shape(NEXT_GRID) | given_away)):
            redraw_boundary(
                grid=grid, geometry=json.loads(shapely.to_geojson(area)), valid_from=date(2018, 6, 28), by=by, at=now()
            )
    with tell.at("2018-06-28 09:00"):
        new = street.report("新界下的垃圾")
        assert new.sheet.grid == NEXT_GRID
        assert new.sheet.boundary not in (0, first)
        tell.finish(old, by="c1g1")
        # A wrong item is not a wrong place: the matter keeps its grid and the boundary by which it was located.
        actions.correct_matter(
            matter=open_one.id, item="06010", reason="不是渣土", by=street.actor("dispatch1"), at=now()
        )
        assert territory.locate(*INSIDE, on=date(2018, 6, 27)).grid == FIRST_GRID
    for receipt in (old, open_one):
        row = tell.row(receipt)
        assert (row.grid, row.boundary) == (FIRST_GRID, first)


def test_a_wrong_place_is_corrected_and_found_where_it_is(street: Street, tell: Telling) -> None:
    receipt = street.report("树倒了压住电线杆", item="06011", address="乐山小区")
    dispatcher = street.actor("dispatch1")
    inside = shape(FIRST_GRID + 1000).representative_point()  # another community
    sheet = actions.correct_matter(
        matter=receipt.id,
        lon=inside.x,
        lat=inside.y,
        address="电话13900139000旁",
        reason="地点报错",
        by=dispatcher,
        at=now(),
    )
    row = tell.row(receipt)
    assert row.grid == sheet.grid == FIRST_GRID + 1000
    assert (row.lon, row.lat) == (inside.x, inside.y)
    assert "13900139000" not in row.address
    assert set(Clock.objects.filter(subject=row.id).values_list("community", "owner_post")) == {
        (row.community, row.post)
    }
    for grid, found in ((FIRST_GRID, []), (row.grid, [row.number])):
        page = reads.matters(dispatcher, reads.Filters(text="电线杆", grid=grid))
        assert [one.number for one in page.rows] == found
    assert not reads.may_read(street.actor("c1g1"), row)


def test_a_point_outside_the_street_is_refused_with_its_field(street: Street) -> None:
    before = Matter.objects.count()
    with pytest.raises(ReportRefused) as refused:
        street.report("很远的地方", lon=117.5, lat=36.0)
    assert set(refused.value.fields) == {"lon"}
    assert Matter.objects.count() == before


def test_another_streets_rows_stay_invisible_even_to_a_query_that_forgets_its_condition(street: Street) -> None:
    receipt = street.report("本街道的事")
    other = 370103004
    columns = [field.column for field in Matter._meta.fields if field.column not in ("id", "number", "street", "spot")]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO matters_matter (id, number, street, {names}) "
            f"SELECT -1, 'other', {other}, {names} FROM matters_matter WHERE id = %s",
            [receipt.id],
        )
        assert Matter.objects.count() == 2
        street.fence(STREET)
        cursor.execute("SELECT number FROM matters_matter")
        assert cursor.fetchall() == [(receipt.number,)]
        cursor.execute("UPDATE matters_matter SET title = title WHERE number = 'other'")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"UPDATE matters_matter SET street = {other} WHERE id = %s", [receipt.id])
        street.fence(other)
        assert not Reporter.objects.exists()
        cursor.execute("SELECT number FROM matters_matter")
        assert cursor.fetchall() == [("other",)]
        cursor.execute("DELETE FROM matters_matter WHERE number = 'other'")
    street.fence(0, 999_999_999)
