"""Listings and matches: who may do what, what the database refuses, what falls and what is remembered."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.registry import actions as registry
from shiqiao.scenes.enterprise.exchange import falling, families, listings, matches, rights, search
from shiqiao.scenes.enterprise.exchange.errors import (
    CapReached,
    DoNotFit,
    ListingOver,
    ListingRefused,
    MatchNotSo,
    NotYourListing,
    OneFamily,
    ProposedAlready,
)
from shiqiao.scenes.enterprise.exchange.matches import Deal
from shiqiao.scenes.enterprise.exchange.rules import CAP
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match, MatchStep
from shiqiao.testing.exchanging import ASKED, Founding, Listed
from shiqiao.testing.street import STREET, Street, later

TODAY = date(2018, 6, 27)


def pair(listed: Listed) -> tuple[Listing, Listing]:
    return listed(), listed("桥北餐饮有限公司", "c1head", **ASKED)


def proposed(street: Street, listed: Listed) -> Match:
    offer, ask = pair(listed)
    return matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("life2"), at=now())


def found(row: Listing) -> list[search.Candidate]:
    profile = listings.profile_of(row)
    return search.candidates(STREET, profile, TODAY, family=row.family, listing=row.pk)


def test_counterparts_are_found_with_their_reasons(street: Street, listed: Listed) -> None:
    offer, ask = pair(listed)
    listed(
        "桥东电子有限公司",
        side="ask",
        kind="product",
        title="求购显示屏",
        words="临街商铺用显示屏一批",
        quantity=None,
        unit="",
    )
    over = listed("桥西饮食有限公司", **ASKED | {"valid_until": TODAY})
    assert [one.row.pk for one in found(offer)] == [over.pk, ask.pk] or [one.row.pk for one in found(offer)] == [
        ask.pk,
        over.pk,
    ]
    best = found(ask)[0]
    assert best.row.pk == offer.pk
    assert {"kind", "words", "enough"} <= {one.code for one in best.found.reasons}
    later_on = search.candidates(STREET, listings.profile_of(offer), date(2018, 6, 28), family=offer.family)
    assert [one.row.pk for one in later_on] == [ask.pk], "what has expired is not proposed"


def test_what_would_give_the_firm_away_is_refused(street: Street, listed: Listed) -> None:
    for wrong in ({"words": "请致电13800138000"}, {"title": "桥南置业招租"}, {"words": ""}, {"valid_until": date(2018, 6, 26)},
                  {"quantity": 5, "unit": ""}, {"quantity": 5, "inexhaustible": True}, {"kind": "people2"}):  # fmt: skip
        with pytest.raises(ListingRefused) as refused:
            listed(**wrong)
        assert refused.value.fields
    with pytest.raises(Forbidden):
        listed("桥中贸易有限公司", by="c1g1")


def test_names_are_known_only_after_both_have_consented(street: Street, listed: Listed) -> None:
    row = proposed(street, listed)
    offers, asks, other, leader = (street.actor(login) for login in ("life2", "c1head", "c2head", "leader1"))
    both = list(Listing.objects.order_by("pk"))
    assert rights.known(offers, both) == {row.offer}
    assert rights.known(asks, both) == {row.ask}
    assert rights.known(other, both) == set()
    assert rights.names_in(offers, row) == ("offer",)
    with pytest.raises(NotYourListing):
        matches.consent(match=row.pk, side="ask", by=offers, at=now())
    with pytest.raises(NotYourListing):
        matches.consent(match=row.pk, side="offer", by=other, at=now())
    row = matches.consent(match=row.pk, side="offer", by=offers, at=now())
    assert rights.names_in(offers, row) == ("offer",)
    row = matches.consent(match=row.pk, side="ask", by=asks, at=now())
    assert row.state == "agreed"
    assert rights.names_in(offers, row) == ("offer", "ask")
    assert rights.known(asks, both) == {row.offer, row.ask}
    assert rights.known(other, both) == set()
    assert rights.names_in(other, row) == ()
    assert rights.names_in(leader, row) == ("offer", "ask")
    firms = {one.organisation for one in both}
    lines = JournalLine.objects.filter(kind__in=("listing", "exchange_match"))
    assert not any(value in firms for line in lines for value in line.data.values()), "the journal names no firm"


def test_from_introduction_to_a_deal_with_value(street: Street, listed: Listed) -> None:
    row, by = proposed(street, listed), street.actor("leader1")
    with pytest.raises(MatchNotSo):
        matches.introduce(match=row.pk, on=TODAY, by=by, at=now())
    for side in ("offer", "ask"):
        matches.consent(match=row.pk, side=side, by=by, at=now())
    at = later(now(), days=5)
    with pytest.raises(Invalid):
        matches.introduce(match=row.pk, on=date(2018, 6, 1), by=by, at=at)
    matches.introduce(match=row.pk, on=date(2018, 6, 28), text="街道会议室见面", by=by, at=at)
    matches.talk(match=row.pk, on=date(2018, 6, 30), by=by, at=at)
    with pytest.raises(Invalid):
        matches.close_deal(match=row.pk, deal=Deal(1, "us", 500), on=date(2018, 7, 1), by=by, at=at)
    row = matches.close_deal(match=row.pk, deal=Deal(180_000, "us", 100), on=date(2018, 7, 1), by=by, at=at)
    assert (row.state, row.value, row.closed_by) == ("deal", 180_000, "us")
    left = dict(Listing.objects.values_list("side", "state"))
    assert left == {"offer": "open", "ask": "done"}, "twenty square metres are left of the offer"
    steps = list(MatchStep.objects.order_by("pk").values_list("step", flat=True))
    assert steps == ["proposed", "consent", "consent", "introduced", "talking", "deal"]
    with pytest.raises(IntegrityError, match="enterprise_listing_quantity"), transaction.atomic():
        Listing.objects.filter(side="offer").update(taken=121)


def test_the_database_refuses_a_match_within_one_family_and_without_consents(street: Street, listed: Listed) -> None:
    row = proposed(street, listed)
    with pytest.raises(IntegrityError, match="enterprise_no_match_in_one_family"), transaction.atomic():
        Match.objects.filter(pk=row.pk).update(ask_family=row.offer_family)
    with pytest.raises(IntegrityError, match="enterprise_match_both_consented"), transaction.atomic():
        Match.objects.filter(pk=row.pk).update(state="introduced")
    with pytest.raises(IntegrityError, match="enterprise_match_with_reason"), transaction.atomic():
        Match.objects.filter(pk=row.pk).update(state="refused")


def test_what_was_refused_is_not_proposed_again(street: Street, listed: Listed) -> None:
    row, by = proposed(street, listed), street.actor("leader1")
    with pytest.raises(Invalid):
        matches.refuse(match=row.pk, side="ask", why="other", by=by, at=now())
    matches.refuse(match=row.pk, side="ask", why="price", text="租金太高", by=by, at=now())
    assert found(Listing.objects.get(pk=row.offer)) == []
    with pytest.raises(ProposedAlready):
        matches.propose_match(one=row.offer, other=row.ask, by=by, at=now())
    assert "租金" not in str(list(JournalLine.objects.values_list("data", flat=True)))


def test_firms_of_one_family_are_not_proposed_to_each_other(street: Street, listed: Listed, founding: Founding) -> None:
    head, below = founding("桥东集团有限公司"), founding("桥东物业有限公司")
    by = street.actor("leader1")
    offer, ask = listed(head.pk), listed(below.pk, **ASKED)
    row = matches.propose_match(one=offer.pk, other=ask.pk, by=by, at=now())
    families.enter_parent(organisation=below.pk, parent=head.pk, by=by, at=now())
    row.refresh_from_db()
    assert (row.state, row.why) == ("fallen", "one_family")
    offer.refresh_from_db()
    assert found(offer) == []
    with pytest.raises(OneFamily):
        matches.propose_match(one=offer.pk, other=ask.pk, by=by, at=now())
    with pytest.raises(Invalid):
        families.enter_parent(organisation=head.pk, parent=below.pk, by=by, at=now())


def test_firms_that_were_merged_are_one_family(street: Street, listed: Listed, founding: Founding) -> None:
    one, other = founding("桥东商贸有限公司", code=""), founding("桥东商贸有限责任公司")
    offer, ask = listed(one.pk), listed(other.pk, **ASKED)
    office = system("test", street=STREET)
    registry.merge_organisations(winner=other.pk, loser=one.pk, by=office, at=now())
    with pytest.raises(OneFamily):
        matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("leader1"), at=now())


def test_a_firm_gets_no_more_proposals_a_month_than_the_cap(street: Street, listed: Listed, founding: Founding) -> None:
    by, offer = street.actor("leader1"), listed()
    asks = [listed(founding(f"第{n}餐饮有限公司").pk, **ASKED) for n in range(CAP + 1)]
    for ask in asks[:CAP]:
        matches.propose_match(one=offer.pk, other=ask.pk, by=by, at=now())
    with pytest.raises(CapReached):
        matches.propose_match(one=offer.pk, other=asks[CAP].pk, by=by, at=now())
    next_month = later(now(), days=10)
    assert matches.propose_match(one=offer.pk, other=asks[CAP].pk, by=by, at=next_month).state == "proposed"


def test_only_an_offer_and_an_ask_of_one_kind_that_stand_are_proposed(street: Street, listed: Listed) -> None:
    by, offer = street.actor("leader1"), listed()
    with pytest.raises(DoNotFit):
        matches.propose_match(one=offer.pk, other=listed("桥六商贸有限公司").pk, by=by, at=now())
    ask = listed("桥七餐饮有限公司", **ASKED)
    listings.withdraw_listing(listing=ask.pk, by=by, at=now())
    with pytest.raises(ListingOver):
        matches.propose_match(one=offer.pk, other=ask.pk, by=by, at=now())
    assert found(offer) == []


def test_the_round_only_tells_what_the_date_has_decided(street: Street, listed: Listed) -> None:
    row = proposed(street, listed)
    at = later(now(), days=90)
    assert Match.objects.filter(falling.overdue(date(2018, 9, 25))).count() == 1
    with held(at):
        assert falling.tell_expired(at=at) == 3, "the match, and both listings"
        assert falling.tell_expired(at=at) == 0
    row.refresh_from_db()
    assert (row.state, row.why) == ("fallen", "expired")
    again = listings.renew_listing(listing=row.offer, until=date(2018, 12, 31), by=street.actor("life2"), at=at)
    assert (again.told_at, again.valid_until) == (None, date(2018, 12, 31))
