"""`shiqiao attachments`: bring the attachments from the folder into a store on S3, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from shiqiao.base.errors import Invalid

if TYPE_CHECKING:
    from shiqiao.kernel.files.moving import Moved, Report

Copy = Annotated[bool, typer.Option("--copy", help="Leave them in the former store as well.")]

attachments_app = typer.Typer(no_args_is_help=True, help="Where attachments lie: in the data folder, or on S3.")


@attachments_app.callback()
def _group() -> None:
    """Where attachments lie: in the data folder, or in a bucket of an S3-compatible store."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(attachments_app, name="attachments")


@attachments_app.command()
def move(ctx: typer.Context, copy: Copy = False) -> None:
    """Bring all attachments from SHIQIAO_ATTACHMENTS_FORMER to SHIQIAO_ATTACHMENTS while the office works.

    Each is proven by its checksum out of the new store before it leaves the former one. Broken off, call it again: it
    goes on where it stopped. Exit status 1 when any is damaged; those stay where they are.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx), progress() as report:
        done = _move(copy, report)
    answer(ctx, asdict(done), _in_words(done))
    raise typer.Exit(1 if done.damaged else 0)


def _move(copy: bool, report: "Report") -> "Moved":
    from shiqiao.kernel.files import stores
    from shiqiao.kernel.files.moving import move as moved

    held = stores.store()
    if not isinstance(held, stores.Moving):
        raise Invalid(
            fields={
                "SHIQIAO_ATTACHMENTS_FORMER": "Name where the attachments have lain so far, folder or s3://bucket/prefix; "
                "SHIQIAO_ATTACHMENTS names where they go."
            }
        )
    return moved(former=held.former, current=held.current, copy=copy, report=report)


def _in_words(done: "Moved") -> str:
    lines = [f"{done.moved} brought over, {done.there} were there already, {done.unneeded} belong to nothing any more."]
    lines += [f"damaged, left where it is: {sha256}" for sha256 in done.damaged]
    if not done.damaged:
        lines.append("All are in the new store: SHIQIAO_ATTACHMENTS_FORMER may be taken away.")
    return "\n".join(lines)


@contextmanager
def progress() -> Iterator["Report"]:
    """Show how many were looked at; without a terminal nothing is drawn."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("attachments", total=None)
        yield lambda count: bar.update(task, completed=count)
