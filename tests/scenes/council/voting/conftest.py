"""Thirty-one electors of five kinds; invented names. The head of community 1 runs their polls."""

from collections.abc import Callable

import pytest

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.time import now
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.contract import Elector, Poll, Rule, open_poll
from shiqiao.scenes.council.voting.opening import make_links
from shiqiao.testing.street import STREET, Street

KINDS = {"core": 5, "members": 5, "teams": 3, "units": 6, "residents": 12}
ABOUT = Ref("meeting", 7)
RESIDENT = Actor(kind="resident", code="resident", street=STREET)
SYSTEM = system("test", street=STREET)
Opened = Callable[..., Poll]


def electors(kinds: dict[str, int] = KINDS, **more: Elector) -> list[Elector]:
    """Return electors by kinds, seats from 1; `more` replaces by seat, as s3=Elector(…)."""
    names = [kind for kind, many in kinds.items() for _ in range(many)]
    rows = [Elector(seat, kind, f"示例委员{seat}") for seat, kind in enumerate(names, 1)]
    return [more.get(f"s{one.seat}", one) for one in rows]


def poll_of(by: Actor, rows: list[Elector] | None = None, *, secret: bool = True, rule: Rule | None = None) -> Poll:
    return open_poll(
        street=STREET, about=ABOUT, title="楼道照明改造（示例）", question="是否同意按方案二改造楼道照明？", secret=secret,
        electors=rows or electors(), rule=rule or Rule(), by=by, at=now(),
    )  # fmt: skip


def links(row: Poll, by: Actor) -> list[str]:
    """Return the secrets of the slips, in the order of the seats; proxies' slips follow their seat."""
    return [one.secret for one in make_links(poll=row.pk, by=by, at=now())]


def cast(secret: str, choice: str = "for") -> None:
    casting.cast_by_link(secret=secret, choice=choice, by=RESIDENT, at=now())


@pytest.fixture
def head(street: Street) -> Actor:
    return street.actor("c1head")


@pytest.fixture
def opened(head: Actor) -> Opened:
    """Open a poll by the head of community 1."""
    return lambda rows=None, **more: poll_of(head, rows, **more)
