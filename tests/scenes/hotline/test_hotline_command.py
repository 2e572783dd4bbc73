"""`shiqiao hotline …` and what `shiqiao check` says about the exchange."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from shiqiao.base.time import now
from shiqiao.config import cli
from shiqiao.config.worker import Round, all_rounds
from shiqiao.scenes.hotline.actions import take_order
from shiqiao.scenes.hotline.models import Letter, Order
from shiqiao.testing.street import Street

HEADINGS = "工单编号,来电时间,派发时间,诉求内容,办理时限,工单状态"
ROW = "{},2018-06-27 09:10:00,2018-06-27 09:40:00,路灯不亮,2018-06-29 09:40:00,{}"


@pytest.fixture
def run(street: Street, data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call the command line in the model street."""

    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)

    def call(*arguments: object) -> Any:
        result = CliRunner().invoke(cli.build(), [str(one) for one in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def table(folder: Path, *rows: str) -> Path:
    path = folder / "a.csv"
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    return path


def test_a_table_is_loaded_once_and_wrong_rows_are_named(run: Callable[..., Any], street: Street, data: Path) -> None:
    path = table(data, ROW.format("A1", "待签收"), ROW.format("", "待签收"), ROW.format("A2", "已办结"))
    said = run("hotline", "import", path, "--street", street.number)
    assert said.exit_code == 1
    assert said.stdout.startswith("3 rows: 1 new, 0 again, 0 updated, 0 same, 0 changed, 2 rejected.")
    assert "row 3 : rejected: number:" in said.stdout
    assert "row 4 A2: rejected: state:" in said.stdout
    again = run("hotline", "import", table(data, ROW.format("A1", "待签收")), "--street", street.number)
    assert (again.exit_code, Order.objects.count()) == (0, 1)
    assert "0 new" in again.stdout
    assert "1 same" in again.stdout


def test_letters_leave_as_a_table(run: Callable[..., Any], street: Street, data: Path) -> None:
    run("hotline", "import", table(data, ROW.format("A1", "待签收")), "--street", street.number)
    take_order(order=Order.objects.get().id, by=street.actor("dispatch1"), at=now())
    out = data / "letters.xlsx"
    assert "1 letters" in run("hotline", "export-letters", "--street", street.number, "--out", out).stdout
    assert len(list(openpyxl.load_workbook(out).active.values)) == 2  # type: ignore[union-attr]
    assert Letter.objects.get().state == "exported"
    assert "No letter waits" in run("hotline", "export-letters", "--street", street.number, "--out", out).stdout


def test_differences_and_rates_are_printed(run: Callable[..., Any], street: Street, data: Path) -> None:
    path = table(data, ROW.format("A1", "待签收"), ROW.format("A2", "待签收"))
    run("hotline", "import", path, "--street", street.number)
    period = ("--street", street.number, "--since", "2018-06-01", "--until", "2018-06-30")
    same = run("hotline", "reconcile", path, *period)
    assert (same.exit_code, same.stdout.strip()) == (0, "2 orders in their list: 0 differences.")
    differs = run("--json", "hotline", "reconcile", table(data, ROW.format("A1", "已退回")), *period)
    assert differs.exit_code == 1
    assert json.loads(differs.stdout)["differences"] == {"missing_there": 1, "state": 1}
    said = run("hotline", "rates", "--street", street.number, "--month", "2018-06").stdout
    assert "2 orders: response 0/0 (12345: 0/0)" in said


def test_check_names_red_letters(run: Callable[..., Any], street: Street, data: Path) -> None:
    run("hotline", "import", table(data, ROW.format("A1", "待签收")), "--street", street.number)
    take_order(order=Order.objects.get().id, by=street.actor("dispatch1"), at=now())
    Letter.objects.update(state="failed", error="http_500", next_try=None)
    assert "was given up: http_500" in run("check", "--street", street.number).stdout


def test_the_worker_repeats_what_the_scene_asks_for() -> None:
    names = {one.name for one, _ in all_rounds() if isinstance(one, Round)}
    assert names >= {"alarms", "hotline.follow", "hotline.deadlines", "hotline.letters", "hotline.uploads"}


@pytest.mark.unit
def test_the_command_says_when_the_scene_is_off(tmp_path: Path) -> None:
    code = (
        "from contextlib import contextmanager\nimport django\ndjango.setup()\nfrom shiqiao.config import cli\n"
        "@contextmanager\ndef here(ctx, **_):\n    yield ctx.obj\ncli.installation = here\n"
        "cli.main(['hotline', 'rates', '--street', '370103003'])\n"
    )
    environment = {
        **os.environ,
        "SHIQIAO_SCENES": "grid",
        "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings",
        "LANG": "C",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "SHIQIAO_SCENES" in done.stderr
