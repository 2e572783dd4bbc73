"""The pages of the exchange as the cast uses them; no page, sheet or paper names a firm before both have consented."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import matches
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match
from shiqiao.testing.exchanging import ASKED, Founding, Listed
from shiqiao.testing.street import Street

Enter = Callable[[str], Client]
LET, EATS = "桥南置业有限公司", "桥北餐饮有限公司"
SENT = {
    "side": "ask", "kind": "premises", "title": "寻临街商铺", "words": "求租临街底层商铺开餐饮店", "quantity": "100",
    "unit": "平方米", "valid_until": "2018-08-31", "shown": "on",
}  # fmt: skip
LISTS = ("/exchange/", "/exchange/?tab=all", "/exchange/?tab=mine", "/exchange/matches/", "/exchange/matches/?tab=all",
         "/exchange/deals/", "/exchange/rules/")  # fmt: skip
SHEETS = (
    "/export/exchange-listings.xlsx?tab=all",
    "/export/exchange-matches.xlsx?tab=all",
    "/export/exchange-deals.xlsx",
)


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def sheet(client: Client, address: str) -> str:
    answer = client.get(address)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return "\n".join(str(row) for one in book.worksheets for row in one.values)


@pytest.fixture
def pair(street: Street, listed: Listed) -> Match:
    """An offer kept by the life office and an ask kept by a community, proposed to each other."""
    offer, ask = listed(LET), listed(EATS, "c1head", **ASKED)
    return matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("life2"), at=now())


def test_a_listing_is_entered_with_counterparts_beside_it_and_proposed(
    street: Street, founding: Founding, listed: Listed, enter: Enter
) -> None:
    listed(LET)
    firm, clerk = founding(EATS), enter("c1head")
    found = text(clerk.post("/exchange/new/", {"text": "桥北餐饮"}))
    address = f"/exchange/new/?firm={firm.pk}"
    assert address in found
    beside = text(clerk.post(f"/exchange/new/like/?firm={firm.pk}", {**SENT, "title": ""}))
    assert "底层商铺出租" in beside
    assert "共同词" in beside
    assert LET not in beside
    refused = clerk.post(address, {**SENT, "words": "请致电13800138000"})
    assert refused.status_code == 422
    assert "寻临街商铺" in text(refused), "what was typed stays"
    page = text(clerk.post(address, SENT, follow=True))
    assert EATS in page
    assert "底层商铺出租" in page
    row = Listing.objects.get(side="ask")
    offer = Listing.objects.get(side="offer")
    made = text(clerk.post(f"/exchange/{row.pk}/propose/", {"other": offer.pk}, follow=True))
    assert "等待同意" in made
    again = clerk.post(f"/exchange/{row.pk}/propose/", {"other": offer.pk})
    assert again.status_code == 409
    assert "曾经" in text(again) or "已撮合" in text(again)


def test_no_page_names_a_firm_before_both_have_consented(street: Street, pair: Match, enter: Enter) -> None:
    pages = (*LISTS, f"/exchange/{pair.offer}/", f"/exchange/{pair.ask}/", f"/exchange/matches/{pair.pk}/")
    hidden = {"life2": (EATS,), "c1head": (LET,), "c2head": (LET, EATS), "auditor1": (LET, EATS), "city2": (LET, EATS)}
    for login, names in hidden.items():
        client = enter(login)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code in (200, 404), (login, page)
            assert not any(name in text(answer) for name in names), (login, page)
        for address in SHEETS:
            assert not any(name in sheet(client, address) for name in names), (login, address)
    assert LET in sheet(enter("life2"), SHEETS[0])
    for login in ("c2head", "city2"):
        assert enter(login).get(f"/exchange/matches/{pair.pk}/").status_code == 404
        assert enter(login).get(f"/exchange/matches/{pair.pk}/consent-offer/").status_code == 404
    board = text(Client().get("/portal/exchange/"))
    assert "底层商铺出租" in board
    assert LET not in board
    assert EATS not in board


def test_both_consent_are_introduced_and_close_a_deal_on_the_desk(street: Street, pair: Match, enter: Enter) -> None:
    offers, asks, other = enter("life2"), enter("c1head"), enter("auditor1")
    page = f"/exchange/matches/{pair.pk}/"
    assert f"{page}consent-offer/" in text(offers.get(page))
    assert f"{page}consent-ask/" not in text(offers.get(page))
    assert offers.post(f"{page}consent-ask/").status_code == 403 or EATS not in text(offers.get(page))
    assert EATS not in text(offers.post(f"{page}consent-offer/", follow=True))
    assert LET in text(asks.post(f"{page}consent-ask/", follow=True))
    assert EATS in text(offers.get(page))
    assert LET not in text(other.get(page)), "who only reads does not learn it"
    day = "2018-06-27"
    assert offers.post(f"{page}deal/", {"on": day, "value": 1, "closed_by": "us"}).status_code in (409, 422)
    offers.post(f"{page}introduce/", {"on": day, "text": "在街道见面"})
    assert "在街道见面" in text(asks.get(page))
    assert "在街道见面" not in text(other.get(page))
    asks.post(f"{page}talk/", {"on": day})
    refused = offers.post(f"{page}deal/", {"on": day, "value": "180000", "closed_by": "us", "quantity": "500"})
    assert refused.status_code == 422
    done = text(
        offers.post(f"{page}deal/", {"on": day, "value": "180000", "closed_by": "us", "quantity": "100"}, follow=True)
    )
    assert "180,000" in done
    assert "180,000" in text(offers.get("/exchange/deals/"))
    assert "180000" in sheet(offers, SHEETS[2])
    assert LET not in sheet(other, SHEETS[2])


def test_lists_are_given_as_pdf(street: Street, pair: Match, enter: Enter) -> None:
    client = enter("life2")
    for book in ("listings", "matches", "deals"):
        answer = client.get(f"/export/exchange-{book}.pdf?tab=all")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_listing_is_renewed_and_withdrawn_by_who_keeps_it_alone(street: Street, pair: Match, enter: Enter) -> None:
    mine = f"/exchange/{pair.offer}/"
    assert enter("c1head").get(f"{mine}renew/").status_code == 404
    client = enter("life2")
    assert client.post(f"{mine}renew/", {"until": "2017-01-01"}).status_code == 422
    client.post(f"{mine}renew/", {"until": "2018-12-31"})
    assert Listing.objects.get(pk=pair.offer).valid_until == date(2018, 12, 31)
    assert client.post(f"{mine}withdraw/", follow=True).status_code == 200
    pair.refresh_from_db()
    assert (pair.state, pair.why) == ("fallen", "withdrawn")
    assert client.get(f"{mine}withdraw/").status_code == 404


def test_firms_that_belong_together_are_entered_by_name_or_code(
    street: Street, founding: Founding, enter: Enter
) -> None:
    head, below = founding("桥东集团有限公司"), founding("桥东物业有限公司")
    client = enter("leader1")
    assert client.post("/exchange/families/", {"firm": "无此企业", "parent": head.code}).status_code == 422
    page = text(client.post("/exchange/families/", {"firm": below.name, "parent": head.code}, follow=True))
    assert head.name in page
    assert enter("c1g1").get("/exchange/families/").status_code == 404
    assert enter("c1g1").get("/exchange/new/").status_code == 404


def test_words_are_found_in_the_list_and_on_the_board(street: Street, listed: Listed, enter: Enter) -> None:
    listed(LET)
    listed("桥东电子有限公司", kind="product", title="显示屏", words="显示屏批发", unit="块")
    for address, client in (("/exchange/?q=", enter("c1g1")), ("/portal/exchange/?q=", Client())):
        page = text(client.get(f"{address}商铺"))
        assert "底层商铺出租" in page
        assert "显示屏批发" not in page
        assert "底层商铺出租" in text(client.get(f"{address}铺&kind=premises&side=offer"))
        assert "底层商铺出租" not in text(client.get(f"{address}商铺&side=ask"))


def test_lists_ask_the_same_whatever_stands_on_them(
    street: Street, listed: Listed, founding: Founding, enter: Enter
) -> None:
    client, asked = enter("life2"), []
    offer = listed(LET)
    for count in (1, 5):
        for n in range(count):
            ask = listed(founding(f"第{count}{n}餐饮有限公司").pk, **ASKED)
            matches.propose_match(one=offer.pk, other=ask.pk, by=street.actor("life2"), at=now())
        for page in ("/exchange/", "/exchange/matches/"):
            client.get(page)  # what a process reads once is not what a list costs
            with CaptureQueriesContext(connection) as seen:
                client.get(page)
            asked.append(len(seen))
    # A snapshot is read anew now and then; five rows more would be five queries more.
    assert all(abs(few - many) <= 1 for few, many in zip(asked[:2], asked[2:], strict=True)), asked
