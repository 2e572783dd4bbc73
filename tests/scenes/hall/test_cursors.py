"""A cursor that is none, typed or cut off in an address, begins a list at its top instead of breaking it."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.testing.street import Street

from .conftest import Take

WRONG = ("x_5", "2018-99-01T00:00:00+08:00_5", "2018-06-27T10:00:00_5", "9" * 40, "_", "-_٣")


@pytest.mark.parametrize("address", ["/affairs/?tab=late", "/affairs/?tab=here", "/affairs/five-s/findings/?tab=open"])
def test_a_wrong_cursor_begins_at_the_top(
    street: Street, take: Take, enter: Callable[[str], Client], address: str
) -> None:
    row, client = take(), enter("c1s1")
    for wrong in WRONG:
        answer = client.get(address, {"after": wrong, **dict([address.split("?")[1].split("=")])})
        assert answer.status_code == 200, wrong
    assert f"/affairs/{row.pk}/" in client.get("/affairs/", {"tab": "here", "after": "x_5"}).content.decode()
