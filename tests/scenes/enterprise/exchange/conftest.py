"""Firms and listings of the model street, and clients of those who keep them."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.testing.exchanging import founding, listed
from shiqiao.testing.street import Street

__all__ = ["founding", "listed"]


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
