"""`shiqiao months`: list the months of the tables, put a closed one away into a file, open it again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from shiqiao.config.archive.ground import Connection, Month, Part
    from shiqiao.kernel.matters.away import Away

Name = Annotated[str, typer.Argument(help="The month, YYYY-MM or before-YYYY-MM, as `shiqiao months list` names it.")]
Why = Annotated[bool, typer.Option("--why", help="Look at all that keeps a month, which may take a while.")]

months_app = typer.Typer(no_args_is_help=True, help="Months of matters: list them, put one away, open it again.")


@months_app.callback()
def _group() -> None:
    """Closed months of matters, journal and clocks, in the tables or in files of the archive."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(months_app, name="months")


@months_app.command("list")
def listed(ctx: typer.Context, why: Why = False) -> None:
    """Show each month: matters, bytes, whether it is open or in the archive, and what keeps one from being put away."""
    import psycopg

    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from django.conf import settings

        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.config.archive import ground
        from shiqiao.config.runtime import owner_url
        from shiqiao.kernel.matters.away import put_away

        with psycopg.connect(owner_url(settings.DATA)) as owner, whole():
            there, away = ground.parts(owner), {one.name: one for one in put_away()}
            told = [
                _gone(away[one.name], settings.DATA) if one.name in away else _here(owner, one, there, now(), why)
                for one in ground.months(owner)
            ]
    answer(ctx, told, "\n".join(map(_in_words, told)) or "No month was cut yet: all matters lie together.")


def _gone(one: "Away", data: Path) -> dict[str, Any]:
    from shiqiao.config.archive.form import path_of

    path = path_of(data, one.name)
    return {
        "month": one.name, "state": "away", "matters": one.matters, "bytes": one.bytes, "file": path,
        "there": path.is_file(), "put_at": one.put_at, "open_by": one.erase_from,
    }  # fmt: skip


def _here(owner: "Connection", one: "Month", there: "dict[str, Part]", at: "datetime", why: bool) -> dict[str, Any]:
    from shiqiao.config import cli
    from shiqiao.config.archive import fit, ground

    parts = [there[one.part(table)] for table in ground.TABLES if one.part(table) in there]
    known, reasons = fit.reasons(one, at, quick=not why)
    frozen = any(part.frozen for part in parts)
    return {
        "month": one.name, "state": "half" if frozen else "open", "matters": known.matters if known else 0,
        "bytes": sum(part.bytes for part in parts),
        "reasons": list(cli.in_words(reasons.error(one))[1].values()),
    }  # fmt: skip


def _in_words(one: dict[str, Any]) -> str:
    begin = f"{one['month']:<15} {one['state']:<5} {one['matters']:>9} matters  {one['bytes'] / 1e6:>9.1f} MB"
    if one["state"] == "away":
        by = f", to be opened by {one['open_by']:%Y-%m-%d}" if one["open_by"] else ""
        return f"{begin}  {one['file']}{by}" + ("" if one["there"] else "  MISSING")
    if one["state"] == "half":
        return f"{begin}  takes no more: put it away or open it"
    return "\n".join([begin, *(f"    stays: {why}" for why in one["reasons"])])


@months_app.command()
def archive(ctx: typer.Context, month: Name) -> None:
    """Put a closed month away into a file of the data folder, while the office works; the tables give its room back.

    Only what can no longer move is put away; else each reason is named. The file is read back and compared before anything
    goes. Broken off at any moment, nothing is lost: call it again.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from django.conf import settings

        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.config.archive.putting import put_month_away
        from shiqiao.config.runtime import owner_url

        done = put_month_away(
            month, data=settings.DATA, owner_url=owner_url(settings.DATA), by=system("months"), at=now()
        )
    told = {name: getattr(done, name) for name in done.__slots__}
    answer(ctx, told, (
        f"{done.path}\n{done.matters} matters with {done.lines} journal lines: {done.freed / 1e6:.1f} MB of the tables are "
        f"{done.bytes / 1e6:.1f} MB now. Keep this file in your backups."
    ))  # fmt: skip


@months_app.command("open")
def opened(ctx: typer.Context, month: Name) -> None:
    """Bring a month back from its file into the tables; its pages, searches and counts are as before.

    The file is compared with what was put away, to the last byte, before anybody sees a row. Exit status 1 when the records
    do not prove themselves afterwards.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from django.conf import settings

        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.config.archive.opening import open_month
        from shiqiao.config.runtime import owner_url

        done = open_month(month, data=settings.DATA, owner_url=owner_url(settings.DATA), by=system("months"), at=now())
    findings = [str(one) for one in done.findings]
    told = {
        "month": done.month,
        "matters": done.matters,
        "lines": done.lines,
        "erased": done.erased,
        "findings": findings,
    }
    said = f"{done.month} is open: {done.matters} matters with {done.lines} journal lines"
    said += f"; {done.erased} erasures were done again." if done.erased else "."
    answer(ctx, told, "\n".join([said, *findings]))
    raise typer.Exit(1 if findings else 0)
