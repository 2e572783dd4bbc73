"""Two points of the first grid, and check-ins as a telephone sends them."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions, codes
from shiqiao.kernel.patrols.actions import Answer, NewPoint, Sent
from shiqiao.kernel.patrols.models import Point
from shiqiao.kernel.patrols.rules import Where
from shiqiao.testing.street import INSIDE, STREET, Street

GATE, YARD = INSIDE, (116.9836, 36.6556)


@dataclass
class Walk:
    """The street with two points, walked by the first grid's member."""

    street: Street
    gate: Point
    yard: Point

    def sent(self, point: Point, client_id: str = "one", *, at: datetime | None = None, where: object = "") -> Sent:
        """Return a check-in at a point, there unless another place is given."""
        place = Where(point.lon, point.lat, 12) if where == "" else where
        address = codes.address_of("https://example.test", point)
        return Sent(client_id, address, at or now(), place)  # type: ignore[arg-type]

    def check_in(self, *sent: Sent, by: str = "c1g1", at: datetime | None = None, **more: object) -> list[Answer]:
        """Send check-ins."""
        return actions.check_in(sent=sent, by=self.street.actor(by), at=at or now(), **more)  # type: ignore[arg-type]


@pytest.fixture
def walk(street: Street) -> Walk:
    """Add the two points as the community head."""
    head = street.actor("c1head")
    made = [
        actions.add_point(street=STREET, wanted=NewPoint(name, *place), by=head, at=now())
        for name, place in (("小区东门", GATE), ("二号院", YARD))
    ]
    return Walk(street, *made)
