"""`shiqiao import …`: the group that other command modules add their kinds of file to."""

from collections.abc import Callable

import typer

import_app = typer.Typer(no_args_is_help=True, help="Load files: divisions, grids, address books, people, matters.")


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(import_app, name="import")


def add(name: str, command: Callable[..., None]) -> None:
    """Add a command to the group; a second time changes nothing."""
    if all(known.name != name for known in import_app.registered_commands):
        import_app.command(name)(command)
