"""The morning on which these tests live, keys, and an office."""

from collections.abc import Iterator

import pytest

from shiqiao.base import crypto
from shiqiao.base.time import held
from shiqiao.kernel.people import reads
from shiqiao.kernel.territory.reads import Place

from .offices import AT, COMMUNITY, GRIDS, STREET, Office, make_office


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    crypto.configure(crypto.new_secrets())
    with held(AT):
        yield
    crypto.configure(None)


@pytest.fixture
def office(db: None) -> Office:
    """The office of the street."""
    return make_office()


@pytest.fixture
def two_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    """The street has two grids, whatever the map says."""
    grids = [Place(grid, f"第{number}网格", "grid", COMMUNITY) for number, grid in enumerate(GRIDS, 1)]
    monkeypatch.setattr(reads.territory, "grids", lambda street, on=None: grids if street == STREET else [])


@pytest.fixture
def two_communities(two_grids: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the two grids the street has two communities, the second without grids."""
    names = {COMMUNITY: "春元里社区", COMMUNITY + 1: "聚善街社区"}
    places = [Place(code, name, "community", STREET) for code, name in names.items()]
    monkeypatch.setattr(reads.territory, "communities", lambda street: places)
