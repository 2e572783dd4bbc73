"""Story: one resident books the last place while another does; one comes and rates it; the unit's assessment counts it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.db import connection
from django.test import Client

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.ids import uscc_digit
from shiqiao.base.time import held, now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.party import assessing, booking, figures, lists, services, units
from shiqiao.scenes.party.booking import Booker
from shiqiao.scenes.party.links import link_of
from shiqiao.scenes.party.lists import Given
from shiqiao.scenes.party.services import Delivered, Planned
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking
from shiqiao.testing.street import FIRST_GRID, STREET, Street

C1 = FIRST_GRID // 1000
RESIDENT = Actor(kind="resident", code="resident", street=STREET)
NINE = datetime.fromisoformat("2018-06-28T09:00:00+08:00")


def _prepared(street: Street) -> tuple[int, Occasion]:
    """A need is matched with a resource, claimed, and becomes a project with two places; returns unit and time."""
    office, head = system("test", street=STREET), street.actor("c1head")
    first = "91370103000000077"
    firm = Firm(name="春元里医院（虚构）", code=first + uscc_digit(first), grid=FIRST_GRID)
    organisation = registry.add_organisation(street=STREET, firm=firm, by=office, at=now()).pk
    unit = units.station_unit(organisation_id=organisation, community=C1, kind="health", by=head, at=now())
    until = date(2018, 12, 31)
    need = lists.enter_item(given=Given("need", "health", "老人量血压", "每月一次", until, C1), by=head, at=now())
    has = Given("resource", "health", "医生义诊", "量血压、测血糖", until, C1, unit.pk)
    resource = lists.enter_item(given=has, by=head, at=now())
    found = lists.candidates(need, date(2018, 6, 27))
    assert [one.item.pk for one in found] == [resource.pk]
    print("matched by", [(one.code, one.points, one.said) for one in found[0].reasons])
    match = lists.propose(need=need.pk, resource=resource.pk, by=head, at=now())
    lists.claim(match=match.pk, by=head, at=now())
    planned = Planned(unit.pk, C1, "health", "义诊进社区", "量血压", "春元里小区", date(2018, 6, 27), until)
    project = services.begin_project(planned=planned, match=match.pk, by=head, at=now())
    time = services.add_occasion(
        project=project.pk, starts_at=NINE, ends_at=NINE + timedelta(hours=2), places=2, by=head, at=now()
    )
    return unit.pk, time


def test_the_last_place_and_what_the_records_make_of_it(live_street: Street) -> None:
    at = now()
    with scope.scoped(STREET):
        unit, time = _prepared(live_street)
    booking.book(occasion=time.pk, booker=Booker("柳一", "13800000001", True), channel="portal", by=RESIDENT, at=at)
    start, states = threading.Barrier(2), {}

    def one(phone: str) -> None:
        try:
            connection.ensure_connection()
            start.wait(30)
            made = booking.book(
                occasion=time.pk, booker=Booker("柳二", phone, True), channel="portal", by=RESIDENT, at=at
            )
            states[phone] = (made.pk, made.state)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, ("13800000002", "13800000003")))
    assert sorted(state for _number, state in states.values()) == ["booked", "waiting"]
    print("two at once for the last place:", sorted(state for _number, state in states.values()))
    with held(NINE + timedelta(hours=3)), scope.scoped(STREET):
        office, head = system("test", street=STREET), live_street.actor("c1head")
        came = ServiceBooking.objects.get(state="booked", number=2)
        services.deliver(occasion=time.pk, delivered=Delivered((came.pk,), 4), by=office, at=now())
    client = Client()
    with held(NINE + timedelta(hours=4)):
        answer = client.post(
            f"/portal/party/booking/{link_of(came.pk)}/", {"do": "rate", "stars": "4", "said": "排队久"}
        )
        assert answer.status_code == 303
    with held(NINE + timedelta(hours=5)), scope.scoped(STREET):
        shown = figures.of_unit(unit, 2018, C1)
        assert (shown["projects"], shown["came"], shown["stars"]) == (1, 5, 4.0)
        points = {"projects": 8, "benefit": 2, "rating": 16, "meetings": 0, "hours": 0}
        made = assessing.assess_unit(unit=unit, community=C1, year=2018, points=points, by=head, at=now())
        assert made.shown == shown
        print("the assessment shows", made.shown, "and gives", made.total, "points; landed:", figures.landed(STREET))
