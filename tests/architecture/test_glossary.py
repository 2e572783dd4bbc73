"""The glossary is law: what flows, clocks, posts and lines are called stands in it, and no model takes a framework's word."""

import ast
import re
from pathlib import Path

import pytest

from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import CLOCKS
from shiqiao.kernel.people.rules import ROLE_REACH

from .source import nodes

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
WORDS = {entry["code"] for entry in read_yaml((ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8"))}
FLOWS = [read_yaml(path.read_text()) for path in sorted((ROOT / "shiqiao" / "scenes").glob("*/flows/*.yaml"))]
FRAMEWORK = {"Signal", "Event", "Case", "Task", "Session", "Group", "Message", "Permission", "Type", "Object"}
# Codes that the glossary knows under a word of their own.
SAME = {"callback": "call_back", "fix_on_spot": "on_the_spot"}


def known(code: str) -> bool:
    """Tell whether a code, or the verb that a participle comes from, is a word of the house."""
    code = SAME.get(code, code)
    stems = {
        code,
        code.removesuffix("ed"),
        code.removesuffix("d"),
        code.removesuffix("ing"),
        f"{code.removesuffix('ing')}e",
    }
    return bool(stems & WORDS)


def test_states_moves_and_flows_are_words_of_the_house() -> None:
    codes = {code for flow in FLOWS for code in flow["states"]} | {m["do"] for flow in FLOWS for m in flow["moves"]}
    assert len(codes) > 15
    assert sorted(code for code in codes if not known(code)) == []


def test_clocks_roles_and_lines_are_words_of_the_house() -> None:
    lines = {
        line["code"]
        for path in (ROOT / "localities").glob("*/locality.yaml")
        for line in read_yaml(path.read_text(encoding="utf-8"))["lines"]
    }
    assert lines
    assert sorted(code for code in {*CLOCKS, *ROLE_REACH, *lines} if not known(code)) == []


def test_a_catalogue_speaks_of_lines_units_and_clocks_that_exist() -> None:
    for folder in (ROOT / "localities").glob("*/locality.yaml"):
        locality = read_yaml(folder.read_text(encoding="utf-8"))
        units, lines = ({entry["code"] for entry in locality[name]} for name in ("units", "lines"))
        for source in locality["catalogue"]:
            base = ROOT / "shiqiao" / "scenes" / source["scene"] if source.get("scene") else folder.parent
            text = (base / source["file"]).read_text(encoding="utf-8")
            head = read_yaml(text)["catalogue"]
            assert head["line"] in lines, source
            if folder.parent.name == "ganshiqiao":  # the units of a scene's file are those of the model street
                assert set(re.findall(r"\bunit: ([a-z_0-9]+)", text)) <= units, source


@pytest.mark.parametrize("part", ["base", "kernel", "scenes", "surfaces", "places"])
def test_no_class_is_called_by_a_word_of_the_framework(part: str) -> None:
    named = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / "shiqiao" / part).rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.ClassDef) and node.name in FRAMEWORK
    }
    assert named == set()
