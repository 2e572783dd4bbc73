"""Writes the pages of docs/reference that come from the code, and the tables in docs/how-to/matter.md.

`python scripts/reference.py [--check]`; with `--check` it only tells whether they are fresh. Exit status 1 when a file
is stale or a variable has no description.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference_access import access

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # this checkout, whichever is installed
REFERENCE = ROOT / "docs" / "reference"
HOW_TO = ROOT / "docs" / "how-to"
BEGIN, END = "<!-- flow: written by scripts/reference.py -->", "<!-- /flow -->"
GENERATED = "<!-- Written by scripts/reference.py. Change the code, then run it again. -->"
# Variables that are read outside Options: what they are for.
FURTHER = {
    "DATABASE_URL": "a PostgreSQL server (15 or newer) of your own instead of the one inside; must name a superuser, or a "
    "role with CREATEDB and CREATEROLE, because roles and database are made on first start",
    "SHIQIAO_SCENES": "scenes that are on, separated by commas; default "
    "`grid,hall,hotline,plan,supervision,merit,employment,ledger,enterprise,projects,party,council,duty`",
    "SHIQIAO_SECRET_KEY": "Django's secret key; left out: the one in `secrets.json`, which the first start makes",
    "SHIQIAO_PASSPHRASE": "passphrase of the escrow for `shiqiao backup keys` and `shiqiao restore`; else asked",
    "SHIQIAO_CHROMIUM": "tests only: the Chromium to drive",
    "SHIQIAO_SUPERVISED": "set by `shiqiao up` for its own processes",
}
INTRODUCTION = (
    "`--data FOLDER` and `--json` may stand anywhere in every command; `--help` explains each.",
    "The exit status is 0 only when all went well; an error is one sentence on stderr, then a line a field with its remedy.",
)
INTERNAL = ("set by `shiqiao up`",)
VARIABLE = re.compile(r"\bSHIQIAO_[A-Z][A-Z_]*[A-Z]\b")


def settings() -> str:
    """Return the table of settings, from the fields of `Options` and their comments."""
    rows, inner = [], []
    for name, kind, default, comment in options():
        row = f"| `SHIQIAO_{name.upper()}` | {kind} | {default} | {comment} |"
        (inner if comment.startswith(INTERNAL) else rows).append(row)
    further = [f"| `{name}` | {text} |" for name, text in FURTHER.items()]
    parts = [
        "# Settings", GENERATED,
        "An operator sets variables and never edits a settings file. A value that cannot be read is named and nothing starts.",
        "A flag is `1` or `0`; a list is separated by commas. Options of the command line win over variables.", "",
        "| variable | kind | default | what for |", "|---|---|---|---|", *rows, "",
        "## Further variables", "", "| variable | what for |", "|---|---|", *further, "",
        "## Set by `shiqiao up` itself", "", "| variable | kind | default | what for |", "|---|---|---|---|", *inner,
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def options() -> Iterator[tuple[str, str, str, str]]:
    """Yield name, kind, default and comment of each field of `Options`."""
    text = (ROOT / "shiqiao" / "config" / "options.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    found = next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == "Options")
    for node in found.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            comment = lines[(node.end_lineno or node.lineno) - 1].partition("  # ")[2]
            if not comment:
                raise SystemExit(f"The option {node.target.id} has no comment; say behind its default what it is for.")
            yield node.target.id, _kind(ast.unparse(node.annotation)), _default(node.value), comment


def _kind(annotation: str) -> str:
    return {"Path": "folder", "int": "number", "float": "number", "bool": "flag", "str": "text"}.get(annotation, "list")


def _default(value: ast.expr) -> str:
    if isinstance(value, ast.Call) and value.keywords:
        value = value.keywords[0].value
        shown = ast.literal_eval(value.body) if isinstance(value, ast.Lambda) else []
    elif isinstance(value, ast.Call):
        shown = ast.literal_eval(value.args[0])
    else:
        shown = ast.literal_eval(value)
    if isinstance(shown, list):
        shown = ",".join(shown)
    return f"`{int(shown) if isinstance(shown, bool) else shown}`" if shown != "" else "–"


def commands() -> str:
    """Return the reference of the command line, from the commands there are."""
    from typer.main import get_command

    from shiqiao.config.cli import build

    top: Any = get_command(build())
    parts = ["# Commands", GENERATED, *INTRODUCTION]
    for words, command in sorted(walk(top, ("shiqiao",)), key=lambda pair: pair[0]):
        parts += ["", *_section(words, command)]
    return "\n".join(parts) + "\n"


def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that may be called, with the words that call it; hidden ones are left out."""
    for name, child in getattr(command, "commands", {}).items():
        if getattr(child, "commands", None):
            if child.invoke_without_command:
                yield (*words, name), child
            yield from walk(child, (*words, name))
        elif not child.hidden:
            yield (*words, name), child


