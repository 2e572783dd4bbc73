"""An answer that many ask for at once is found once, and kept for a moment only."""

import threading

import pytest

from shiqiao.base import briefly, snapshots
from shiqiao.base.briefly import Briefly

pytestmark = pytest.mark.unit


class Finding:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock that the keeping goes by; the last one is the present."""
    given = [0.0]
    monkeypatch.setattr(briefly.clock, "monotonic", lambda: given[-1])
    return given


def test_an_answer_is_kept_for_its_seconds_and_for_its_key(moments: list[float]) -> None:
    kept, find, other = Briefly[int](2.0), Finding(), Finding()
    assert [kept("a", find), kept("a", find), kept("b", other)] == [1, 1, 1]
    moments.append(1.9)
    assert kept("a", find) == 1
    moments.append(2.0)
    assert kept("a", find) == 2
    assert other.times == 1


def test_an_error_is_kept_for_nobody() -> None:
    kept = Briefly[int](60.0)
    with pytest.raises(ZeroDivisionError):
        kept("a", lambda: 1 // 0)
    assert kept("a", lambda: 7) == 7


def test_who_asks_meanwhile_waits_for_what_is_being_looked_for() -> None:
    kept, find = Briefly[int](60.0), Finding()
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        go_on.wait(10)
        return find()

    found: list[int] = []
    first = threading.Thread(target=lambda: found.append(kept("a", slow)))
    first.start()
    begun.wait(10)
    others = [threading.Thread(target=lambda: found.append(kept("a", find))) for _ in range(5)]
    for other in others:
        other.start()
    go_on.set()
    for thread in (first, *others):
        thread.join(10)
    assert (found, find.times) == ([1] * 6, 1)


def test_it_forgets_with_everything_else() -> None:
    kept, find = Briefly[int](60.0), Finding()
    kept("a", find)
    snapshots.drop()
    assert kept("a", find) == 2


def test_it_does_not_grow_without_end() -> None:
    kept = Briefly[int](60.0)
    for number in range(3 * briefly.MOST):
        kept(number, lambda: 1)
    assert len(kept._held) <= briefly.MOST
    assert len(kept._locks) <= briefly.MOST + 1
