"""The rule of the queue: who comes before whom, where slots lie, and what a file may not say."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall.queue import rules
from shiqiao.scenes.hall.queue.definitions import fingerprint, parse

pytestmark = pytest.mark.unit

ORDER = ("elderly", "disabled", "appointment")
AT = datetime(2018, 6, 27, 10, tzinfo=UTC)
GOOD = """
lines: [{code: general, letter: A, title: {zh: 综合, en: General}}]
classes: [{code: elderly, title: {zh: 老人, en: Elderly}}, {code: appointment, title: {zh: 预约, en: Booked}}]
stations: [{unit: service_centre, windows: 2, places: {general: 2}}]
"""


@pytest.mark.parametrize(
    ("claims", "booked", "rank", "why"),
    [
        ((), False, 3, "arrival"),
        ((), True, 2, "appointment"),
        (("elderly",), False, 0, "elderly"),
        (("disabled", "elderly"), True, 0, "elderly"),
        (("appointment",), False, 3, "arrival"),  # nobody claims to have booked
    ],
)
def test_the_highest_class_counts(claims: tuple[str, ...], booked: bool, rank: int, why: str) -> None:
    assert rules.standing(ORDER, claims, booked=booked) == rules.Standing(rank, why)


def test_who_waits_over_the_longest_is_called_before_every_class() -> None:
    old = rules.call_key(0, AT - timedelta(minutes=5), AT, 45)
    patient = rules.call_key(3, AT - timedelta(minutes=45), AT, 45)
    early = rules.call_key(2, AT + timedelta(minutes=10), AT, 45)
    plain = rules.call_key(3, AT - timedelta(minutes=1), AT, 45)
    assert sorted([early, plain, old, patient]) == [patient, old, plain, early]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-90, 90)), min_size=1))
def test_the_order_is_total_and_arrival_decides_within_a_class(tickets: list[tuple[int, int]]) -> None:
    keys = [rules.call_key(rank, AT + timedelta(minutes=minutes), AT, 45) for rank, minutes in tickets]
    first = min(keys)
    waits = [(rank, minutes) for rank, minutes in tickets if minutes <= 0]
    if any(minutes <= -45 for _, minutes in waits):
        assert first == (rules.FIRST, AT + timedelta(minutes=min(minutes for _, minutes in waits)))
    elif waits:
        rank = min(rank for rank, _ in waits)
        assert first == (rank, AT + timedelta(minutes=min(minutes for r, minutes in waits if r == rank)))
    else:
        assert first[0] == rules.EARLY


@given(
    st.integers(5, 240),
    st.lists(st.integers(0, 86_400), min_size=2, max_size=6, unique=True).map(sorted),
)
def test_slots_lie_within_office_hours_and_never_overlap(minutes: int, edges: list[int]) -> None:
    opened = tuple(zip(edges[::2], edges[1::2], strict=False))
    found = list(rules.slots(opened, minutes))
    assert all(end - begin == minutes * 60 for begin, end in found)
    assert all(any(low <= begin and end <= high for low, high in opened) for begin, end in found)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(found))


def test_each_state_is_reached_and_ended_ones_end() -> None:
    for moves, states, starts in (
        (rules.TICKET_MOVES, rules.TICKET_STATES, {"waiting"}),
        (rules.BOOKING_MOVES, rules.BOOKING_STATES, {"held", "booked", "waitlisted"}),
    ):
        assert {to for _, to in moves.values()} | starts == set(states)
        assert {state for sources, _ in moves.values() for state in sources} <= set(states)
    for state in rules.FREED:
        assert not any(state in sources for sources, _ in rules.BOOKING_MOVES.values())


def test_a_good_rule_is_read_and_known_again() -> None:
    assert parse(GOOD).order == ("elderly", "appointment")
    assert fingerprint(parse(GOOD)) == fingerprint(parse(GOOD + "\n# a remark\n"))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("code: appointment", "code: booked_one", "say where who booked is called"),
        ("letter: A", "letter: a", "lines.0.letter"),
        ("places: {general: 2}", "places: {other: 2}", "there is no line other"),
        ("code: elderly", "code: arrival", "comes last by itself"),
        ("windows: 2", "windows: 0", "stations.0.windows"),
        ("lines: [", "waiting: {limit: 30, longest: 10}\nlines: [", "longest is shorter than limit"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(before: str, after: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(GOOD.replace(before, after))
    assert told in f"{caught.value.fields}"
