"""`shiqiao clock explain NUMBER`: the number that stands on the receipt."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from shiqiao.base.errors import NotFound
from shiqiao.config import cli
from shiqiao.testing.street import Street


def run(*arguments: str) -> str:
    given = cli.hoist(["clock", "explain", *arguments])
    result = CliRunner().invoke(cli.build(), given, env={"LC_ALL": "en_US.UTF-8"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_the_clocks_of_a_matter_are_explained(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def installation(ctx: object, *, prepare: bool = True) -> Iterator[None]:
        yield

    monkeypatch.setattr(cli, "installation", installation)
    number = street.report().number
    told = run(number)
    assert "echo 1\n1. The clock started on 2018-06-27 10:00 (Wednesday) for an answer the same day." in told
    assert "accept 1" in told
    assert {clock["name"] for clock in json.loads(run(number, "--json"))["clocks"]} == {"echo", "accept"}
    with pytest.raises(NotFound):
        run("1806270000000")
