"""What a repeated number means, when their deadline warns, how an item is chosen, what differs between two lists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.clocks.rules import WorkCalendar
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.differences import OUR_STAGE, REMEDIES, THEIR_STAGE, Ours, Theirs, differences
from shiqiao.scenes.hotline.rules import Incoming

pytestmark = pytest.mark.unit

ISSUED = datetime.fromisoformat("2018-06-27T09:40:00+08:00")
LATER = ISSUED + timedelta(days=1)
CALENDAR = WorkCalendar(years=frozenset({2018}))


def incoming(**more: object) -> Incoming:
    values = {"number": "A1", "text": "垃圾成堆", "received_at": ISSUED, "issued_at": ISSUED, "deadline": LATER}
    return Incoming(**{**values, **more})  # type: ignore[arg-type]


@dataclass
class Last:
    """The last round of a number."""

    state: str = "handling"
    issued_at: datetime = ISSUED
    deadline: datetime | None = LATER
    upstream_state: str = ""
    mark: bytes = incoming().mark()


@pytest.mark.parametrize(
    ("last", "more", "verdict"),
    [
        (None, {}, "new"),
        (Last(), {}, "same"),
        (Last(), {"deadline": LATER + timedelta(days=1)}, "updated"),
        (Last(), {"deadline": None}, "same"),
        (Last(), {"state": "closed"}, "updated"),
        (Last(), {"text": "垃圾成堆，又多了"}, "changed"),
        (Last(), {"issued_at": LATER}, "same"),  # an open round is not dispatched again
        (Last("returned"), {}, "same"),
        (Last("returned"), {"text": "改了"}, "same"),  # an old export shows what has been returned
        (Last("returned"), {"issued_at": LATER, "deadline": None}, "again"),
        (Last("returned", issued_at=LATER), {}, "same"),
        (Last("confirmed"), {"issued_at": LATER}, "again"),
        (Last("written_back"), {"state": "closed"}, "updated"),
        (Last("withdrawn"), {"issued_at": LATER}, "again"),
    ],
)
def test_what_a_repeated_number_means(last: Last | None, more: dict[str, object], verdict: str) -> None:
    assert rules.judge(last, incoming(**more)) == verdict


def test_a_warning_comes_when_three_quarters_of_the_office_time_are_gone() -> None:
    at = datetime.fromisoformat
    start, deadline = at("2018-06-27T08:30:00+08:00"), at("2018-06-27T17:30:00+08:00")
    assert rules.warn_at(start, deadline, CALENDAR) == at("2018-06-27T15:37:30+08:00")  # noon left out
    friday, monday = at("2018-06-29T16:30:00+08:00"), at("2018-07-02T11:30:00+08:00")
    assert rules.warn_at(friday, monday, CALENDAR) == at("2018-07-02T10:30:00+08:00")
    night = at("2018-06-27T20:00:00+08:00")
    assert rules.warn_at(night, night + timedelta(hours=4), CALENDAR) == night + timedelta(hours=3)
    assert rules.warn_at(deadline, start, CALENDAR) == start


MOMENTS = st.integers(0, 330 * 24 * 60).map(
    lambda minutes: datetime(2018, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(start=MOMENTS, hours=st.integers(-48, 24 * 30), state=st.sampled_from(rules.STATES), level=st.integers(0, 2))
def test_an_alarm_never_comes_after_the_deadline_and_only_while_it_is_awaited(
    start: datetime, hours: int, state: str, level: int
) -> None:
    deadline = start + timedelta(hours=hours)
    alarm = rules.next_alarm(start, deadline, level, state, CALENDAR)
    assert (alarm is None) == (state not in rules.AWAITED or level == rules.OVERDUE)
    assert alarm is None or alarm <= deadline
    shown = [rules.light(start, deadline, state, start + timedelta(hours=n), CALENDAR) for n in range(0, 700, 50)]
    order = ["grey", "green", "yellow", "red"]
    assert [order.index(one) for one in shown] == sorted(order.index(one) for one in shown), "it never gets better"


def test_whose_deadline_comes_first() -> None:
    assert rules.earlier(ISSUED, LATER) == "theirs"
    assert rules.earlier(LATER, ISSUED) == "ours"
    assert (rules.earlier(None, LATER), rules.earlier(LATER, None), rules.earlier(None, None)) == ("ours", "theirs", "")


TABLE = {"暴露垃圾": "06010", "停水": "L0401"}
USABLE = {"06010": True, "L0401": False, "L0402": True, "L0999": True}


@pytest.mark.parametrize(
    ("category", "guesses", "chosen"),
    [
        ("城市管理/暴露垃圾", [], ("06010", "table", "")),
        ("暴露垃圾", [("L0402", 99)], ("06010", "table", "")),
        ("停水", [("L0402", 40)], ("L0999", "default", "L0402")),  # its item asks questions that nobody answered
        ("别的", [("L0402", 80), ("06010", 40)], ("L0402", "words", "")),
        ("别的", [("L0402", 80), ("06010", 75)], ("L0999", "default", "L0402")),  # two are nearly as good
        ("别的", [("L0401", 90)], ("L0999", "default", "L0401")),
        ("", [], ("L0999", "default", "")),
    ],
)
def test_how_an_item_is_chosen(category: str, guesses: list[tuple[str, int]], chosen: tuple[str, str, str]) -> None:
    found = rules.choose_item(category, guesses, TABLE, USABLE, "L0999")
    assert (found.item, found.how, found.suggested) == chosen


def kinds(their: Theirs | None, our: Ours | None) -> list[str]:
    ours = {our.number: our} if our else {}
    return [one.kind for one in differences([their] if their else [], ours)]


@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        (Theirs("A1", "pending"), None, ["missing_here"]),
        (Theirs("A1", "returned"), None, []),
        (None, Ours(1, "A1", "handling", None), ["missing_there"]),
        (None, Ours(1, "A1", "returned", None), []),
        (Theirs("A1", "handling"), Ours(1, "A1", "written_back", None), ["closed_here_open_there"]),
        (Theirs("A1", "closed"), Ours(1, "A1", "handling", None), ["closed_there_open_here"]),
        (Theirs("A1", "closed"), Ours(1, "A1", "written_back", None), ["state"]),
        (Theirs("A1", "returned"), Ours(1, "A1", "objecting", None), ["state"]),
        (Theirs("A1", "handling"), Ours(1, "A1", "objecting", None), ["state"]),
        (Theirs("A1", "handling"), Ours(1, "A1", "received", None), []),
        (Theirs("A1", "handling", LATER), Ours(1, "A1", "handling", ISSUED), ["deadline"]),
        (Theirs("A1", "closed", solved=True), Ours(1, "A1", "confirmed", None), ["result"]),
        (Theirs("A1", "closed", solved=True), Ours(1, "A1", "confirmed", None, "?/+/?"), []),
        (Theirs("A1"), Ours(1, "A1", "handling", ISSUED), []),  # a list without states says nothing about them
    ],
)
def test_what_differs(theirs: Theirs | None, ours: Ours | None, found: list[str]) -> None:
    assert kinds(theirs, ours) == found


@given(their=st.sampled_from(sorted(THEIR_STAGE)), our=st.sampled_from(sorted(OUR_STAGE)))
def test_every_pair_of_states_agrees_or_has_one_remedy(their: str, our: str) -> None:
    found = kinds(Theirs("A1", their), Ours(1, "A1", our, None))
    assert len(found) <= 1
    assert set(found) <= REMEDIES.keys()


def test_waiting_grows_and_ends_growing() -> None:
    waits = [rules.wait_after(n) for n in range(1, 20)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=1))
