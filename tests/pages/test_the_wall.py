"""The wall of the town, which has lived through weeks of the demo: no name of anybody stands on it."""

import json

import pytest
from django.test import Client

from shiqiao.base.db.scope import whole
from shiqiao.kernel.people.models import Account

from .conftest import Served
from .town import enter

pytestmark = pytest.mark.long


@pytest.mark.timeout(900)
def test_no_name_of_the_demo_stands_on_the_wall(served: Served) -> None:
    client: Client = enter("leader1")
    shown = client.get("/wall/data.json").json()
    said = client.get("/wall/").content.decode() + json.dumps(shown, ensure_ascii=False)
    assert int(shown["figures"]["open"].replace(",", "")) > 10
    with whole():
        rows = list(Account.objects.values_list("display_name", "name_en", "username"))
    names = {name for row in rows for name in row if name}
    assert len(names) > 100
    assert {name for name in names if name in said} == set()
