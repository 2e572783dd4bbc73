"""Every code of the journal is documented, with what its data hold; a code is never renamed."""

import ast
import re
from pathlib import Path

import pytest

from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.rules import _PAST
from shiqiao.testing.street import Street

from .source import ROOT, files, nodes, tree

PAGE = ROOT / "docs" / "reference" / "journal-codes.md"
CODE = re.compile(
    r"(journal|files|privacy|retention|territory|people|registry|lists|notices|clocks|flows|catalogue|phrases|routing|matters|suggesting|visits|patrols|scoring|monthly|hotline|supervision|plan|merit|hall|employment|ledger|enterprise|projects|party|council|duty)\.[a-z_]+"
)


def documented() -> dict[str, list[str]]:
    """Return the table of the page: code → its cells."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def written() -> set[str]:
    """Return the codes that the source writes: past participles in files that write lines."""
    codes = {f"matters.{past}" for past in _PAST.values()}
    for path in files("kernel", "places", "demo", "scenes"):
        if path.stem in ("models", "errors", "apps", "scene"):
            continue
        skipped = _elsewhere(path)
        for node in nodes(path):
            if isinstance(node, ast.Constant) and id(node) not in skipped and CODE.fullmatch(str(node.value)):
                codes.add(str(node.value))
    return codes


def _elsewhere(path: Path) -> set[int]:
    """Constants that name something else: the code of an error class, a module's constant, a socket."""
    holders = [one for node in nodes(path) if isinstance(node, ast.ClassDef) for one in node.body]
    assigned = [one for one in (*holders, *tree(path).body) if isinstance(one, ast.Assign | ast.AnnAssign)]
    return {id(inner) for one in assigned for inner in ast.walk(one)}


@pytest.mark.unit
def test_every_code_is_documented_and_every_documented_code_is_written() -> None:
    assert written() == documented().keys()


@pytest.mark.unit
def test_every_code_has_decided_about_privacy() -> None:
    for code, cells in documented().items():
        assert len(cells) == 3, code
        assert all(len(cell) > 3 for cell in cells), code


def test_what_an_installation_writes_is_documented(street: Street) -> None:
    codes = set(JournalLine.objects.values_list("code", flat=True).distinct())
    assert codes
    assert codes <= documented().keys()
