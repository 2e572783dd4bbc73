"""`shiqiao import residents|buildings|organisations`, as an operator calls them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shiqiao.config import cli
from shiqiao.kernel.registry.models import Building, Organisation, Person
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .conftest import credit_code, identity
from .test_import_registry import FAMILY, HEAD, write


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, street: Street) -> Any:
    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)
    return lambda *arguments: CliRunner().invoke(cli.build(), [str(one) for one in arguments])


def test_residents_are_loaded_and_a_second_run_adds_nobody(run: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", HEAD, FAMILY)
    first, second = (run("import", "residents", path, "--street", STREET) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "3 read: 3 added, 0 changed, 0 unchanged." in first.output
    assert "1 buildings and 2 dwellings were added." in first.output
    assert "3 read: 0 added, 0 changed, 3 unchanged." in second.output


def test_a_wrong_row_is_named_and_strict_loads_nothing(run: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", HEAD, [*FAMILY, ("柳三泉", "37010319", "", "春元里小区3号楼2单元502", "", "", "")])
    strict = run("import", "residents", path, "--street", STREET, "--strict")
    assert strict.exit_code == 1
    assert "row 5, 身份证号: An identity number has 18 characters; this has 8." in strict.output
    loose = json.loads(run("--json", "import", "residents", path, "--street", STREET).stdout)
    assert (loose["added"], [row["row"] for row in loose["rejected"]]) == (3, [5])
    assert Person.objects.count() == 3


def test_who_resembles_somebody_is_told_with_the_row(run: Any, tmp_path: Path) -> None:
    rows = [("石小桥", identity("19500203", 11), "13800138000", FIRST_GRID), ("石小桥", "", "13800138000", FIRST_GRID)]
    path = write(tmp_path / "r.csv", ("姓名", "身份证号", "电话", "网格"), rows)
    answer = run("import", "residents", path, "--street", STREET)
    assert answer.exit_code == 0
    assert "wait for a decision; rows 2, 3." in answer.output or "wait for a decision; rows 3." in answer.output


def test_buildings_and_organisations_are_loaded(run: Any, tmp_path: Path) -> None:
    houses = write(tmp_path / "b.csv", ("楼栋", "单元", "房号"), [("春元里小区3号楼", "1", "101")])
    firms = write(
        tmp_path / "o.csv",
        ("单位名称", "统一社会信用代码", "楼栋", "房号"),
        [("春元小吃店", credit_code(1), "春元里小区3号楼", "1单元101")],
    )
    assert run("import", "buildings", houses, "--street", STREET).exit_code == 0
    assert run("import", "organisations", firms, "--street", STREET).exit_code == 0
    assert Organisation.objects.get().building == Building.objects.get().pk
