"""The command line: quick help, clear errors, options anywhere."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.config.cli import build, hoist, main, report

COMMAND = [sys.executable, "-m", "shiqiao.config.cli"]


def test_help_does_not_set_django_up() -> None:
    probe = "import sys; from shiqiao.config.cli import build; build(); sys.exit('django.apps' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe]).returncode == 0


def test_help_comes_at_once() -> None:
    best = 9.0
    for _ in range(3):
        begin = time.monotonic()
        assert subprocess.run([*COMMAND, "--help"], capture_output=True).returncode == 0
        best = min(best, time.monotonic() - begin)
    assert best < 2.0  # about 0.5 s on a quiet machine


def test_every_command_explains_itself() -> None:
    for command in build().registered_commands:
        assert command.callback is not None
        assert (command.callback.__doc__ or command.help or "").strip()


def test_common_options_may_stand_anywhere() -> None:
    assert hoist(["up", "--port", "1", "--data", "x", "--json"]) == ["--data", "x", "--json", "up", "--port", "1"]
    assert hoist(["up", "--data=x"]) == ["--data=x", "up"]
    assert hoist(["find", "--", "--data"]) == ["find", "--", "--data"]


def test_an_error_is_a_sentence_with_its_remedies(capsys: pytest.CaptureFixture[str]) -> None:
    error = Invalid("Row {row} is wrong.", fields={"date": "Write it as {form}."}, row=3, form="2018-06-27")
    report(error)
    assert capsys.readouterr().err == "Row 3 is wrong.\n  date: Write it as 2018-06-27.\n"
    report(error, as_json=True)
    assert json.loads(capsys.readouterr().err) == {
        "error": "invalid",
        "message": "Row 3 is wrong.",
        "fields": {"date": "Write it as 2018-06-27."},
    }


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SHIQIAO_PORT", "http")
    with pytest.raises(SystemExit) as ended:
        main(["up"])
    assert ended.value.code == 1
    assert "SHIQIAO_PORT" in capsys.readouterr().err


def test_a_taken_port_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [*COMMAND, "up", "--data", str(tmp_path / "d"), "--port", str(port)], capture_output=True, text=True
        )
    assert ran.returncode == 1
    assert f"Port {port}" in ran.stderr
    assert f"--port {port + 1}" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "d").exists()
