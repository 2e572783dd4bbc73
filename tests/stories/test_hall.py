"""便民服务: a card for a bedridden mother without a trip of hers; a second trip that our own notice caused."""

from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall import actions, reads
from shiqiao.scenes.hall.acts import Application, Came
from shiqiao.scenes.hall.models import Trip
from shiqiao.testing.street import STREET, Street

from .telling import Telling

MOTHER = "370103193411080028"  # invented


def counter(code: str) -> int:
    """Return a station by the code of its community."""
    return people.unit_by_code(f"{code}_service_station", STREET).id


def test_a_card_is_renewed_elsewhere_for_a_bedridden_mother_who_never_comes(street: Street, tell: Telling) -> None:
    # The mother lives in the first community; the daughter works near the eighth, and goes there at noon.
    with tell.at("2018-06-25 11:40"):
        row = actions.take_in(
            application=Application(
                "medical_card_renewal", counter("c8"), manner="proxy", name="苗石英", identity=MOTHER,
                proxy_name="苗石兰", proxy_phone="13800001234", community=370103003001,
                brought={"id_card", "photo", "proxy_letter"}, spared={"old_card"},
            ),
            by=street.actor("c8head"), at=now(),
        )  # fmt: skip
        assert row.state == "handling"
        actions.decide(affair=row.pk, granted=True, by=street.actor("c8head"), at=now())
    # The mother's own station brings the card to her bed.
    with tell.at("2018-06-25 16:10"):
        at = counter("c1")
        row = actions.deliver(affair=row.pk, how="door", station=at, by=street.actor("c1head"), at=now())
    assert (row.own_trips, row.trips, row.staff_trips) == (0, 1, 1)
    assert row.at_once
    zero = reads.Filters(kept="zero_trip")
    assert [one.pk for one in reads.affairs(street.actor("service1"), zero, now()).rows] == [row.pk]


def test_a_second_trip_is_our_fault_when_our_notice_was_incomplete(street: Street, tell: Telling) -> None:
    clerk = street.actor("c3head")
    with tell.at("2018-06-25 09:10"):
        row = actions.take_in(
            application=Application(
                "advanced_age_allowance", counter("c3"), name="苗石英", identity=MOTHER, community=370103003003,
                brought={"id_card", "household_book"},
            ),
            by=clerk, at=now(),
        )  # fmt: skip
    (notice,) = reads.entries_of(row)
    assert notice.codes == ["bank_account"]
    # She comes with what the list named: that is her way to make. Then the clerk finds that a photograph lacks.
    with tell.at("2018-06-26 09:10"):
        came = Came("own", counter("c3"), "missing_paper")
        actions.hand_in(affair=row.pk, papers=["bank_account"], came=came, by=clerk, at=now())
        row = actions.ask_papers(affair=row.pk, papers=["photo"], by=clerk, at=now())
    # She gives the reason that everybody gives; the list says whose fault it was.
    with tell.at("2018-06-27 09:10"):
        row = actions.hand_in(affair=row.pk, papers=["photo"], came=came, by=clerk, at=now())
    assert [one.reason for one in Trip.objects.filter(affair=row.pk).order_by("id")] == [
        "", "missing_paper", "our_notice",
    ]  # fmt: skip
    assert (row.trips, row.our_trips) == (3, 1)
    told = JournalLine.objects.filter(kind="service_affair", subject=row.pk, code="hall.came").order_by("seq")
    assert [line.data.get("reason", "") for line in told] == ["", "missing_paper", "our_notice"]
