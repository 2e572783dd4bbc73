"""A council in the model street."""

from dataclasses import dataclass

import pytest

from shiqiao.base.actor import Actor
from shiqiao.scenes.council.tables import CouncilBody
from shiqiao.testing import deliberating
from shiqiao.testing.street import Street


@dataclass
class Chamber:
    """A body of the first community with its seats by kind, and who keeps it."""

    street: Street
    body: CouncilBody
    seats: dict[str, list[int]]

    @property
    def head(self) -> Actor:
        """Return the head of the community, who convenes."""
        return self.street.actor("c1head")

    def all(self) -> list[int]:
        """Return all seats."""
        return [seat for seats in self.seats.values() for seat in seats]


@pytest.fixture
def chamber(street: Street) -> Chamber:
    """Return a council whose seats are filled."""
    body, seats = deliberating.council(street.actor("leader1"))
    return Chamber(street, body, seats)
