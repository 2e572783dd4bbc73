"""Firms of a street find each other: consent before names, a last day that decides, a deal with its value."""

from datetime import date, datetime

from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.enterprise.exchange import falling, listings, matches, search
from shiqiao.scenes.enterprise.exchange.matches import Deal
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match
from shiqiao.testing.exchanging import ASKED, Listed, founding, listed  # noqa: F401
from shiqiao.testing.street import STREET, Street

LET, EATS = "桥南置业有限公司", "桥北餐饮有限公司"
LAST = date(2018, 6, 30)


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2018-{text}:00+08:00")


def page(login: str, address: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client.get(address).content.decode()


def told(street: Street, login: str, row: Match) -> list[str]:
    return [
        one.kind
        for one in inbox(street.actor(login))
        if (one.subject_kind, one.subject_id) == ("exchange_match", row.pk)
    ]


def proposed(street: Street, listed: Listed) -> Match:  # noqa: F811
    offer, ask = listed(LET, valid_until=LAST), listed(EATS, "c1head", **ASKED)
    return matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("life2"), at=now())


def test_an_offer_expires_while_both_consent_and_one_is_a_minute_late(street: Street, listed: Listed) -> None:  # noqa: F811
    row = proposed(street, listed)
    with held(on("06-30T16:00")) as at:
        matches.consent(match=row.pk, side="offer", by=street.actor("life2"), at=at)
    with held(on("07-01T00:01")) as at:
        assert "已失效" in page("c1head", f"/exchange/matches/{row.pk}/"), (
            "the date decides, nobody has to tell it first"
        )
        row = matches.consent(match=row.pk, side="ask", by=street.actor("c1head"), at=at)
        assert (row.state, row.why, row.ask_consent_at) == ("fallen", "expired", None)
        for login, name in (("life2", EATS), ("c1head", LET)):
            assert "enterprise.match_fallen" in told(street, login, row)
            assert name not in page(login, f"/exchange/matches/{row.pk}/")
        assert falling.tell_expired(at=at) == 1, "the listing alone is still to be told of"
        # The firm still lets its shop: renewed, the two may be proposed to each other again.
        listings.renew_listing(listing=row.offer, until=date(2018, 9, 30), by=street.actor("life2"), at=at)
        again = matches.propose_match(one=row.offer, other=row.ask, by=street.actor("life2"), at=at)
        assert again.pk != row.pk


def test_both_consent_on_the_last_day_and_the_expiry_changes_nothing(street: Street, listed: Listed) -> None:  # noqa: F811
    row = proposed(street, listed)
    with held(on("06-30T10:00")) as at:
        matches.consent(match=row.pk, side="ask", by=street.actor("c1head"), at=at)
    with held(on("06-30T23:59")) as at:
        row = matches.consent(match=row.pk, side="offer", by=street.actor("life2"), at=at)
    assert row.state == "agreed"
    with held(on("07-02T09:00")) as at:
        falling.tell_expired(at=at)
        row.refresh_from_db()
        assert row.state == "agreed"
        assert EATS in page("life2", f"/exchange/matches/{row.pk}/")
        assert LET in page("c1head", f"/exchange/matches/{row.pk}/")
        for login in ("c2head", "auditor1", "city2"):
            shown = page(login, f"/exchange/matches/{row.pk}/")
            assert LET not in shown
            assert EATS not in shown
        matches.introduce(match=row.pk, on=date(2018, 7, 2), by=street.actor("c1head"), at=at)
    with held(on("07-10T09:00")) as at:
        matches.talk(match=row.pk, on=date(2018, 7, 9), text="谈妥租期三年", by=street.actor("life2"), at=at)
        deal = Deal(360_000, "us", 100, done=True)
        row = matches.close_deal(match=row.pk, deal=deal, on=date(2018, 7, 10), by=street.actor("life2"), at=at)
    assert (row.state, row.value) == ("deal", 360_000)
    assert "360,000" in page("leader1", "/exchange/deals/")
    assert set(Listing.objects.values_list("state", flat=True)) == {"done"}


def test_a_refusal_is_told_without_a_name_and_is_remembered(street: Street, listed: Listed) -> None:  # noqa: F811
    row = proposed(street, listed)
    matches.consent(match=row.pk, side="offer", by=street.actor("life2"), at=now())
    matches.refuse(match=row.pk, side="ask", why="distance", by=street.actor("c1head"), at=now())
    assert "enterprise.match_refused" in told(street, "life2", row)
    shown = page("life2", f"/exchange/matches/{row.pk}/")
    assert "距离太远" in shown
    assert EATS not in shown
    offer = Listing.objects.get(pk=row.offer)
    profile = listings.profile_of(offer)
    assert search.candidates(STREET, profile, date(2018, 6, 28), family=offer.family, listing=offer.pk) == []
