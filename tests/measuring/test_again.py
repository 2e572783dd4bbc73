"""A test that failed is asked once more, alone: real runs of pytest, with several processes, in a folder of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST_FAILS = """
import pathlib
def test_sound(): pass
def test_of_a_lost_race():
    been = pathlib.Path(__file__).with_suffix(".been")
    seen, _ = been.exists(), been.touch()
    assert seen
"""
ALWAYS = "def test_wrong(): assert False\n"


def asked(folder: Path, *more: str, **files: str) -> tuple[int, str]:
    """Run the tests of these files; returns the exit code and what was printed."""
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow\n", encoding="utf-8")
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "DJANGO_SETTINGS"))}
    env = {
        **own,
        "PYTHONPATH": str(ROOT),
        "PYTEST_ADDOPTS": "-p xdist -p no:cacheprovider",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "shiqiao.testing.again", "-n", "2", "--dist", "loadfile", *more]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_what_passes_alone_is_named_and_the_run_passes(tmp_path: Path) -> None:
    code, said = asked(tmp_path, race=FIRST_FAILS)
    assert code == 0, said
    assert "Passed only when run alone: test_race.py::test_of_a_lost_race" in said
    assert "test_sound" not in said


def test_what_fails_twice_fails_the_run_and_both_are_named(tmp_path: Path) -> None:
    code, said = asked(tmp_path, race=FIRST_FAILS, wrong=ALWAYS)
    assert code == 1, said
    assert "Passed only when run alone: test_race.py::test_of_a_lost_race" in said
    assert "Failed also when run alone: test_wrong.py::test_wrong" in said


def test_a_fixture_that_fails_at_its_end_is_asked_again_too(tmp_path: Path) -> None:
    end = FIRST_FAILS.replace("def test_of_a_lost_race():", "@pytest.fixture\ndef kept():\n    yield")
    code, said = asked(tmp_path, end=f"import pytest\n{end}\ndef test_kept(kept): pass\n")
    assert code == 0, said
    assert "Passed only when run alone: test_end.py::test_kept" in said


@pytest.mark.parametrize(
    ("files", "more", "expected"),
    [
        ({"race": FIRST_FAILS, "torn": "import nowhere_at_all\n"}, (), {1, 2}),
        ({"many": "import pytest\n@pytest.mark.parametrize('n', range(11))\ndef test_one(n): assert False\n"}, (), {1}),
        ({"race": FIRST_FAILS}, ("--no-such-option",), {4}),
        ({"race": FIRST_FAILS}, ("-m", "slow"), {5}),
        ({"sound": "def test_sound(): pass\n"}, (), {0}),
    ],
    ids=["not collected", "too many", "wrong argument", "none chosen", "all passed"],
)
def test_there_is_no_second_run(
    tmp_path: Path, files: dict[str, str], more: tuple[str, ...], expected: set[int]
) -> None:
    code, said = asked(tmp_path, *more, **files)
    assert code in expected, said
    assert "alone" not in said
