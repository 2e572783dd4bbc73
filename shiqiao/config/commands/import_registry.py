"""`shiqiao import residents|buildings|organisations`: who and what there is in the street, from an office's tables."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiqiao.config.commands import _import

if TYPE_CHECKING:
    from shiqiao.kernel.registry.imports.rows import RegistryReport

SHOWN = 50  # rejected rows printed; --json prints all
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx, xls, csv (UTF-8 or GBK) or jsonl.")]
Street = Annotated[int, typer.Option(help="The 9-digit code of the street the list belongs to.")]
Strict = Annotated[bool, typer.Option("--strict", help="Import nothing when a single row cannot be used.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `shiqiao import`."""
    for command in (residents, buildings, organisations):
        _import.add(command.__name__, command)


def residents(ctx: typer.Context, file: File, street: Street, strict: Strict = False) -> None:
    """Load residents: 姓名 身份证号 电话 性别 出生日期 地址 户号 与户主关系, and fields such as 独居 or 就业状况.

    Instead of 地址: 楼栋 单元 房号; 网格 where no address is known. Each row is new, matched (an empty cell changes nothing),
    likely a duplicate (loaded, and listed for a decision), or rejected with field and remedy. The same file again adds nobody.
    """
    _run(ctx, "import_residents", file, street, strict)


def buildings(ctx: typer.Context, file: File, street: Street, strict: Strict = False) -> None:
    """Load buildings and dwellings: 楼栋 楼栋类型 楼层数 网格; with 单元 房号 楼层 用途 面积 a row is a dwelling.

    A building that the address book knows needs no 网格. The same file again changes nothing.
    """
    _run(ctx, "import_buildings", file, street, strict)


def organisations(ctx: typer.Context, file: File, street: Street, strict: Strict = False) -> None:
    """Load organisations: 单位名称 统一社会信用代码 单位类型 行业代码 经营状态 地址 联系人 联系电话, and fields
    such as 九小场所类别.

    Matched by credit code, else by equal name at the same place. The same file again changes nothing.
    """
    _run(ctx, "import_organisations", file, street, strict)


def _run(ctx: typer.Context, name: str, file: Path, street: int, strict: bool) -> None:
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.kernel.registry import actions
        from shiqiao.kernel.territory.errors import ImportRefused

        try:
            report = _load(ctx, getattr(actions, name), file, street, strict)
        except ImportRefused as refused:
            answer(ctx, refused.report.as_dict(), f"{refused.text()}\n{_in_words(refused.report)}")
            raise typer.Exit(1) from refused
    answer(ctx, report.as_dict(), _in_words(report))
    if report.rejected:
        raise typer.Exit(1)


def _load(ctx: typer.Context, load: Callable[..., Any], file: Path, street: int, strict: bool) -> "RegistryReport":
    from rich.progress import Progress, TextColumn

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now

    with Progress(TextColumn("{task.description}"), transient=True, disable=ctx.obj.json) as bar, scoped(street):
        shown = bar.add_task("")
        loaded: RegistryReport = load(
            file, street=street, by=system("import", street=street), at=now(), strict=strict,
            progress=lambda number: bar.update(shown, description=f"{number:,}"),
        )  # fmt: skip
        return loaded


def _in_words(report: Any) -> str:
    lines = [f"{report.read} read: {report.added} added, {report.changed} changed, {report.unchanged} unchanged."]
    if report.likely:
        lines.append(
            f"{len(report.likely)} resemble somebody on file and wait for a decision; rows {_rows(report.likely)}."
        )
    lines += [f"row {row.row}, {row.field}: {row.reason}" for row in report.rejected[:SHOWN]]
    if len(report.rejected) > SHOWN:
        lines.append(f"… and {len(report.rejected) - SHOWN} more; --json shows all")
    return "\n".join([*lines, *report.notes])


def _rows(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
