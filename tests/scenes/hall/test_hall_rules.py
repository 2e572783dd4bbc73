"""Pure rules of counters: papers, whose fault, comings, what follows from trips; and what a guide may say."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall import rules
from shiqiao.scenes.hall.definitions import DocumentKind, Title, known_until, parse
from shiqiao.scenes.hall.rules import Coming

pytestmark = pytest.mark.unit
DAY = date(2018, 6, 27)
GUIDES = """
hall: service_centre
fields: [{code: relief, title: {zh: 救助, en: Relief}}]
steps: [{code: apply, title: {zh: 申请, en: Apply}}]
documents: [{code: id_card, title: {zh: 身份证, en: Identity card}, keeps: 3650}]
items:
  - code: some_aid
    title: {zh: 某项救助, en: Some aid}
    field: relief
    who: {zh: 居民, en: Residents}
    materials: [{document: id_card}]
    steps: [apply]
    legal: 20
    promised: 7
    at: [hall, stations]
    visit: nearest
    result: {zh: 决定, en: Decision}
    basis: {zh: 办法, en: Measures}
"""


def test_guides_are_read_as_they_are_written() -> None:
    table = parse(GUIDES)
    assert (table.items[0].needed, table.near) == (("id_card",), 200)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("promised: 7", "promised: 30", "longer than the legal one"),
        ("at: [hall, stations]", "at: [hall]", "no station serves it"),
        ("visit: nearest", "visit: nearest\n    delivered: [counter]\n    proxy: maybe", "true or false"),
        ("{document: id_card}", "{document: no_card}", "there is no document no_card"),
        ("steps: [apply]\n    legal", "steps: [fly]\n    legal", "there is no step fly"),
        ("field: relief", "field: nowhere", "there is no field nowhere"),
        ("[{document: id_card}]", "[{document: id_card}, {document: id_card}]", "asked for twice"),
        ("visit: nearest", "visit: zero\n    delivered: [counter]", "neither online nor at the door"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(before: str, after: str, told: str) -> None:
    with pytest.raises(Invalid) as wrong:
        parse(GUIDES.replace(before, after))
    assert told in " ".join(str(one) for one in wrong.value.fields.values())


def test_what_is_known_is_confirmed_and_never_asked() -> None:
    found = rules.sorted_papers(["a", "b", "c", "d"], brought={"a"}, held={"a", "b"}, spared={"c"})
    assert found == {"a": "handed", "b": "held", "c": "spared", "d": "missing"}
    assert rules.missing(found) == ["d"]


def test_a_paper_that_no_list_named_is_our_fault() -> None:
    assert rules.unlisted(["a", "b"], {"a"}) == ["b"]
    assert rules.why_again("missing_paper", ["a", "b"], {"a"}) == "our_notice"
    assert rules.why_again("missing_paper", ["a"], {"a"}) == "missing_paper"
    assert rules.why_again("own_wish", ["b"], {"a"}) == "own_wish"


def test_who_is_still_at_the_counter_has_not_come_again() -> None:
    one = Coming("own", 1, DAY)
    assert rules.same_coming([one], "own", 1, DAY)
    assert not rules.same_coming([one], "proxy", 1, DAY)
    assert not rules.same_coming([one], "own", 2, DAY)
    assert not rules.same_coming([one], "own", 1, DAY + timedelta(days=1))


def test_a_way_is_measured_against_the_nearest_counter() -> None:
    home, near, far = (116.98, 36.65), (116.981, 36.65), (116.99, 36.65)
    found = rules.way(home, 2, {1: near, 2: far})
    assert (found.nearest, 80 < found.nearest_metres < 100, 870 < found.metres < 910) == (1, True, True)
    assert rules.way(None, 2, {2: far}).metres == -1


def test_a_paper_is_known_as_long_as_its_kind_is_kept() -> None:
    title = Title(zh="照片", en="Photograph")
    assert known_until(DocumentKind(code="photo", title=title, keeps=365), DAY) == date(2019, 6, 27)
    assert known_until(DocumentKind(code="photo", title=title), DAY) is None


COMINGS = st.builds(
    Coming, st.sampled_from(rules.WHO), st.integers(1, 9), st.just(DAY),
    st.sampled_from(["", rules.OUR_NOTICE, *rules.REASONS]), st.integers(-1, 3000), st.integers(0, 3000),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(COMINGS, max_size=8), st.integers(0, 500))
def test_trips_add_up_and_never_lessen(comings: list[Coming], near: int) -> None:
    found = rules.derived(comings, near)
    assert found.trips + found.staff_trips == len(comings)
    assert found.own_trips <= found.trips
    assert found.our_trips <= found.trips
    more = rules.derived([*comings, Coming("own", 1, DAY, "collect")], near)
    assert (more.trips, more.own_trips) == (found.trips + 1, found.own_trips + 1)
    assert not (rules.done_at_once(found.trips + 2, 0, "delivered"))
    if found.near is False:
        assert more.near is False


@given(st.sampled_from(rules.STATES), st.sampled_from(sorted(rules.MOVES)))
def test_what_is_ended_stays_ended(state: str, do: str) -> None:
    to = rules.moved(do, state)
    assert to is None or to in rules.STATES
    if state == "withdrawn" or (state == "delivered" and do != "rate"):
        assert to is None


@pytest.mark.parametrize(
    ("hours", "minute", "why"),
    [
        (((510, 720), (810, 1050)), 730, "closed_counter"),  # at noon
        (((510, 720), (810, 1050)), 520, "closed_counter"),  # within the hours, and nobody there
        (((510, 720), (810, 1050)), 509, "outside_hours"),
        (((510, 720), (810, 1050)), 1050, "outside_hours"),
        ((), 730, "outside_hours"),  # a day off
    ],
)
def test_whose_fault_a_closed_counter_is_follows_from_its_hours(
    hours: tuple[tuple[int, int], ...], minute: int, why: str
) -> None:
    assert rules.why_closed(hours, minute) == why
