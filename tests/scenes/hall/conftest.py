"""Affairs at the counters of the model street."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.hall.actions import take_in
from shiqiao.scenes.hall.acts import Application
from shiqiao.scenes.hall.models import Affair
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

Take = Callable[..., Affair]
NUMBER = "370103195203071222"  # invented: the check digit fits, the person does not exist


def station(code: str) -> int:
    """Return a counter by the code of its unit: `c3` is the third community's station, `hall` the hall."""
    return people.unit_by_code("service_centre" if code == "hall" else f"{code}_service_station", STREET).id


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def take(street: Street) -> Take:
    """Take an affair in at a counter; what is given replaces the usual."""

    def make(by: str = "c1head", at: str = "c1", **more: object) -> Affair:
        values: dict[str, object] = {
            "item": "medical_card_renewal", "station": station(at), "name": "苗石英", "identity": NUMBER,
            "phone": "13800007777", "community": 370103003001, "brought": {"id_card", "photo"}, "spared": {"old_card"},
            "another": True,
        }  # fmt: skip
        return take_in(application=Application(**{**values, **more}), by=street.actor(by), at=now())  # type: ignore[arg-type]

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
