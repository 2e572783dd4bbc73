"""Firms of the model street and their listings: for the tests of the exchange and for its stories."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from shiqiao.base.actor import system
from shiqiao.base.ids import uscc_digit
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.scenes.enterprise.exchange.listings import Given, enter_listing
from shiqiao.scenes.enterprise.exchange.tables import Listing
from shiqiao.testing.street import FIRST_GRID, STREET, Street

Founding = Callable[..., Organisation]
Listed = Callable[..., Listing]
SERIAL = count(1)
UNTIL = date(2018, 8, 31)
OFFERED: dict[str, Any] = {
    "side": "offer", "kind": "premises", "title": "底层商铺出租", "words": "临街底层商铺，可办餐饮，水电齐全",
    "valid_until": UNTIL, "quantity": 120, "unit": "平方米",
}  # fmt: skip
ASKED: dict[str, Any] = {
    "side": "ask", "kind": "premises", "title": "寻临街商铺", "words": "求租临街底层商铺开餐饮店，一百平方米左右",
    "valid_until": UNTIL, "quantity": 100, "unit": "平方米",
}  # fmt: skip


def credit_code() -> str:
    """Return a well-formed credit code of nobody."""
    first = f"91370199MA{next(SERIAL):07d}"
    return first + uscc_digit(first)


@pytest.fixture
def founding(street: Street) -> Founding:
    """Put a firm on file in the first grid."""

    def add(name: str, **more: Any) -> Organisation:
        firm = Firm(**{"name": name, "code": credit_code(), "industry": "H62", "grid": FIRST_GRID, **more})
        return registry.add_organisation(street=STREET, firm=firm, by=system("test", street=STREET), at=now())

    return add


@pytest.fixture
def listed(street: Street, founding: Founding) -> Listed:
    """Enter an offer of a firm that lets a shop; what is given replaces the usual."""

    def make(firm: str | int = "桥南置业有限公司", by: str = "life2", **more: Any) -> Listing:
        number = founding(firm).pk if isinstance(firm, str) else firm
        given = Given(**{**OFFERED, **more})
        return enter_listing(organisation=number, given=given, by=street.actor(by), at=now())

    return make
