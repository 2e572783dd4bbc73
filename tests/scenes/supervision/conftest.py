"""Orders in the model street."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.people.models import Account, Post
from shiqiao.scenes.supervision.actions import Answering, raise_order
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

Raise = Callable[..., SupervisionOrder]


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def given(street: Street, tell: Telling) -> Receipt:
    """A matter that the first handler of city management has."""
    receipt = street.report("下水管道堵塞", item="01002")
    tell.dispatch(receipt, "city.handler1")
    return receipt


@pytest.fixture
def ordered(street: Street, given: Receipt) -> Raise:
    """Raise an order on the matter by hand."""

    def make(by: str = "leader1", **more: object) -> SupervisionOrder:
        to = Answering(Post.objects.get(code="city.handler1").pk)
        return raise_order(
            subject=Ref("matter", given.id),
            reason="群众多次来电，请查明并办结",
            to=to,
            by=street.actor(by),
            at=now(),
            **more,
        )  # type: ignore[arg-type]

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
