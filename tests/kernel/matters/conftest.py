"""A street in a database of its own, with one matter that has lived through everything, for all tests of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from shiqiao.base import crypto
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Contact, Receipt
from shiqiao.testing.street import MORNING, SECRETS, Street, later


@dataclass
class Lived:
    """The street, the matter and the owner's connection, through which nothing is refused."""

    street: Street
    receipt: Receipt
    owner: psycopg.Connection[Any]


@pytest.fixture
def lived(lived_once: Lived) -> Lived:
    """Return the committed life, with the keys that it was sealed with."""
    crypto.configure(SECRETS)
    return lived_once


@pytest.fixture(scope="module")
def lived_once(street_database: str, database_server: Any, django_db_blocker: Any) -> Iterator[Lived]:
    """Let a matter live, commit it, and give the owner of the tables who can tamper with it."""
    from shiqiao.base.db.provision import with_database
    from shiqiao.base.db.scope import whole
    from shiqiao.testing.street import standing

    owner_url = database_server.template.owner
    with (
        django_db_blocker.unblock(),
        database_server.own(street_database) as name,
        standing(fence=False) as street,
        psycopg.connect(with_database(owner_url, name), autocommit=True) as owner,
    ):
        with whole():
            receipt = live(street)
        for table in ("journal_line", "journal_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield Lived(street, receipt, owner)


def live(street: Street) -> Receipt:
    """Report, dispatch, correct, answer, finish, close, call back, rate, reopen: every column has a value."""
    dispatcher, member, checker = street.actor("dispatch1"), street.actor("c1g1"), street.actor("check1")
    receipt = street.report(
        "门口油烟大，电话13800138000", item="06027", address="乐山小区3号楼", form={"shop": "小饭店"},
        contact=Contact("张三丰", "13900139000"), photos=(street.photo(by=dispatcher, purpose="report"),),
    )  # fmt: skip
    do = {"matter": receipt.id}
    with held(later(MORNING, minutes=10)):
        actions.dispatch_matter(**do, handler="c1.g1", by=dispatcher, at=now())
        actions.correct_matter(**do, item="06010", reason="是垃圾", by=dispatcher, at=now())
    with held(later(MORNING, hours=1)):
        actions.answer_matter(**do, answer="今天清走，问我13700137000", by=member, at=now())
        photos = (street.photo(by=member, purpose="before", colour="gray"), street.photo(by=member))
        actions.finish_matter(**do, result="已清走", evidence=photos, by=member, at=now())
        actions.send_back_matter(**do, reason="还有一半", by=checker, at=now())
        actions.finish_matter(**do, result="全部清走", evidence=photos, by=member, at=now())
    with held(later(MORNING, hours=2)):
        actions.close_matter(**do, by=checker, at=now())
        asked = street.actor("callback1")
        actions.call_back_matter(**do, responded=True, solved=True, satisfied=False, by=asked, at=now())
        actions.reopen_matter(**do, reason="又堆了", by=asked, at=now())
    return receipt
