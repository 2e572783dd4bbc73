"""A firm's own people on the portal: they list, answer and consent for their firm alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import matches
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.testing.exchanging import ASKED, Founding, Listed
from shiqiao.testing.street import Street

from ..conftest import office
from .test_exchange_pages import EATS, LET, SENT, Enter, text

Sit = Callable[[int, str], Client]


@pytest.fixture
def sit(street: Street, seated: Callable[..., Client]) -> Sit:
    """Open the file of a firm, invite somebody, and return the browser that opened the link."""

    def open_link(firm: int, phone: str) -> Client:
        open_file(organisation=firm, filed=Filed("other"), by=office(), at=now())
        return seated(firm, phone)

    return open_link


def test_a_firm_lists_itself_answers_and_consents(
    street: Street, listed: Listed, founding: Founding, sit: Sit, enter: Enter
) -> None:
    offer, firm = listed(LET), founding(EATS)
    own = sit(firm.pk, "13800000123")
    assert "我的供需" in text(own.get("/portal/exchange/"))
    refused = own.post("/portal/exchange/own/new/", {**SENT, "words": "桥北餐饮有限公司求租"})
    assert refused.status_code == 422
    page = text(own.post("/portal/exchange/own/new/", SENT, follow=True))
    assert "底层商铺出租" in page
    assert LET not in page
    row = Listing.objects.get(side="ask")
    assert (row.source, row.organisation, row.post) == ("firm", firm.pk, 0)
    asked = text(own.post(f"/portal/exchange/own/{row.pk}/", {"other": offer.pk}, follow=True))
    assert LET not in asked
    match = Match.objects.get()
    consented = f"/portal/exchange/own/matches/{match.pk}/consent-ask/"
    assert LET not in text(own.post(consented, follow=True))
    desk = enter("life2")
    assert EATS not in text(desk.get(f"/exchange/matches/{match.pk}/"))
    desk.post(f"/exchange/matches/{match.pk}/consent-offer/")
    assert LET in text(own.get(f"/portal/exchange/own/matches/{match.pk}/"))
    assert own.get(f"/portal/exchange/own/matches/{match.pk}/deal/").status_code == 404


def test_a_competitor_sees_nothing_of_what_is_not_its_own(
    street: Street, listed: Listed, founding: Founding, sit: Sit
) -> None:
    offer, ask, rival = listed(LET), listed(EATS, **ASKED), founding("桥西餐饮有限公司")
    match = matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("life2"), at=now())
    match_page = f"own/matches/{match.pk}/"
    pages = (f"own/{ask.pk}/", f"own/{ask.pk}/withdraw/", match_page, f"{match_page}consent-ask/")
    for client in (sit(rival.pk, "13800000456"), Client()):
        for page in pages:
            address = f"/portal/exchange/{page}"
            assert client.get(address).status_code in (302, 303, 404), address
            assert client.post(address, {"other": offer.pk}).status_code in (302, 303, 404, 405), address
        shown = text(client.get("/portal/exchange/own/", follow=True)) + text(client.get("/portal/exchange/"))
        assert LET not in shown
        assert EATS not in shown
    match.refresh_from_db()
    assert (match.state, match.ask_consent_at) == ("proposed", None)


def test_the_own_people_act_for_a_listing_that_the_office_keeps(street: Street, listed: Listed, sit: Sit) -> None:
    offer = listed(LET)
    own = sit(offer.organisation, "13800000789")
    assert "底层商铺出租" in text(own.get("/portal/exchange/own/"))
    own.post(f"/portal/exchange/own/{offer.pk}/renew/", {"until": "2018-12-01"})
    offer.refresh_from_db()
    assert f"{offer.valid_until}" == "2018-12-01"
    own.post(f"/portal/exchange/own/{offer.pk}/withdraw/")
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
