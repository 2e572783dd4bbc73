"""Job seekers of the model street, and clients of those who keep their register."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.testing.jobseekers import home, living, register, vacancy
from shiqiao.testing.street import Street

__all__ = ["home", "living", "register", "vacancy"]


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
