"""Offices above the streets for tests: a post of a district, city or province with somebody who holds it."""

from datetime import date
from typing import Any

from shiqiao.base.actor import system
from shiqiao.base.db.scope import scoped
from shiqiao.base.time import now
from shiqiao.kernel.people import actions
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.roles import ABOVE

DISTRICT, CITY = 370103000, 370100000  # of the model street


def observer(login: str, division: int = DISTRICT) -> Account:
    """Make an office of a division (its 9-digit number) with one observer who holds its post."""
    act: dict[str, Any] = {"by": system("test", street=division), "at": now()}
    with scoped(division):
        unit = actions.add_unit(
            street=division, code=f"{login}.office", title_zh="城市管理局", title_en="City management", kind="department",
            **act,
        )  # fmt: skip
        post = actions.add_post(
            unit=unit, code=f"{login}.post", title_zh="督导员", title_en="Observer", roles=sorted(ABOVE),
            territory=division * 1_000_000, **act,
        )  # fmt: skip
        account = actions.add_account(
            street=division,
            username=login,
            display_name="区观察",
            name_en="Qu Guancha",
            must_change_password=False,
            **act,
        )
        actions.appoint(post=post, account=account, start=date(2018, 1, 1), **act)
    return account
