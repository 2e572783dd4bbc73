"""`shiqiao clock explain` as a person at a terminal meets it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from shiqiao.base.errors import Invalid
from shiqiao.config import cli
from shiqiao.kernel.clocks import actions

STREET = 370103003


def run(*arguments: str, language: str = "en_US.UTF-8") -> Result:
    result = CliRunner().invoke(cli.build(), cli.hoist(["clock", "explain", *arguments]), env={"LC_ALL": language})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def _here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command work on the test's own connection."""

    @contextmanager
    def installation(ctx: object, *, prepare: bool = True) -> Iterator[None]:
        yield

    monkeypatch.setattr(cli, "installation", installation)


def test_a_term_is_explained_without_any_installation() -> None:
    told = run("--start", "2018-06-27 23:50", "--term", "same_day").output
    assert "Due on 2018-06-27 24:00." in told


def test_a_chinese_terminal_gets_chinese() -> None:
    told = run("--start", "2018-06-15 17:00", "--term", "4wh", language="zh_CN.UTF-8").output
    assert "2018-06-18不是工作日：端午节" in told
    assert "截止时间：2018-06-19 12:00" in told


def test_machines_get_json() -> None:
    told = json.loads(run("--start", "2027-01-04 10:00", "--term", "1wd", "--json").output)
    assert told["due"] == "2027-01-05T17:30:00+08:00"
    assert "2027" in told["warning"]
    assert [step["code"] for step in told["steps"]][-2:] == ["due", "calendar_missing"]


@pytest.mark.parametrize("line", ["", "--start 2018-06-27", "--start soon --term 4wh", "--start 2018-06-27 --term 4"])
def test_what_cannot_be_read_is_named_with_its_remedy(line: str) -> None:
    with pytest.raises(Invalid) as error:
        run(*line.split())
    assert set(error.value.fields) <= {"start", "term"}


@pytest.mark.usefixtures("_here")
def test_a_street_s_own_hours_count() -> None:
    start = datetime(2018, 1, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    by = actions.system("test")
    actions.seed_calendar(place=STREET, hours=["09:00-12:00", "13:00-17:00"], by=by, at=start)
    told = json.loads(run("--start", "2018-06-27 10:00", "--term", "1wd", "--street", str(STREET), "--json").output)
    assert (told["due"], told["calendar"]["place"]) == ("2018-06-28T17:00:00+08:00", STREET)
