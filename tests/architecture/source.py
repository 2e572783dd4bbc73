"""The source of the house as the architecture tests read it."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "shiqiao"


def files(*parts: str) -> list[Path]:
    """Return the Python files of the house or of some of its folders, without migrations."""
    found = (path for part in (parts or ("",)) for path in (HOUSE / part).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    """Return a file's name from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return a file, parsed once. All of it stays: who looks meanwhile for what is gone looks for longer than parsing takes."""
    looking = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        if looking:
            gc.enable()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a file, walked through once."""
    return tuple(ast.walk(tree(path)))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every function of a file with its length in lines, without decorators and docstring."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.lineno
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            told = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            yield node.name, (node.end_lineno or start) - start + 1 - told
