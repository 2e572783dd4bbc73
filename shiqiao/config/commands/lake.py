"""`shiqiao lake`: facts of work as files that other engines count: write what is new, show what is there."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiqiao.base.errors import Invalid, NotFound, Unavailable
from shiqiao.base.s3 import SCHEME, Access, refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

Street = Annotated[int, typer.Option(help="Street, 9 digits; left out: all streets.")]
Place = Annotated[str, typer.Option("--lake", help="Folder or s3:// address; left out: lake in the data folder.")]
Whole = Annotated[
    bool, typer.Option("--whole", help="Compare every month, not only where something moved; for the night.")
]

UNWRITTEN = "The lake cannot be written: {said}"  # msgid
UNREAD = "The lake cannot be read: {said}"  # msgid
IN_A_BUCKET = "Look at the address, the settings SHIQIAO_S3_* and the rights of the key; then call it again."  # msgid
TO_WRITE = "Name a folder that may be written and has room; then call it again."  # msgid
TO_READ = "Name the folder of a lake that may be read; then call it again."  # msgid
lake_app = typer.Typer(no_args_is_help=True, help="The lake: facts of work in Parquet files.")


@lake_app.callback()
def _group() -> None:
    """Facts of work in Parquet files, for counting history on DuckDB or Spark."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(lake_app, name="lake")


@lake_app.command()
def write(ctx: typer.Context, street: Street = 0, lake: Place = "", whole: Whole = False) -> None:
    """Write the facts that differ from what the lake holds, by source, street and month; done again it writes nothing.

    Each fact is in the lake exactly once. Ended at any point, the lake stays as it was, and the next run ends the work.
    Personal data are never written. Let cron or a timer call it, every hour, say, and each night with --whole.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx), _extra(), in_words(lake, writing=True):
        from shiqiao.base.time import now
        from shiqiao.kernel.lake.actions import write_lake

        done = [write_lake(one, _lake(lake), at=now(), whole=whole) for one in _streets(street)]
    lines = [f"{one.street}: {one.written} of {one.seen} months written, {one.rows} facts; "
             f"{one.removed} taken out, {one.swept} old files removed" for one in done]  # fmt: skip
    told = [{name: getattr(one, name) for name in one.__slots__} for one in done]
    answer(ctx, told, "\n".join(lines) or "No street has indicators.")


@lake_app.command()
def status(ctx: typer.Context, street: Street = 0) -> None:
    """Show by street and source how many months and facts the lake holds, and when it was written."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.kernel.lake.reads import held

        found = [one for number in _streets(street) for one in held(number)]
    lines = [f"{one.street} {one.source}: {one.rows} facts in {one.months} months, {one.first:%Y-%m} to {one.last:%Y-%m}, "
             f"written {one.written_at:%Y-%m-%d %H:%M}" for one in found]  # fmt: skip
    told = [{name: getattr(one, name) for name in one.__slots__} for one in found]
    answer(ctx, told, "\n".join(lines) or "The lake holds nothing. Write it: shiqiao lake write.")


@contextmanager
def _extra() -> "Iterator[None]":
    try:
        yield
    except ImportError as missing:
        raise Invalid(
            "The lake needs {name}, which is not installed. Install shiqiao with the extra lake.", name=missing.name
        ) from None


@contextmanager
def in_words(place: str, *, writing: bool = False) -> "Iterator[None]":
    """Say in words, with the remedy, why a lake in a folder or bucket cannot be read or written."""
    from django.conf import settings

    try:
        with refusals(place, Access.of(settings.OPTIONS), setting="lake"):
            yield
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__name__ != "IOException":  # DuckDB's, not imported for it
            raise
        remedy = IN_A_BUCKET if place.startswith(SCHEME) else TO_WRITE if writing else TO_READ
        raise Unavailable(UNWRITTEN if writing else UNREAD, fields={"lake": remedy}, said=error) from error


def _lake(address: str) -> Any:
    from django.conf import settings

    from shiqiao.kernel.lake.store import Lake

    return Lake(address or str(settings.DATA / "lake"))


def _streets(wanted: int) -> list[int]:
    from shiqiao.kernel.scoring.reads import published

    known = sorted(published())
    if wanted and wanted not in known:
        raise NotFound(fields={"street": "This street has no indicators here; give the 9-digit code of one that has."})
    return [wanted] if wanted else known
