"""The command `shiqiao`. Each module in shiqiao/config/commands has `register(app)` and is found by listing the folder.

A command reads its options, opens the data folder with `installation(ctx)`, calls actions or reads, and answers with
`answer`. `--data` and `--json` may stand anywhere. The exit status is 0 only when all went well.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any

import typer

from shiqiao.base.errors import ShiqiaoError
from shiqiao.config import commands
from shiqiao.config.options import Options

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of database, attachments and secrets; also SHIQIAO_DATA.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]
GLOBAL_WITH_VALUE, GLOBAL = {"--data"}, {"--json"}


@dataclass
class State:
    """What the options that every command takes were set to; commands get it as `ctx.obj`."""

    data: Path
    json: bool = False


def build() -> typer.Typer:
    """Return the application with all commands there are."""
    app = typer.Typer(
        name="shiqiao",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Shiqiao, the platform on which a subdistrict office (街道办事处) runs its work.",
    )

    @app.callback()
    def options(ctx: typer.Context, data: Data = None, as_json: Json = False) -> None:
        ctx.obj = State(data or Options.read(os.environ).data, as_json)

    for module in sorted(iter_modules(commands.__path__), key=lambda found: found.name):
        import_module(f"{commands.__name__}.{module.name}").register(app)
    return app


@contextmanager
def installation(ctx: typer.Context, *, prepare: bool = True) -> Iterator[State]:
    """Set Django up on the data folder the command was given; import models and actions inside the block only."""
    from shiqiao.config.runtime import connect_data

    state: State = ctx.obj
    with connect_data(state.data, prepare=prepare):
        yield state


def answer(ctx: typer.Context, value: Any, text: str = "") -> None:
    """Print `value` as JSON when the caller asked for it, else `text` (or the value itself)."""
    if ctx.obj.json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
    else:
        typer.echo(text or str(value))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an expected error is one clear sentence on stderr and exit status 1."""
    given = hoist(sys.argv[1:] if arguments is None else arguments)
    try:
        build()(args=given, prog_name="shiqiao")
    except ShiqiaoError as error:
        report(error, as_json="--json" in given)
        sys.exit(1)
    except ValueError as error:
        if not str(error).startswith("SHIQIAO_"):  # a setting that cannot be read, named by Options.read
            raise
        typer.echo(str(error), err=True)
        sys.exit(1)


def hoist(arguments: list[str]) -> list[str]:
    """Move the options that every command takes to the front, wherever the user wrote them."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for one in left:
        if one == "--":
            rest += [one, *left]
        elif one in GLOBAL or one.startswith(tuple(f"{name}=" for name in GLOBAL_WITH_VALUE)):
            front.append(one)
        elif one in GLOBAL_WITH_VALUE:
            front += [one, *[value for value in [next(left, None)] if value is not None]]
        else:
            rest.append(one)
    return front + rest


def report(error: ShiqiaoError, *, as_json: bool = False) -> None:
    """Write an error to stderr: its sentence, then one line for each field with its remedy."""
    sentence, fields = in_words(error)
    if as_json:
        said = {"error": error.code, "message": sentence, "fields": fields}
        typer.echo(json.dumps(said, ensure_ascii=False), err=True)
        return
    typer.echo(sentence, err=True)
    for name, remedy in fields.items():
        typer.echo(f"  {name}: {remedy}", err=True)


def in_words(error: ShiqiaoError) -> tuple[str, dict[str, str]]:
    """Return sentence and fields, in Chinese when the terminal is Chinese and Django's translations are there."""
    from shiqiao.base.sentences import said

    def say(text: str) -> str:
        return text

    if "django.conf" in sys.modules and os.environ.get("LANG", "").lower().startswith("zh"):
        from django.conf import settings
        from django.utils.translation import gettext, override

        def in_chinese(text: str) -> str:
            with override("zh-hans"):
                return gettext(text)

        say = in_chinese if settings.configured else say
    fields = {name: said(text, say, error.params) for name, text in error.fields.items()}
    return said(error.message, say, error.params), fields


if __name__ == "__main__":
    main()
