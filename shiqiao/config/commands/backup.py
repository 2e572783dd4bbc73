"""`shiqiao backup`: make one, make its keys, look whether one is whole."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shiqiao.config.keeping.backup import Made
    from shiqiao.config.keeping.keys import Escrow

To = Annotated[
    Path | None,
    typer.Option("--to", help="Folder, or a new file ending in .backup. Also SHIQIAO_BACKUP_TO.", show_default=False),
]
Keep = Annotated[str, typer.Option(help="Daily, weekly, monthly backups that stay. Also SHIQIAO_BACKUP_KEEP.")]
NewFile = Annotated[Path, typer.Option("--to", help="New file for the escrow; keep it away from the backups.")]
Words = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File whose first line is the passphrase; else asked.", show_default=False),
]
Former = Annotated[
    Path | None,
    typer.Option(help="The escrow so far: its pair of keys goes on, older backups stay readable with the new escrow."),
]
Scheduled = Annotated[bool, typer.Option("--scheduled", hidden=True)]
File = Annotated[Path, typer.Argument(help="The backup.")]
Report = Callable[[str, int, int], None]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help=backup.__doc__, invoke_without_command=True)
    group.callback()(backup)
    group.command()(keys)
    group.command()(check)
    app.add_typer(group, name="backup")


def backup(ctx: typer.Context, to: To = None, keep: Keep = "", scheduled: Scheduled = False) -> None:
    """Back up database, attachments, places and settings, encrypted, while the office works.

    In a folder, attachments are written once beside all backups, and old backups are removed as --keep says. The keys
    are not in it: make them first with `shiqiao backup keys`.
    """
    if ctx.invoked_subcommand:
        return
    from shiqiao.config.cli import answer, installation

    if scheduled:
        from shiqiao.base.processes import tie_to_parent

        tie_to_parent()
    with installation(ctx, prepare=False):
        made = _make(to, keep, quiet=scheduled)
    answer(ctx, _plain(made), _in_words(made))


def _make(to: Path | None, keep: str, *, quiet: bool) -> "Made":
    from django.conf import settings

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.config.keeping.backup import Job, make_backup
    from shiqiao.config.keeping.thinning import Keep as Rule
    from shiqiao.config.runtime import owner_url
    from shiqiao.kernel.files import stores
    from shiqiao.kernel.journal.kept import note_backup

    options, at = settings.OPTIONS, now()
    where = to or (Path(options.backup_to) if options.backup_to else None)
    if where is None:
        where = settings.DATA / "backups"
        typer.echo(f"No destination is named: {where} lies on the disk of the data and is lost with it.", err=True)
    with progress(quiet) as report:
        job = Job(
            settings.DATA, where.absolute(), owner_url(settings.DATA), settings.LOCALITIES,
            Rule.parse(keep or options.backup_keep), report=report, store=stores.store(),
        )  # fmt: skip
        made = make_backup(job, at=at)
    with whole():
        note_backup(
            name=made.path.name, lines=made.manifest["lines"], attachments=made.attachments, size=made.bytes,
            removed=len(made.removed), by=system("backup"), at=at,
        )  # fmt: skip
    return made


def _plain(made: "Made") -> dict[str, Any]:
    manifest = made.manifest
    return {
        "file": made.path, "made_at": manifest["made_at"], "seconds": round(made.seconds, 1), "bytes": made.bytes,
        "lines": manifest["lines"], "attachments": made.attachments, "attachments_written": made.attachments_written,
        "removed": made.removed,
    }  # fmt: skip


def _in_words(made: "Made") -> str:
    written = f"{made.attachments} attachments, {made.attachments_written} of them written now"
    said = [
        f"{made.path}",
        f"{made.manifest['lines']} journal lines, {written}: {made.bytes / 1e6:.1f} MB in {made.seconds:.1f} s",
    ]
    return "\n".join([*said, *(f"removed: {name}" for name in made.removed)])


def keys(ctx: typer.Context, to: NewFile, passphrase_file: Words = None, former: Former = None) -> None:
    """Make the keys for backups and write them, with those of secrets.json, into an escrow under a passphrase.

    Do it once, and again whenever `shiqiao check` says that keys were added. Without the escrow no backup can be read.
    """
    from shiqiao.config.cli import answer
    from shiqiao.config.keeping.keys import make_escrow, open_escrow

    words = passphrase(passphrase_file, twice=True)
    held = open_escrow(former, _former_words(words, passphrase_file)) if former else None
    name = make_escrow(ctx.obj.data.absolute(), to.absolute(), words, held)
    said = f"{to}: the keys for backups ({name}). Keep file and passphrase in two places, both away from the backups."
    answer(ctx, {"file": to, "key": name}, said)


def _former_words(words: str, given: Path | None) -> str:
    if given or "SHIQIAO_PASSPHRASE" in os.environ:
        return words
    return str(typer.prompt("Passphrase of the escrow so far", hide_input=True, default=words, show_default=False))


def check(ctx: typer.Context, file: File) -> None:
    """Look whether a backup is whole and its attachments are there; needs no key, and tells nothing about the content."""
    from shiqiao.config.cli import answer
    from shiqiao.config.keeping.look import look

    with progress() as report:
        found = look(file, report)
    answer(
        ctx, found, f"{file.name} of {found['made_at']} is whole, with {found['attachments']} attachments beside it."
    )


def passphrase(given: Path | None, *, twice: bool = False) -> str:
    """Return the passphrase out of a file, the variable SHIQIAO_PASSPHRASE, or typed in."""
    from shiqiao.base.errors import Invalid

    if given is not None:
        if not given.is_file():
            raise Invalid(fields={"passphrase-file": "There is no file {path}."}, path=given)
        return (given.read_text(encoding="utf-8").splitlines() or [""])[0]
    if "SHIQIAO_PASSPHRASE" in os.environ:
        return os.environ["SHIQIAO_PASSPHRASE"]
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True))


def open_keys(path: Path, given: Path | None) -> "Escrow":
    """Open an escrow with a passphrase out of a file, the environment or typed in."""
    from shiqiao.config.keeping.keys import open_escrow

    return open_escrow(path, passphrase(given))


@contextmanager
def progress(quiet: bool = False) -> Iterator[Report]:
    """Show a bar for each step; without a terminal nothing is drawn."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        steps: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in steps:
                steps[what] = bar.add_task(what, total=total or None)
            bar.update(steps[what], completed=done)

        yield report
