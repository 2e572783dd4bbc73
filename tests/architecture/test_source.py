"""Rules of the house that are read off its source: imports, time, tables, errors, documents."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .source import HOUSE, ROOT, files, name, nodes

pytestmark = pytest.mark.unit

# Files of surfaces that ask tables themselves, until the kernel's reads offer what they need. The list only shrinks.
ASK_TABLES = {
    "shiqiao/surfaces/desk/records.py",
    "shiqiao/surfaces/portal/story.py",
}
# Where the present moment may be read directly.
CLOCKS = {"shiqiao/base/time.py"}
PRESENT = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("timezone", "now"), ("date", "today")}


def test_imports_only_go_down() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_present_moment_comes_from_one_place() -> None:
    found = {
        f"{name(path)}:{node.lineno}"
        for path in files()
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and ((node.value.id if isinstance(node.value, ast.Name) else node.value.attr), node.attr) in PRESENT
        and name(path) not in CLOCKS
    }
    assert found == set()


# A scene has tables of its own; its shells ask them through its reads and change them through its actions.
SHELLS = re.compile(
    r"shiqiao/scenes/[a-z_]+/(desk|portal|api|field|wall|scene|forms|pages|shown|panel|words|urls)\.py$"
)


def shells() -> list[Path]:
    """Return the files of surfaces, and of scenes those that show pages or answer calls."""
    return [*files("surfaces"), *(path for path in files("scenes") if SHELLS.search(name(path)))]


def test_surfaces_and_scenes_do_not_ask_tables() -> None:
    asking = {
        name(path)
        for path in shells()
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    }
    assert asking == ASK_TABLES


def test_surfaces_and_scenes_write_through_actions_only() -> None:
    writing = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    found = {
        f"{name(path)}:{node.lineno} {node.func.attr}"
        for path in shells()
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writing
    }
    # What Django keeps for itself: the session; and spreadsheets and papers that are written into a file of their own.
    documents = ("shiqiao/surfaces/kit/spreadsheets.py", "shiqiao/surfaces/desk/papers/word.py")
    assert {one for one in found if "session" not in one and not one.startswith(documents)} <= set()


def errors() -> list[type[Exception]]:
    import importlib

    from shiqiao.base.errors import ShiqiaoError

    for path in files("base", "kernel"):
        if path.stem in ("errors", "rules", "crypto", "tables", "boundaries", "codes", "coordinates"):
            importlib.import_module(name(path).removesuffix(".py").replace("/", "."))

    def below(kind: type[Exception]) -> list[type[Exception]]:
        return [one for child in kind.__subclasses__() for one in (child, *below(child))]

    return [ShiqiaoError, *below(ShiqiaoError)]


@pytest.mark.parametrize("error", errors(), ids=lambda error: error.__name__)
def test_the_docstring_of_an_error_is_the_sentence_that_is_shown(error: type[Exception]) -> None:
    told = (error.__doc__ or "").strip()
    assert told
    first = told.split("\n")[0]
    assert first.endswith((".", "?"))
    assert first[0].isupper() or first[0] in "“{"
    assert isinstance(error.code, str)  # type: ignore[attr-defined]
    assert error.code == error.code.lower()  # type: ignore[attr-defined]


def test_every_kernel_part_says_who_uses_it_and_in_which_words() -> None:
    parts = [path for path in (HOUSE / "kernel").iterdir() if (path / "apps.py").exists()]
    lacking = [part.name for part in parts if not (part / "README.md").exists()]
    long = [
        part.name
        for part in parts
        if part.name not in lacking and len((part / "README.md").read_text().splitlines()) > 10
    ]
    assert (lacking, long) == ([], [])


def test_kernel_foreign_keys_give_no_way_back() -> None:
    import re

    for path in (HOUSE / "kernel").rglob("models.py"):
        for call in re.findall(r"ForeignKey\(([^)]*)\)", path.read_text(), re.DOTALL):
            assert "related_name" in call or "**" in call, name(path)


def test_pages_of_scenes_take_their_look_from_the_kit_alone() -> None:
    """Scenes know the kit, not the desk; and a former name is drawn by nothing, wherever it comes back."""
    former = ["under", "narrow", "likes", "items", "two", "facts", "rows", "inline"]
    wrong = []
    for path in sorted(HOUSE.rglob("*.html")):
        used = {
            name for said in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")) for name in said.split()
        }
        gone = used & {f"desk-{name}" for name in former}
        of_desk = {name for name in used if name.startswith("desk-")} if "scenes" in path.parts else set()
        wrong += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(gone | of_desk)]
    assert wrong == [], "write kit-… instead"
