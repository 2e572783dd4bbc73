"""The desk in tests: a browser without scripts, logged in as one of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street
from tests.kernel.registry.conftest import corner as corner

Enter = Callable[[str], Client]


@pytest.fixture
def enter(street: Street) -> Enter:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
