"""A street with a June of everything, and a lake in a folder of its own, or on S3."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shiqiao.base.time import now
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import Lives
from tests.kernel.scoring.test_beyond import Afield
from tests.kernel.scoring.test_counting import lived
from tests.stories.telling import Telling

if TYPE_CHECKING:
    from shiqiao.kernel.lake.actions import Written
    from shiqiao.kernel.lake.store import Lake

EXTRA = ("ibis", "duckdb", "pyarrow")
AFTER = "2018-07-02 09:00"


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


@pytest.fixture
def lives(street: Street, tell: Telling) -> Lives:
    return Lives(street, tell)


@pytest.fixture
def june(lives: Lives, tell: Telling, street: Street) -> Lives:
    """Matters, call-backs, terms, visits, findings, rounds, orders, leave."""
    lived(lives, tell)
    Afield(street, tell).june()
    return lives


# A lake in a folder is what every test takes; those of these two ask for it on a server of the S3 protocol as well.
BOTH = pytest.mark.parametrize("lake", ["folder", pytest.param("s3", marks=pytest.mark.long)], indirect=True)


@pytest.fixture
def lake(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> "Lake":
    from shiqiao.kernel.lake.store import Lake

    if getattr(request, "param", "folder") == "folder":
        return Lake(str(tmp_path / "lake"))
    server = request.getfixturevalue("s3")
    settings.OPTIONS = replace(settings.OPTIONS, **server.settings)
    return Lake(server.address())


def needed() -> None:
    """Leave a module out, with the reason, where the extra `lake` is not installed."""
    for name in EXTRA:
        pytest.importorskip(name, reason=f"the extra `lake` is not installed: no {name}")


def write(lake: "Lake", *, whole: bool = False) -> "Written":
    from shiqiao.kernel.lake.actions import write_lake

    return write_lake(STREET, lake, at=now(), whole=whole)