def _section(words: tuple[str, ...], command: Any) -> list[str]:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    rest = [one for one in command.params if one.param_type_name == "option" and one.name != "help" and not one.hidden]
    names = [(one.metavar or one.name).upper() for one in arguments]
    call = [name if one.required else f"[{name}]" for name, one in zip(names, arguments, strict=True)]
    lines = [f"## {' '.join(words)}", "", f"`{' '.join([*words, *call, *(['[options]'] if rest else [])])}`", ""]
    lines += [" ".join(part.split()) + "\n" for part in (command.help or "").split("\n\n")]
    rows = [_row(name, one) for name, one in zip(names, arguments, strict=True)]
    rows += [_row(", ".join(one.opts), one) for one in rest]
    if rows:
        lines += ["| | default | what for |", "|---|---|---|", *rows]
    return lines if rows else [*lines[:-1], lines[-1].rstrip()]


def _row(name: str, one: Any) -> str:
    shown = one.default if one.default not in (None, "", False, ()) and not callable(one.default) else "–"
    default = "needed" if one.required else f"`{shown}`" if shown != "–" else shown
    text = " ".join((getattr(one, "help", None) or "").split()).replace("|", "\\|")
    return f"| `{name}` | {default} | {text} |"


def flow() -> str:
    """Return the page about matters with its tables of states and moves, from the flow's own file."""
    import yaml

    from shiqiao.kernel.flows.rules import parse

    path = ROOT / "shiqiao" / "scenes" / "grid" / "flows" / "grid_matter.yaml"
    table = parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    rows = ["| state | | clock | |", "|---|---|---|---|"]
    for code, state in table.states.items():
        end = "the end" if state.final else "work is done" if state.done else ""
        rows.append(f"| `{code}` | {state.title.zh} | {state.clock or '–'} | {end} |")
    rows += ["", "| move | | from | to | by | needs | only if | echo |", "|---|---|---|---|---|---|---|---|"]
    for move in table.moves:
        lists = (", ".join(values) or "–" for values in (move.sources, (move.to,), move.by, move.needs, move.when))
        cells = " | ".join(lists).replace("| = |", "| stays |")
        rows.append(f"| `{move.do}` | {move.title.zh} | {cells} | {'stops' if move.answers else '–'} |")
    page = (HOW_TO / "matter.md").read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{chr(10).join(rows)}\n{END}{rest.partition(END)[2]}"


def personal_data() -> str:
    """Return the inventory of personal data, from what each model declares (《个人信息保护法》第五十一、五十五条)."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.testing.settings")
    django.setup()
    from shiqiao.base.classes import HOLDINGS

    rows = []
    for holding in sorted(HOLDINGS.values(), key=lambda one: one.model._meta.db_table):  # type: ignore[attr-defined]
        kinds: dict[tuple[str, str], list[str]] = {}
        for held in holding.columns.values():
            if held.data_class in ("personal", "sensitive"):
                kinds.setdefault((held.data_class, held.protection), []).append(f"`{held.column}`")
        table = holding.model._meta.db_table  # type: ignore[attr-defined]
        for (data_class, protection), columns in sorted(kinds.items()):
            shown = "nowhere; compared only" if protection == "keyed" else holding.shown
            rows.append(f"| `{table}` | {', '.join(columns)} | {data_class} | {protection} | {shown} |")
    parts = [
        "# Personal data", GENERATED,
        "What is held of persons, how it is protected and where it is shown. What is public or internal is left out.", "",
        "- **sealed**: encrypted at rest (AES-256-GCM, or SM4-GCM), see [keys](../how-to/personal-data.md#keys).",
        "- **keyed**: a keyed hash; equal values are found by whoever has the key, nobody reads them back.",
        "- **bound**: text whose identifiers were replaced before it was stored; its salted commitment stands in the journal.",
        "- **staff**: the name of an official in office, shown beside what the office does.", "",
        "| table | columns | class | protection | shown |", "|---|---|---|---|---|", *rows,
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def unknown_variables() -> set[str]:
    """Return SHIQIAO_ variables that the code names and neither Options nor FURTHER describes."""
    described = {f"SHIQIAO_{name.upper()}" for name, *_ in options()} | set(FURTHER)
    used = {
        name for path in (ROOT / "shiqiao").rglob("*.py") for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    return used - described


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` compare them."""
    lacking = sorted(unknown_variables())
    if lacking:
        print(f"No description for {', '.join(lacking)}: add them to Options or to FURTHER in scripts/reference.py.")
    stale = [path for path, make in PAGES.items() if not _same(path, make(), arguments)]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale: run python scripts/reference.py")
    return 1 if stale or lacking else 0


def _same(path: Path, text: str, arguments: list[str]) -> bool:
    if "--check" in arguments:
        return path.exists() and path.read_text(encoding="utf-8") == text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


PAGES = {
    REFERENCE / "settings.md": settings,
    REFERENCE / "cli.md": commands,
    REFERENCE / "access.md": access,
    HOW_TO / "matter.md": flow,
    REFERENCE / "personal-data.md": personal_data,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
