"""便民服务: a card for a bedridden mother without a trip of hers; second trips that our notice and a closed counter caused."""

from datetime import datetime

from django.test import Client
from django.utils.timezone import localtime

from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
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


def test_a_card_is_renewed_elsewhere_by_a_neighbour_and_posted_so_that_nobody_at_home_moved(
    street: Street, tell: Telling
) -> None:
    # The seventh community's own people take her application in; another station decides; the result goes by post.
    with tell.at("2018-06-25 10:20"):
        row = actions.take_in(
            application=Application(
                "medical_card_renewal", counter("c7"), manner="helped", channel="door", name="苗石英", identity=MOTHER,
                community=370103003007, brought={"id_card", "photo"}, spared={"old_card"},
            ),
            by=street.actor("c7s1"), at=now(),
        )  # fmt: skip
        actions.hand_over(affair=row.pk, station=counter("c2"), by=street.actor("c7s1"), at=now())
    with tell.at("2018-06-25 11:00"):
        actions.decide(affair=row.pk, granted=True, by=street.actor("c2s2"), at=now())
        row = actions.deliver(affair=row.pk, how="post", station=counter("c2"), by=street.actor("c2s1"), at=now())
    assert (row.own_trips, row.trips, row.staff_trips, row.our_trips) == (0, 0, 1, 0)
    assert row.at_once


def test_a_counter_closed_at_noon_is_a_trip_that_we_caused_and_stands_in_the_report(
    street: Street, tell: Telling, client: Client
) -> None:
    clerk = street.actor("c5s1")
    noon = datetime.fromisoformat("2018-06-25T12:10+08:00")
    with tell.at("2018-06-25 13:35"):
        row = actions.take_in(
            application=Application(
                "medical_card_renewal", counter("c5"), name="七石英", community=370103003005,
                brought={"id_card", "photo"}, spared={"old_card"}, shut_at=noon,
            ),
            by=clerk, at=now(),
        )  # fmt: skip
        actions.decide(affair=row.pk, granted=True, by=clerk, at=now())
        here = Came("own", counter("c5"))
        row = actions.deliver(affair=row.pk, how="counter", station=counter("c5"), came=here, by=clerk, at=now())
    trips = Trip.objects.filter(affair=row.pk).order_by("place")
    assert [(one.reason, localtime(one.at).hour) for one in trips] == [("", 12), ("closed_counter", 13)]
    assert (row.trips, row.our_trips, row.at_once) == (2, 1, False), "who was in vain here was here twice"
    # Another one came at seven in the evening: the hours that are published had said so.
    with tell.at("2018-06-26 09:00"):
        late = datetime.fromisoformat("2018-06-25T19:00+08:00")
        other = actions.take_in(
            application=Application(
                "medical_card_renewal", counter("c5"), name="七石兰", community=370103003005,
                brought={"id_card", "photo"}, spared={"old_card"}, shut_at=late,
            ),
            by=clerk, at=now(),
        )  # fmt: skip
    assert (other.trips, other.our_trips) == (2, 0)
    client.force_login(Account.objects.get(username="leader1"))
    report = client.get("/affairs/trips/?month=2018-06").content.decode()
    assert "窗口未开" in report
    listed = client.get("/affairs/?tab=done&month=2018-06&kept=closed_counter").content.decode()
    assert f"/affairs/{row.pk}/" in listed
    assert f"/affairs/{other.pk}/" not in listed
    page = client.get(f"/affairs/{row.pk}/").content.decode()
    assert "白跑一趟" in page
