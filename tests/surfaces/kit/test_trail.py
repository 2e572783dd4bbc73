"""The way back in a list that goes on by cursor."""

from urllib.parse import parse_qs

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.surfaces.kit import trail

CURSORS = st.lists(st.text("0123456789_:+-T", min_size=2, max_size=40), min_size=1, max_size=trail.MOST, unique=True)


def query(text: str) -> QueryDict:
    return QueryDict(text.removeprefix("?"))


@given(CURSORS)
def test_going_back_leads_over_the_same_pages_to_the_first_one(cursors: list[str]) -> None:
    addresses = ["?line=city"]
    for cursor in cursors:
        addresses.append(trail.onward(query(addresses[-1]), cursor))
    here = addresses.pop()
    while addresses:
        here = trail.backward(query(here))
        assert parse_qs(here[1:]) == parse_qs(addresses.pop()[1:])
    assert trail.backward(query(here)) == "", "nothing comes before the first page"


def test_far_into_a_list_the_way_back_is_short_and_the_first_page_stays_within_reach() -> None:
    here = ""
    for number in range(3 * trail.MOST):
        here = trail.onward(query(here), f"c{number}")
    assert len(query(here).getlist("trail")) == trail.MOST
    assert trail.first(query(here)) == "?"
    for _ in range(trail.MOST):
        here = trail.backward(query(here))
    assert trail.backward(query(here)) == "", "beyond it nobody pretends to know the page"
    assert trail.first(query(here)) == "?"


def test_on_the_second_page_the_first_one_is_offered_once() -> None:
    second = query(trail.onward(query("q=a"), "c1"))
    assert trail.backward(second) == "?q=a"
    assert trail.first(second) == ""


def test_an_address_from_elsewhere_is_cut_and_never_trusted_to_be_short() -> None:
    long = query("after=x&" + "&".join(f"trail={'y' * 500}" for _ in range(100)))
    assert len(trail.backward(long)) < 100 * trail.MOST
