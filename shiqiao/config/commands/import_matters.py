"""`shiqiao import matters`: history from a table, through a mapping."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiqiao.config.commands import _import

if TYPE_CHECKING:
    from shiqiao.kernel.matters.imports.run import Progress
    from shiqiao.kernel.matters.imports.summary import Summary

SHOWN = 50  # rejected rows printed; --json prints all
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx, xls, csv (UTF-8 or GBK) or jsonl.")]
Map = Annotated[
    Path, typer.Option("--map", exists=True, dir_okay=False, help="The mapping of the file's columns, YAML.")
]
Whole = Annotated[bool, typer.Option("--all-or-nothing", help="Load nothing when a single row cannot be used.")]


def register(app: typer.Typer) -> None:
    """Add the command to `shiqiao import`."""
    _import.add("matters", matters)


def matters(ctx: typer.Context, file: File, mapping: Map, all_or_nothing: Whole = False) -> None:
    """Load matters with their replies as recognised history: nothing is sent or escalated.

    The mapping names street, source and columns; docs/how-to/import.md has all keys, localities/practice an example.
    The same file again loads nothing twice. Exit status 1 when a row was rejected; each is named with number and reason.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        summary = _load(ctx, file, mapping, all_or_nothing)
        words = _in_words(summary)
    answer(ctx, summary.as_dict(), words)
    if summary.rejected:
        raise typer.Exit(1)


def _load(ctx: typer.Context, file: Path, mapping: Path, all_or_nothing: bool) -> "Summary":
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.imports.mapping import read_mapping
    from shiqiao.kernel.matters.imports.run import import_matters

    read = read_mapping(mapping)
    by = system("import", street=read.number)
    with _bar(file, hidden=ctx.obj.json) as progress:
        return import_matters(file, read, by=by, at=now(), all_or_nothing=all_or_nothing, progress=progress)


@contextmanager
def _bar(file: Path, *, hidden: bool) -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.completed:,.0f}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        shown = bar.add_task(file.name, total=_lines(file))
        yield lambda rows: bar.update(shown, completed=rows)


def _lines(file: Path) -> int | None:
    """Return about how many rows a text file has; None for a workbook, which is read whole anyway."""
    if file.suffix.lower() in {".xlsx", ".xls"}:
        return None
    with file.open("rb") as opened:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(1 << 20), b""))


def _in_words(summary: "Summary") -> str:
    lines = [
        f"{summary.rows} rows: {summary.new} new, {summary.there} already there, {summary.rejected_rows} rejected."
    ]
    if summary.same_day is not None:
        lines.append(f"Answered the same day: {summary.same_day:.2%} of {summary.echoes} replies.")
    median, p90 = summary.reply_days(0.5), summary.reply_days(0.9)
    if median is not None and p90 is not None:
        lines.append(f"Time to reply: median {median:.2f} days, 90 % within {p90:.2f} days.")
    lines += [f"row {one.row}, {one.heading}: {_say(one.reason)}" for one in summary.rejected[:SHOWN]]
    if len(summary.rejected) > SHOWN:
        lines.append(f"… and {len(summary.rejected) - SHOWN} more; --json shows all")
    return "\n".join(lines)


def _say(reason: str) -> str:
    """Return a reason in Chinese when the terminal is Chinese."""
    from django.utils.translation import gettext, override

    from shiqiao.base.sentences import Sentence, said

    if not isinstance(reason, Sentence) or not os.environ.get("LANG", "").lower().startswith("zh"):
        return reason
    with override("zh-hans"):
        return said(reason, gettext)
