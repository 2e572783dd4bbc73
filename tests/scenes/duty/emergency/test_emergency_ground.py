"""Hazard points, people moved, stock: what is entered, what the database refuses, who may."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.duty.emergency import hazards, moving, responding, stocking
from shiqiao.scenes.duty.emergency.errors import MovedAlready, NotSoMuchThere, ShelterFull
from shiqiao.scenes.duty.emergency.groundtables import Hazard, HazardCheck, Shelter, Stock, StockLine
from shiqiao.scenes.duty.emergency.hazards import Checked
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.stocking import StockMove
from shiqiao.scenes.duty.emergency.tables import Response, ResponseEntry
from shiqiao.testing.street import MORNING, Street

from .conftest import Level, Point, Start, post

C1 = 370103003001


def check(street: Street, row: Hazard, state: str = "safe", by: str = "c1head", **more: object) -> HazardCheck:
    actor = street.actor(by)
    found = Checked(state, (street.photo(by=actor, purpose="evidence"),), **more)  # type: ignore[arg-type]
    return hazards.check_hazard(hazard=row.pk, found=found, by=actor, at=now())[0]


def test_a_point_lies_in_its_grid_and_its_texts_are_sealed(point: Point) -> None:
    row = point()
    assert row.community == C1
    assert "苗石英".encode() not in bytes(row.owner or b"")
    with pytest.raises(Conflict):
        point()
    with pytest.raises(Invalid) as error:
        point("涝02", place="火星路一号", lon=None, lat=None)
    assert "place" in error.value.fields


def test_a_check_needs_a_photo_and_the_ground_or_the_post(point: Point, street: Street) -> None:
    row = point()
    with pytest.raises(Forbidden):
        check(street, row, by="c2head")
    with pytest.raises(Invalid) as error:
        hazards.check_hazard(hazard=row.pk, found=Checked("safe", ()), by=street.actor("c1head"), at=now())
    assert "photo" in error.value.fields
    check(street, row, answers=(0, 1))
    row.refresh_from_db()
    assert (row.state, row.checks, row.checked_at) == ("safe", 1, MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        HazardCheck.objects.update(files=[])


def test_a_danger_becomes_a_matter_that_leads_back(point: Point, start: Start, street: Street) -> None:
    row, running = point(), start(3)
    one = check(street, row, "water", depth=30, words="积水三十厘米，井盖松动", matter=True)
    matter = Matter.objects.get(pk=one.matter)
    assert (matter.item, matter.urgent, one.response) == ("S0507", True, running.pk)
    assert ResponseEntry.objects.filter(response=running.pk, kind="checked").count() == 1


def test_a_check_sent_twice_is_one_and_one_told_late_changes_no_later_state(point: Point, street: Street) -> None:
    row, by = point(), street.actor("c1head")
    found = Checked("closed", (street.photo(by=by, purpose="evidence"),))
    given = {"hazard": row.pk, "found": found, "by": by, "client_id": "k1"}
    with held(MORNING + timedelta(hours=2)):
        check(street, row)
        first, again = hazards.check_hazard(at=MORNING, **given)  # type: ignore[arg-type]
        second, twice = hazards.check_hazard(at=MORNING, **given)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (first.pk, again, twice) == (second.pk, False, True)
    assert (row.state, row.checks, first.at, first.recorded_at) == ("safe", 2, MORNING, MORNING + timedelta(hours=2))


def listed(street: Street, row: Response, persons: int = 3, name: str = "苗示例", by: str = "c1head") -> int:
    given = HouseholdGiven(C1, persons, "春元里小区3号楼", name)
    return moving.list_household(response=row.pk, given=given, by=street.actor(by), at=now()).pk


def test_a_shelter_takes_no_more_than_it_has_room_for(start: Start, level: Level, street: Street) -> None:
    row, head = start(2), street.actor("c1head")
    small = Shelter.objects.get(response=row.pk, code="c2_station")
    moving.move_household(relocation=listed(street, row, 20), shelter=small.pk, by=head, at=now())
    second = listed(street, row, 11)
    with pytest.raises(ShelterFull):
        moving.move_household(relocation=second, shelter=small.pk, by=head, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Shelter.objects.filter(pk=small.pk).update(taken=31)
    third = listed(street, row, 10)
    one = moving.move_household(relocation=third, shelter=small.pk, by=head, at=now())
    with pytest.raises(MovedAlready):
        moving.move_household(relocation=third, shelter=small.pk, by=head, at=now())
    leader = street.actor("leader2")
    responding.end_response(response=row.pk, leader=post("street.director"), words="雨停", by=leader, at=now())
    moving.return_household(relocation=one.pk, by=head, at=now())
    small.refresh_from_db()
    assert small.taken == 20


def test_the_list_is_for_the_community_and_who_leads(start: Start, street: Street) -> None:
    row = start(2)
    with pytest.raises(Forbidden):
        listed(street, row, by="c2head")
    number = listed(street, row)
    with pytest.raises(NotFound):
        moving.return_household(relocation=number, by=street.actor("c2head"), at=now())
    with pytest.raises(Invalid) as error:
        listed(street, row, persons=0)
    assert "persons" in error.value.fields


def test_stock_never_falls_below_nothing(sandbags: None, street: Street) -> None:
    office = street.actor("emergency1")
    line = stocking.move_stock(move=StockMove("office_store", "sandbag", "out", 150, "纬四路"), by=office, at=now())
    assert (line.amount, line.balance) == (-150, 250)
    with pytest.raises(NotSoMuchThere):
        stocking.move_stock(move=StockMove("office_store", "sandbag", "out", 251), by=office, at=now())
    counted = stocking.move_stock(move=StockMove("office_store", "sandbag", "count", 240), by=office, at=now())
    assert counted.amount == -10
    assert sum(StockLine.objects.values_list("amount", flat=True)) == Stock.objects.get().balance == 240
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.update(balance=-1)
    with pytest.raises(Forbidden):
        stocking.move_stock(move=StockMove("office_store", "sandbag", "in", 1), by=street.actor("c1head"), at=now())
    with pytest.raises(Invalid) as error:
        stocking.move_stock(move=StockMove("moon", "moon", "moon", 0), by=office, at=now())
    assert set(error.value.fields) == {"store", "material", "kind", "amount"}
