"""Affairs taken in at any counter, asked once, handed over, decided, delivered, rated; who may do what."""

import pytest
from django.db import IntegrityError, connection, transaction

from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.hall import actions, reads
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.demo import resident
from shiqiao.scenes.hall.errors import NotSo, RatedAlready
from shiqiao.scenes.hall.models import Affair, AffairEntry, HeldDocument, Trip
from shiqiao.scenes.hall.work import unseal
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

from .conftest import NUMBER, Take, station


def codes(row: Affair) -> list[str]:
    lines = JournalLine.objects.filter(kind="service_affair", subject=row.pk).order_by("seq")
    return [code.removeprefix("hall.") for code in lines.values_list("code", flat=True)]


def test_with_all_papers_an_affair_is_accepted_decided_delivered_and_rated_at_one_coming(
    street: Street, take: Take
) -> None:
    by, row = street.actor("c1head"), take()
    assert (row.state, row.trips, row.term) == ("handling", 1, "")
    actions.decide(affair=row.pk, granted=True, by=by, at=now())
    actions.deliver(affair=row.pk, how="counter", station=row.at, came=Came("own", row.at), by=by, at=now())
    row = actions.rate_by_link(affair=row.pk, stars=5, words="很快", by=resident(STREET), at=now())
    assert (row.state, row.stars, row.trips, row.at_once, row.late) == ("delivered", 5, 1, True, False)
    assert codes(row) == ["taken_in", "came", "accepted", "granted", "delivered", "rated"]
    with pytest.raises(RatedAlready):
        actions.rate_by_link(affair=row.pk, stars=4, by=resident(STREET), at=now())


def test_what_is_granted_while_the_applicant_waits_is_one_act_with_every_line(take: Take) -> None:
    row = take(at_once=True)
    assert (row.state, row.trips, row.at_once, row.delivery) == ("delivered", 1, True, "counter")
    assert codes(row) == ["taken_in", "came", "accepted", "granted", "delivered"]


