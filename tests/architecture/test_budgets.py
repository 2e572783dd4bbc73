"""Budgets. An exception stands here with its reason and its present size; none may grow, and what fits again must go."""

import re
import tomllib
from pathlib import Path

import pytest

from shiqiao.base.yamls import read_yaml

from .source import HOUSE, ROOT, files, functions, name

pytestmark = pytest.mark.unit

FILE, FUNCTION, VIEW, TEMPLATE, MOVES, DEPENDENCIES = 400, 40, 15, 150, 30, 26
# file, function or template → the size it may have until it is split
LARGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS: dict[str, int] = {"shiqiao/surfaces/kit/samples.py:clocks": 50}  # the gallery's samples: data
LONGER_VIEWS: dict[str, int] = {}
LARGER_TEMPLATES: dict[str, int] = {}
# Where views live: the surfaces' views and the shells of scenes.
VIEW_FILES = re.compile(r"(surfaces/.+/(views|.*_views)(/.+)?|scenes/[a-z_]+/(desk|portal|api|field|wall))\.py$")


def over(sizes: dict[str, int], budget: int, exceptions: dict[str, int]) -> list[str]:
    """Return what is over its budget, or over its exception, and exceptions that are no longer needed."""
    most = {what: exceptions.get(what, budget) for what in sizes}
    wrong = [f"{what}: {size} > {most[what]}" for what, size in sizes.items() if size > most[what]]
    return sorted(wrong) + [f"{what}: fits now, strike it out" for what in exceptions if sizes.get(what, 0) <= budget]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short() -> None:
    assert over({name(path): lines(path) for path in files()}, FILE, LARGER_FILES) == []


def test_functions_are_short() -> None:
    sizes: dict[str, int] = {}
    for path in files():
        for function, size in functions(path):
            key = f"{name(path)}:{function}"
            sizes[key] = max(size, sizes.get(key, 0))
    assert over(sizes, FUNCTION, LONGER_FUNCTIONS) == []


def test_views_are_parse_then_action_or_read_then_render() -> None:
    sizes = {
        f"{name(path)}:{function}": size
        for path in files("surfaces", "scenes")
        if VIEW_FILES.search(name(path))
        for function, size in functions(path)
    }
    assert len(sizes) > 20
    assert over(sizes, VIEW, LONGER_VIEWS) == []


def test_templates_are_short() -> None:
    sizes = {name(path): lines(path) for path in HOUSE.rglob("*.html")}
    assert over(sizes, TEMPLATE, LARGER_TEMPLATES) == []


def test_flows_fit_on_a_page() -> None:
    sizes = {
        name(path): len(read_yaml(path.read_text(encoding="utf-8"))["moves"])
        for path in [*HOUSE.rglob("flows/*.yaml"), *(ROOT / "localities").rglob("flows/*.yaml")]
    }
    assert sizes
    assert over(sizes, MOVES, {}) == []


def test_every_dependency_has_its_reason_and_there_are_few() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["project"]["dependencies"]
    assert len(declared) <= DEPENDENCIES
    without = [one for one in declared if not re.search(rf'^\s*"{re.escape(one)}",\s+# .{{15,}}$', text, re.MULTILINE)]
    assert without == []
