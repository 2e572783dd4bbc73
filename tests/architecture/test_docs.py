"""The documentation tells the truth: links lead somewhere, references are fresh, commands, paths and examples are real."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"node_modules", ".venv", "var", ".git", ".hypothesis", "build", "dist"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?<![\w/])shiqiao ((?:[a-z][a-z0-9-]*)(?: [a-z][a-z0-9-]*)?)")
MADE = re.compile(r"\bmake ([a-z][a-z-]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Paths of the repository as docs name them in code marks.
PATH = re.compile(r"`((?:shiqiao|docs|tests|scripts|localities|deploy|benchmarks|\.ci)/[\w./-]*\w)`")
DOCS = sorted(
    path for path in ROOT.rglob("*.md") if not ELSEWHERE & set(path.relative_to(ROOT).parts) and ".egg" not in str(path)
)
OURS = [path for path in DOCS if path.parts[len(ROOT.parts)] == "docs" or path.parent == ROOT]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def headings(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    lines = FENCED.sub("", path.read_text(encoding="utf-8")).splitlines()
    titles = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def broken(path: Path) -> Iterator[str]:
    """Yield the relative links of a page that lead nowhere."""
    for target in LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        place, _, anchor = unquote(target).partition("#")
        there = (path.parent / place).resolve() if place else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in headings(there)):
            yield target


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    assert list(broken(path)) == []


def test_the_written_references_are_fresh() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@cache
def commands() -> dict[str, set[str]]:
    """Return every command of `shiqiao` by its words, with its options, also those of the group above."""
    from typer.main import get_command

    from shiqiao.config.cli import build

    found: dict[str, set[str]] = {}

    def take(command: object, words: tuple[str, ...]) -> None:
        found[" ".join(words)] = {name for param in command.params for name in param.opts}  # type: ignore[attr-defined]
        for name, child in getattr(command, "commands", {}).items():
            take(child, (*words, name))

    take(get_command(build()), ())
    return found


def called(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each `shiqiao …` that a page writes in code marks: its words and the rest of the line."""
    text = path.read_text(encoding="utf-8")
    pieces = [line for block in FENCED.findall(text) for line in block.splitlines()]
    pieces += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    for piece in pieces:
        for found in COMMAND.finditer(piece):
            yield found[1], piece[found.start() :].partition("#")[0]


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_command_that_is_named_exists_with_its_options(path: Path) -> None:
    for words, line in called(path):
        groups = {name.split()[0] for name in commands() if " " in name}
        known = words if words.split()[0] in groups else words.split()[0]
        assert known in commands(), f"there is no command `shiqiao {words}`"
        options = commands()[known] | {"--data", "--json", "--help"}
        assert set(OPTION.findall(line)) <= options, line


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        code = "\n".join([*FENCED.findall(text), *re.findall(r"`([^`\n]+)`", FENCED.sub("", text))])
        assert set(MADE.findall(code)) <= targets, path


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_path_of_the_repository_that_is_named_exists(path: Path) -> None:
    example = {"shiqiao/scenes/lost", "localities/weijiazhuang"}
    named = {found for found in PATH.findall(path.read_text(encoding="utf-8")) if found not in example}
    assert {found for found in named if not (ROOT / found).exists()} == set()


def test_every_page_that_the_code_names_exists() -> None:
    named = {
        (found, name_of(path))
        for path in (ROOT / "shiqiao").rglob("*.py")
        for found in re.findall(r"\bdocs/[\w/.-]*\w", path.read_text(encoding="utf-8"))
    }
    assert {(found, where) for found, where in named if not (ROOT / found).exists()} == set()


def example(kind: str) -> list[str]:
    """Return the code blocks of one kind on the page about scenes."""
    page = (ROOT / "docs" / "how-to" / "scene.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_flow_and_the_catalogue_of_the_example_are_accepted() -> None:
    from shiqiao.kernel.catalogue import rules as catalogue
    from shiqiao.kernel.flows import rules as flows

    flow, items, line = (yaml.safe_load(text) for text in example("yaml"))
    assert flows.parse(flow).flow == "lost_thing"
    item = catalogue.parse(items, where="lost.yaml")[0]
    assert item.flow == "lost_thing"
    assert {state["clock"] for state in flow["states"].values() if "clock" in state} <= set(item.terms)
    assert line == [{"scene": "lost", "file": "catalogue/lost.yaml"}]


def test_the_scene_of_the_example_fills_its_sockets(tmp_path: Path) -> None:
    from shiqiao.base.sockets import all_sockets

    source = example("python")[0]
    code = compile(source, str(tmp_path / "scene.py"), "exec")
    scene: dict[str, object] = {"__file__": str(tmp_path / "scene.py"), "__name__": "scene"}
    exec(code, scene)
    try:
        scene["fill"]()  # type: ignore[operator]
        filled = {name for name, socket in all_sockets().items() if "lost" in dict(socket.by_scene())}
    finally:
        for socket in all_sockets().values():
            socket.empty("lost")
    assert filled == {"flows.files", "catalogue.files", "desk.matter_panels"}


def test_the_list_of_the_example_can_be_exported() -> None:
    from types import SimpleNamespace

    from shiqiao.surfaces.desk.sockets import exports

    source = next(text for text in example("python") if "ListExport" in text)
    thing = SimpleNamespace(number="1", found_on=None, shelf="A", days=3)
    scene: dict[str, object] = {"__name__": "scene", "things": lambda actor, shelf: [thing] if shelf == "A" else []}
    try:
        exec(compile(source, "scene.py", "exec"), scene)
        listed = next(one for one in exports if one.code == "lost")
        assert list(listed.rows(None, {"shelf": "A"})) == [("1", None, "A", 3)]
        assert len(listed.columns) == 4
    finally:
        exports.empty("lost")


def test_every_socket_is_told_on_the_page_about_scenes() -> None:
    page = (ROOT / "docs" / "how-to" / "scene.md").read_text(encoding="utf-8")
    declared = {
        found
        for path in (ROOT / "shiqiao").rglob("*.py")
        for found in re.findall(r"^(\w+): Socket\[", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert declared
    assert {name for name in declared if f"`{name}`" not in page} == set()


def test_every_page_stands_once_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = [where for where in re.findall(r"\]\(([^)]+)\)", index) if not where.startswith("..")]
    assert [where for where in linked if linked.count(where) > 1] == []
    folders = ("start", "how-to", "why", "reference")
    pages = {f"{folder}/{page.name}" for folder in folders for page in (ROOT / "docs" / folder).glob("*.md")}
    assert pages - set(linked) == set()


def test_decisions_are_short_and_listed() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("0*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 40, path
        assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## Consequences"], (
            path
        )
        assert path.name in index


def test_what_the_software_is_fits_the_catalogue_of_public_software() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert told["publiccodeYmlVersion"] == "0.4"
    assert set(told["description"]) == set(told["localisation"]["availableLanguages"]) == {"zh-Hans", "en"}
    for words in told["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
    assert told["legal"]["license"] == "Apache-2.0"
    assert told["maintenance"]["contacts"][0]["name"]


def test_no_page_names_a_machine() -> None:
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.`])/(work|home|root|tmp|opt|Users)/", text), path
