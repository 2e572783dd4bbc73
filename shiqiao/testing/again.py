"""Tests that failed are asked once more, alone: `python -m shiqiao.testing.again [arguments of pytest]`.

A gate of five thousand tests that fails by one lost race proves nothing, and is run again by hand. So the few tests that
failed among others are run a second time, one after the other in one process. What passes then is named plainly and is to be
mended; what fails twice fails the run. More than `MOST` failures are no accident, and where pytest itself broke (a file that
cannot be collected, a wrong argument, an interruption) there is nothing to ask again.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

MOST = 10  # failed tests that may be an accident
TOLD_TO = "TESTS_TOLD_TO"  # the file into which a run writes what came of its tests


@dataclass
class Told:
    """What came of a run: names of tests that passed, of those that failed in any phase, and of what was not collected."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


_told = Told()


def pytest_runtest_logreport(report: "pytest.TestReport") -> None:
    """Note how a phase of a test ended; with several processes the first one hears of all."""
    if report.failed and report.nodeid not in _told.failed:
        _told.failed.append(report.nodeid)
    if report.passed and report.when == "call":
        _told.passed.append(report.nodeid)


def pytest_collectreport(report: "pytest.CollectReport") -> None:
    """Note what could not be collected."""
    if report.failed:
        _told.broken.append(report.nodeid)


def pytest_sessionfinish(session: "pytest.Session") -> None:
    """Write what came of the tests, in the process that hears of all."""
    if not hasattr(session.config, "workerinput"):
        Path(os.environ[TOLD_TO]).write_text(json.dumps(vars(_told)), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run pytest, then once more what failed; returns the exit code of the whole."""
    code, first = _run(arguments)
    if code != 1 or first.broken or not 0 < len(first.failed) <= MOST:
        return code
    print(f"\nRun once more, alone: {len(first.failed)} failed", flush=True)
    _, second = _run(["-n", "0", *first.failed])
    alone = [one for one in first.failed if one in second.passed and one not in second.failed]
    twice = [one for one in first.failed if one not in alone]
    for said, names in (("Passed only when run alone", alone), ("Failed also when run alone", twice)):
        for name in names:
            print(f"{said}: {name}", flush=True)
    return 1 if twice or second.broken else 0


def _run(arguments: list[str]) -> tuple[int, Told]:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [sys.executable, "-m", "pytest", "-p", "shiqiao.testing.again", *arguments]
        code = subprocess.run(command, env={**os.environ, TOLD_TO: str(told)}, check=False).returncode
        return code, Told(**json.loads(told.read_text(encoding="utf-8"))) if told.exists() else Told()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