@pytest.mark.parametrize(("how", "told"), [
    ({"brought": {"id_card"}}, "Papers are missing"), ({"channel": "door"}, "Only who stands at the counter"),
])  # fmt: skip
def test_nothing_is_handed_over_at_once_that_is_not_complete_or_to_nobody(
    take: Take, how: dict[str, object], told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take(at_once=True, **how)
    assert refused.value.fields["at_once"].startswith(told)
    assert not Affair.objects.exists()


def test_what_is_missing_is_said_once_as_a_list(take: Take) -> None:
    row = take(brought={"id_card"})
    (entry,) = AffairEntry.objects.filter(affair=row.pk)
    assert (row.state, entry.kind, entry.codes, row.asked) == ("incomplete", "noticed", ["photo"], 1)
    with pytest.raises(IntegrityError, match="hall_one_notice"), transaction.atomic():
        AffairEntry.objects.create(street=row.street, affair=row.pk, kind="noticed", at=now())


def test_a_paper_that_is_known_is_confirmed_and_not_asked(take: Take, tell: Telling) -> None:
    take()
    assert set(HeldDocument.objects.values_list("kind", flat=True)) == {"id_card", "photo"}
    with tell.at("2018-09-03 09:00"):
        again = take(item="elder_card", at="c5", by="c5head", brought=frozenset())
        assert (again.state, again.papers) == ("handling", {"id_card": "held", "photo": "held"})
        assert take(item="elder_card", identity="", brought=frozenset()).state == "incomplete"
    with tell.at("2019-09-03 09:00"):
        stale = take(item="elder_card", brought=frozenset())
        assert (stale.papers["id_card"], stale.papers["photo"]) == ("held", "missing")  # a photo is known for a year


def test_a_paper_asked_later_is_our_fault_unless_the_case_has_changed(street: Street, take: Take) -> None:
    by, row = (
        street.actor("c1head"),
        take(item="pension_receive", brought={"id_card", "household_book", "bank_account"}),
    )
    late = actions.ask_papers(affair=row.pk, papers=["photo"], by=by, at=now())
    line = JournalLine.objects.get(kind="service_affair", subject=row.pk, code="hall.asked_later")
    assert (late.state, line.data["ours"]) == ("incomplete", ["photo"])
    with pytest.raises(Invalid) as silent:
        actions.ask_papers(affair=row.pk, papers=["death_proof"], changed=True, by=by, at=now())
    assert set(silent.value.fields) == {"words"}
    actions.ask_papers(
        affair=row.pk, papers=["marriage_certificate"], changed=True, words="办理期间登记结婚", by=by, at=now()
    )
    line = JournalLine.objects.filter(kind="service_affair", subject=row.pk, code="hall.asked_later").latest("seq")
    assert "ours" not in line.data


def test_the_promised_term_runs_from_acceptance_and_rests_only_while_a_changed_case_is_completed(
    street: Street, take: Take, tell: Telling
) -> None:
    by, papers = street.actor("c1head"), {"id_card", "household_book", "bank_account"}
    row = take(item="pension_receive", brought=papers)
    assert row.term == "7wd"
    first = row.due_at
    actions.ask_papers(affair=row.pk, papers=["photo"], by=by, at=now())
    assert Clock.objects.get(kind="service_affair", subject=row.pk).paused_at is None
    with tell.at("2018-06-29 09:00"):
        row = actions.hand_in(affair=row.pk, papers=["photo"], by=by, at=now())
        assert row.due_at == first
        actions.ask_papers(affair=row.pk, papers=["lease"], changed=True, words="搬家", by=by, at=now())
    with tell.at("2018-07-03 09:00"):
        row = actions.hand_in(affair=row.pk, papers=["lease"], by=by, at=now())
        assert row.due_at > first
    with tell.at("2018-08-01 09:00"):
        assert actions.decide(affair=row.pk, granted=True, by=by, at=now()).late


def test_a_further_coming_needs_its_reason_and_an_incomplete_notice_is_found(
    street: Street, take: Take, tell: Telling
) -> None:
    by, row = street.actor("c1head"), take(brought={"id_card"})
    with tell.at("2018-06-28 09:00"):
        with pytest.raises(Invalid) as silent:
            actions.hand_in(affair=row.pk, papers=["photo"], came=Came("own", row.at), by=by, at=now())
        assert set(silent.value.fields) == {"reason"}
        came = Came("own", row.at, "missing_paper")
        row = actions.hand_in(affair=row.pk, papers=["photo"], came=came, by=by, at=now())
        assert (row.trips, row.our_trips, row.state) == (2, 0, "handling")
        actions.ask_papers(affair=row.pk, papers=["old_card"], by=by, at=now())
    with tell.at("2018-06-29 09:00"):
        row = actions.hand_in(affair=row.pk, papers=["old_card"], came=came, by=by, at=now())
    assert (row.trips, row.our_trips) == (3, 1)
    assert list(Trip.objects.order_by("id").values_list("reason", flat=True)) == ["", "missing_paper", "our_notice"]


def test_the_database_keeps_no_further_coming_without_a_reason(take: Take) -> None:
    row = take()
    for place, who, reason in ((2, "own", ""), (1, "own", "collect"), (0, "staff", ""), (3, "staff", "deliver")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Trip.objects.create(
                street=row.street, affair=row.pk, place=place, who=who, reason=reason, station=row.at, at=now()
            )


def test_an_affair_is_handed_over_and_delivered_elsewhere(street: Street, take: Take, tell: Telling) -> None:
    row = take(item="pension_receive", brought={"id_card", "household_book", "bank_account"})
    with pytest.raises(Forbidden):
        actions.decide(affair=row.pk, granted=True, by=street.actor("c4head"), at=now())
    actions.hand_over(affair=row.pk, station=station("c4"), by=street.actor("c1head"), at=now())
    for login in ("c4s1", "c4s2"):
        assert "hall.handed_over" in {one.kind for one in inbox(street.actor(login))}, (
            "whoever is at the counter is told"
        )
    actions.decide(affair=row.pk, granted=True, by=street.actor("c4head"), at=now())
    with tell.at("2018-06-28 09:00"):
        at = station("c7")
        came = Came("own", at, "collect")
        row = actions.deliver(affair=row.pk, how="station", station=at, came=came, by=street.actor("c7head"), at=now())
    assert (row.delivered_from, row.trips, row.at_once, row.near) == (at, 2, False, False)


def test_declining_needs_its_reason_and_what_is_ended_stays_ended(street: Street, take: Take) -> None:
    by, row = street.actor("c1head"), take()
    with pytest.raises(Invalid):
        actions.decide(affair=row.pk, granted=False, by=by, at=now())
    actions.withdraw(affair=row.pk, words="不需要了", by=by, at=now())
    for again in (
        lambda: actions.decide(affair=row.pk, granted=True, by=by, at=now()),
        lambda: actions.record_coming(affair=row.pk, came=Came("own", row.at, "own_wish"), by=by, at=now()),
        lambda: actions.rate_by_link(affair=row.pk, stars=5, by=resident(STREET), at=now()),
    ):
        with pytest.raises(NotSo):
            again()


def test_wrong_fields_are_named_and_nothing_is_kept(take: Take) -> None:
    with pytest.raises(Invalid) as wrong:
        take(name=" ", identity="123", phone="12", manner="proxy", community=1, item="lift_first_check")
    assert set(wrong.value.fields) == {"name", "identity", "phone", "proxy_name", "community", "item"}
    with pytest.raises(Invalid) as proxy:
        take(item="pension_alive", manner="proxy", proxy_name="某某")
    assert "manner" in proxy.value.fields
    assert not Affair.objects.exists()


def test_persons_are_sealed_and_found_by_whole_name_telephone_or_number(street: Street, take: Take) -> None:
    row = take()
    with connection.cursor() as cursor:
        lines = "SELECT string_agg(l::text, '') FROM journal_line l"
        cursor.execute(f"SELECT a::text || coalesce(({lines}), '') FROM hall_affair a")
        (text,) = cursor.fetchone()
    assert [secret for secret in ("苗石英", NUMBER, "13800007777") if secret in text] == []
    assert unseal(row.name) == "苗石英"
    clerk = street.actor("service1")
    for asked in ("苗石英", "13800007777", NUMBER, "2018-1", "1"):
        assert [one.pk for one in reads.found(clerk, asked)] == [row.pk], asked
    assert reads.found(clerk, "苗石") == []


def test_each_sees_what_the_own_counters_have_and_the_hall_all(street: Street, take: Take) -> None:
    row = take(at="c1")
    for login, sees in {
        "service1": True, "leader1": True, "auditor1": True, "c1head": True, "c1g1": True, "c5head": True,
        "c5g1": False, "city2": False, "dispatch1": False, "admin1": False,
    }.items():  # fmt: skip
        assert reads.affairs_of(street.actor(login)).filter(pk=row.pk).exists() is sees, login
    with pytest.raises(NotFound):
        actions.record_coming(affair=row.pk, came=Came("own", station("c5")), by=street.actor("c5g1"), at=now())
    with pytest.raises(Forbidden):
        take(at="c5", by="c1head")


def test_what_came_on_line_names_its_number_at_the_citys_site(take: Take) -> None:
    given: dict[str, object] = {"channel": "online"}
    with pytest.raises(Invalid) as wrong:
        take(**given)
    assert set(wrong.value.fields) == {"outside"}
    row = take(**given, outside=" 370100-2018-0042 ")
    assert (row.outside_number, row.trips) == ("370100-2018-0042", 0)
    with pytest.raises(IntegrityError, match="hall_online_has_its_number"), transaction.atomic():
        Affair.objects.filter(pk=row.pk).update(outside_number="")
