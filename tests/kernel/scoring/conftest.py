"""A street whose June has lived through a little of everything."""

from datetime import date, datetime

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.scoring.actions import close_month
from shiqiao.kernel.scoring.reads import open_since
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

JUNE, JULY, AUGUST = date(2018, 6, 1), date(2018, 7, 1), date(2018, 8, 1)


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


class Lives:
    """Whole affairs in a few words; each begins on a morning and is handled by the member of the first grid."""

    def __init__(self, street: Street, tell: Telling) -> None:
        self.street, self.tell = street, tell

    def report(self, day: str, *, channel: str = "phone", text: str = "垃圾成堆没人清") -> Receipt:
        with self.tell.at(f"{day} 09:00"):
            made = self.street.report(text, channel=channel)
            self.tell.dispatch(made, "c1.g1")
        return made

    def finish(self, made: Receipt, day: str, hour: str = "11:00") -> Receipt:
        with self.tell.at(f"{day} {hour}"):
            self.tell.finish(made, by="c1g1")
        return made

    def close(self, made: Receipt, day: str, *, solved: bool | None = None) -> Receipt:
        with self.tell.at(f"{day} 15:00"):
            self.tell.close(made)
            if solved is not None:
                actions.call_back_matter(
                    matter=made.id,
                    responded=True,
                    solved=solved,
                    satisfied=solved,
                    by=self.street.actor("callback1"),
                    at=now(),
                )
        return made

    def whole(self, day: str, *, solved: bool | None = True, channel: str = "phone") -> Receipt:
        return self.close(self.finish(self.report(day, channel=channel), day), day, solved=solved)


@pytest.fixture
def lives(street: Street, tell: Telling) -> Lives:
    return Lives(street, tell)


def close_until(street: Street, month: date) -> None:
    """Close every month before one."""
    while (first := open_since(street.number)) and first < month:
        at = datetime.fromisoformat("2018-07-15T10:00:00+08:00")
        close_month(street=street.number, starts=first, by=street.actor("leader1"), at=at)
