"""`shiqiao import people`: units, posts, people and who answers for what, from a staff list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiqiao.config.commands import _import

if TYPE_CHECKING:
    from shiqiao.kernel.territory.rules.reports import ImportReport

SHOWN = 50  # rejected rows printed; --json prints all
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx, xls, csv (UTF-8 or GBK) or jsonl.")]
Street = Annotated[
    int,
    typer.Option(
        help="The 9-digit code of the street the people work in; of a district or city with zeros: 370103000."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Import nothing when a single row cannot be used.")]


def register(app: typer.Typer) -> None:
    """Add the command to `shiqiao import`."""
    _import.add("people", people)


def people(ctx: typer.Context, file: File, street: Street, strict: Strict = False) -> None:
    """Load a staff list: one post a row, with its holder, and the grids and lines it answers for.

    Columns: 单位 岗位 岗位编号 角色 姓名 登录名 电话 社区 网格 条线 起始日期 副岗; optional: 单位编号 单位类型 单位英文
    单位电话 岗位英文 姓名英文 负责人 分管条线 分管科室 联系社区 协助联系社区. Several values in a cell are separated by 、.
    The same file again changes nothing.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.kernel.territory.errors import ImportRefused

        try:
            report = _load(ctx, file, street, strict)
        except ImportRefused as refused:
            answer(ctx, refused.report.as_dict(), f"{refused.text()}\n{_in_words(refused.report)}")
            raise typer.Exit(1) from refused
    answer(ctx, report.as_dict(), _in_words(report))
    if report.rejected:
        raise typer.Exit(1)


def _load(ctx: typer.Context, file: Path, street: int, strict: bool) -> "ImportReport":
    from rich.progress import Progress, TextColumn

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.people.imports import import_people

    with Progress(TextColumn("{task.description}"), transient=True, disable=ctx.obj.json) as bar, scoped(street):
        shown = bar.add_task("")
        return import_people(
            file, street=street, by=system("import", street=street), at=now(), strict=strict,
            progress=lambda number: bar.update(shown, description=f"{number:,}"),
        )  # fmt: skip


def _in_words(report: "ImportReport") -> str:
    lines = [f"{report.read} read: {report.added} added, {report.changed} changed, {report.unchanged} unchanged."]
    lines += [f"row {row.row}, {row.field}: {row.reason}" for row in report.rejected[:SHOWN]]
    if len(report.rejected) > SHOWN:
        lines.append(f"… and {len(report.rejected) - SHOWN} more; --json shows all")
    return "\n".join([*lines, *report.notes])
