"""A data folder of its own for the street's exchange, and orders to take in."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.models import Order
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.testing.street import MORNING, Street

ISSUED = MORNING - timedelta(minutes=20)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    (tmp_path / "hotline").mkdir()
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def taken(street: Street, data: Path) -> Callable[..., Order]:
    """Take an order in; what is given replaces the usual."""

    def take(number: str = "JN1", **more: Any) -> Order:
        values: dict[str, Any] = {
            "number": number, "text": "楼下垃圾成堆没人清", "category": "暴露垃圾", "name": "赵甲乙", "phone": "13800001234",
            "address": "春元里一号院", "received_at": ISSUED, "issued_at": ISSUED, "deadline": ISSUED + timedelta(days=2),
        }  # fmt: skip
        done = take_in_order(
            incoming=Incoming(**{**values, **more}), street=street.number, by=street.actor("dispatch1"), at=now()
        )
        return Order.objects.get(number=number, round=done.round)

    return take


class Caller:
    """A client with a token."""

    def __init__(self, post: str = "centre.dispatch") -> None:
        secret = issue_token(name="12345", post=Post.objects.get(code=post), by=system("test"), at=now())
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/hotline/{path}", json.dumps(body), content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/hotline/{path}")


@pytest.fixture
def caller(street: Street, data: Path) -> Caller:
    return Caller()


@pytest.fixture
def enter(street: Street, data: Path) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
