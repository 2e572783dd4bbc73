"""Every story ends with the proof: chains, seals, state, clocks, commitments and files hold."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shiqiao.config.commands.verify import everything
from shiqiao.testing.street import Street

from .telling import Telling


@pytest.fixture(autouse=True)
def proven(request: pytest.FixtureRequest) -> Iterator[None]:
    """Prove everything after the story, while its database still stands."""
    for name in ("street", "live_street"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
            yield
            assert [str(found) for found in everything()] == []
            return
    yield


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def local() -> Callable[[datetime], str]:
    """Write a moment as the clock on the wall shows it."""
    return lambda moment: f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
