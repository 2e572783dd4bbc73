"""`shiqiao lake` and `shiqiao score --engine`, as an operator calls them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.testing.street import STREET, Street
from tests.config.test_routing_command import run as run
from tests.kernel.scoring.conftest import Lives
from tests.stories.telling import Telling

for needed in ("ibis", "duckdb", "pyarrow"):
    pytest.importorskip(needed, reason=f"the extra `lake` is not installed: no {needed}")


@pytest.fixture
def lives(street: Street) -> Lives:
    lives = Lives(street, Telling(street))
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day != "07")
    return lives


def test_three_ways_to_the_same_table(run: Any, lives: Lives, tmp_path: Path) -> None:
    place = str(tmp_path / "lake")
    assert "The lake holds nothing" in run("lake", "status").output
    (first,) = json.loads(run("--json", "lake", "write", "--lake", place).output)
    assert first["rows"] > 20
    (again,) = json.loads(run("--json", "lake", "write", "--lake", place).output)
    assert again["written"] == 0
    assert f"{STREET} matter: 6 facts in 1 months, 2018-06 to 2018-06" in run("lake", "status").output
    run("score")
    for kind in ("grid", "community", "unit", "street"):
        usual = run("score", kind, "2018-06").output
        for engine in ("postgres", "duckdb"):
            assert run("score", kind, "2018-06", "--engine", engine, "--lake", place).output == usual, (kind, engine)


def test_an_engine_that_is_none_is_named(run: Any, lives: Lives) -> None:
    with pytest.raises(Invalid) as refused:
        run("score", "grid", "2018-06", "--engine", "abacus")
    assert "engine" in refused.value.fields


def test_the_usual_command_imports_nothing_of_the_lake() -> None:
    asked = (
        "import sys; from shiqiao.config.cli import build; build();"
        "print([one for one in ('ibis', 'duckdb', 'pyarrow', 'pyspark', 'sqlglot') if one in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
