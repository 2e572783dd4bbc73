"""What takes long goes first, and only the order of files changes."""

from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from shiqiao.testing.order import LONG, longest_first

ROOT = Path(__file__).resolve().parents[2]


def test_every_file_that_takes_long_is_there_once() -> None:
    assert [name for name in LONG if not (ROOT / name).is_file()] == []
    assert len(set(LONG)) == len(LONG)


def test_long_files_come_first_then_those_with_many_tests_and_files_stay_together() -> None:
    files = {"tests/few.py": 2, LONG[1]: 1, "tests/many.py": 9, LONG[0]: 3}
    items: list[Any] = [Test(ROOT / name, number) for name, count in files.items() for number in range(count)]
    before = list(items)
    longest_first(items, ROOT)
    order = [name.relative_to(ROOT).as_posix() for name, _ in groupby(items, key=lambda one: one.path)]
    assert order == [LONG[0], LONG[1], "tests/many.py", "tests/few.py"]
    assert sorted(items, key=before.index) == before, "none is lost"
    for name in files:
        assert [one.number for one in items if one.path == ROOT / name] == list(range(files[name]))


class Test(SimpleNamespace):
    """Stands where pytest's item would: the path is all that is asked."""

    __test__ = False
    __hash__ = object.__hash__

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path=path, number=number)
