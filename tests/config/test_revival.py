"""How parts that end by themselves are brought back."""

import pytest

from shiqiao.config.revival import FIRST, LONGEST, WELL_AFTER, Pauses, how_it_ended

pytestmark = pytest.mark.unit


class Ending:
    """A part that is asked after at moments of our choosing."""

    def __init__(self) -> None:
        self.pauses, self.told, self.moment = Pauses(), list[float](), 1000.0

    def until_started(self) -> float:
        """Let time go until it is started again; return the seconds."""
        began = self.moment
        while not self.pauses.over(self.told.append, lambda: self.moment):
            self.moment += 0.25
        return self.moment - began


def test_the_first_end_is_mended_almost_at_once() -> None:
    assert Ending().until_started() == FIRST


def test_pauses_grow_while_it_ends_again_and_again_and_stop_growing() -> None:
    part = Ending()
    waited = [part.until_started() for _ in range(9)]
    assert waited == sorted(waited)
    assert waited[1] == 2 * FIRST
    assert waited[-1] == LONGEST
    assert part.told == waited  # each pause is told once


def test_a_part_that_lived_well_begins_afresh() -> None:
    part = Ending()
    for _ in range(5):
        part.until_started()
    part.moment += WELL_AFTER + 1
    assert part.until_started() == FIRST


def test_an_end_is_said_in_words() -> None:
    assert how_it_ended(3) == "exit status 3"
    assert how_it_ended(-9) == "killed by SIGKILL"
    assert how_it_ended(-63) == "killed by signal 63"
