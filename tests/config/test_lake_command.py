"""`shiqiao lake` and `shiqiao score --engine`, as an operator calls them."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from benchmarks.installation import free_port
from shiqiao.base.errors import Invalid, NotFound, Unavailable
from shiqiao.testing.street import STREET, Street
from tests.config.test_routing_command import run as run
from tests.kernel.scoring.conftest import Lives
from tests.s3server import S3
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


WRITE = ("lake", "write")
COUNT = ("score", "grid", "2018-06", "--engine", "duckdb")


@contextmanager
def without_rights(server: S3) -> Iterator[None]:
    """Let the server know no key for a while."""

    def after(calls: str) -> None:
        asked = urllib.request.Request(
            f"{server.endpoint}/moto-api/reset-auth", calls.encode(), {"Content-Type": "text/plain"}
        )
        urllib.request.urlopen(asked).close()

    after("0")
    try:
        yield
    finally:
        after("1000000000")


@pytest.mark.parametrize("command", [WRITE, COUNT])
def test_a_bucket_that_is_not_there_is_told_with_its_remedy(
    run: Any, lives: Lives, settings: Any, s3: S3, command: tuple[str, ...]
) -> None:
    settings.OPTIONS = replace(configured.OPTIONS, **s3.settings)
    with pytest.raises(NotFound, match="no bucket nowhere") as told:
        run(*command, "--lake", "s3://nowhere/lake")
    assert "name another one" in told.value.fields["lake"]


@pytest.mark.parametrize("command", [WRITE, COUNT])
def test_a_key_without_rights_is_told_with_its_remedy(
    run: Any, lives: Lives, settings: Any, s3: S3, command: tuple[str, ...]
) -> None:
    settings.OPTIONS = replace(configured.OPTIONS, **s3.settings)
    place = s3.address()
    with without_rights(s3), pytest.raises(Unavailable, match="lets this key do nothing") as told:
        run(*command, "--lake", place)
    assert told.value.params["place"] == place
    assert "rights" in told.value.fields["SHIQIAO_S3_KEY"]


@pytest.mark.parametrize("command", [WRITE, COUNT])
def test_a_store_that_is_away_is_told_with_its_remedy(
    run: Any, lives: Lives, settings: Any, s3: S3, command: tuple[str, ...]
) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    settings.OPTIONS = replace(configured.OPTIONS, **{**s3.settings, "s3_endpoint": endpoint})
    with pytest.raises(Unavailable, match=endpoint) as told:
        run(*command, "--lake", s3.address())
    assert "address and port" in told.value.fields["SHIQIAO_S3_ENDPOINT"]


def test_a_file_that_was_lost_from_the_lake_is_told_when_it_is_counted(run: Any, lives: Lives, tmp_path: Path) -> None:
    place = tmp_path / "lake"
    run(*WRITE, "--lake", str(place))
    for file in place.rglob("*.parquet"):
        file.unlink()
    with pytest.raises(Unavailable) as told:
        run(*COUNT, "--lake", str(place))
    assert "lake" in told.value.fields
