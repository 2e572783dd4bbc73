"""`shiqiao check` and `shiqiao import people`, as an operator calls them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shiqiao.config import cli
from shiqiao.kernel.people import actions
from shiqiao.kernel.people.models import Post

from .offices import BY, GRIDS, NEW_YEAR, STREET, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, two_communities: None) -> Any:
    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)
    return lambda *arguments: CliRunner().invoke(cli.build(), [str(one) for one in arguments])


def cover(office: Office) -> None:
    for code, grid in zip(("g01", "g02"), GRIDS, strict=True):
        for line in ("city", "safety", "livelihood"):
            actions.assign_responsibility(post=office.posts[code], grid=grid, line=line, start=NEW_YEAR, **BY)


def test_check_passes_when_every_grid_and_line_has_a_name(run: Any, office: Office) -> None:
    cover(office)
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "6 grid × line checked: 0 gaps now, 0 to come." in result.output


def test_check_fails_and_names_each_gap_and_to_whom_it_falls(run: Any, office: Office) -> None:
    cover(office)
    actions.end_responsibility(grid=GRIDS[0], line="safety", on=date(2018, 6, 1), **BY)
    actions.end_holding(post=office.posts["g02"], on=date(2018, 6, 1), **BY)
    result = run("check", "--street", STREET)
    assert result.exit_code == 1
    assert result.output.count("GAP ") == 4
    assert f"{GRIDS[0]}" in result.output
    assert "safety: No post is assigned to this grid on this line. → falls to head (甲head)" in result.output
    assert "Nobody holds the post g02." in result.output


def test_check_tells_gaps_to_come_without_failing(run: Any, office: Office) -> None:
    cover(office)
    actions.take_leave(account=office.people["g01"], start=date(2018, 7, 2), **BY)
    result = run("--json", "check", "--ahead", 7)
    told = json.loads(result.output)
    assert (result.exit_code, told["gaps"]) == (0, [])
    assert [(gap["day"], gap["reason"]) for gap in told["coming"]] == [("2018-07-02", "no_deputy")] * 3
    assert json.loads(run("--json", "check", "--ahead", 3).output)["coming"] == []


def test_check_fails_where_nothing_is_set_up(run: Any, db: None) -> None:
    result = run("check")
    assert result.exit_code == 1
    assert "shiqiao import people" in result.output
    assert run("check", "--street", 370103999).exit_code == 1


def test_people_are_imported_from_the_command_line(run: Any, db: None, tmp_path: Path) -> None:
    head = "单位,岗位,岗位编号,角色,姓名,登录名,社区,网格,条线,起始日期\n"
    good = "街道办事处,主任,director,街道领导,石一,shi,,,,2017-01-01\n"
    (tmp_path / "a.csv").write_text(head + good + "街道办事处,副主任,vice,将军,石二,er,,,,2017-01-01\n")
    result = run("import", "people", tmp_path / "a.csv", "--street", STREET)
    assert result.exit_code == 1
    assert "2 read: 1 added, 0 changed, 0 unchanged." in result.output
    assert "row 3, 角色" in result.output
    assert run("import", "people", tmp_path / "a.csv", "--street", STREET, "--strict").exit_code == 1
    (tmp_path / "a.csv").write_text(head + good)
    assert run("import", "people", tmp_path / "a.csv", "--street", STREET).exit_code == 0
    assert list(Post.objects.values_list("code", flat=True)) == ["director"]
