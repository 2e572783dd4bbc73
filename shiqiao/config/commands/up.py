"""`shiqiao up`, `demo` and `worker`: running the installation."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from shiqiao.config.options import Options

Host = Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for all. Also SHIQIAO_HOST.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on. Also SHIQIAO_PORT.")]
Workers = Annotated[int | None, typer.Option(help="Web processes. Also SHIQIAO_WORKERS.")]
Only = Annotated[
    str | None, typer.Option(help="Of several hosts on one database (DATABASE_URL): only `web` or only `worker` here.")
]
Tls = Annotated[bool, typer.Option("--tls", help="Serve over HTTPS, with --cert and --key or a local authority.")]
Cert = Annotated[Path | None, typer.Option(help="Own certificate with its chain, PEM.")]
Key = Annotated[Path | None, typer.Option(help="Key of the certificate, PEM, without a password.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(up)
    app.command()(demo)
    app.command(hidden=True)(worker)


def up(
    ctx: typer.Context,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    tls: Tls = False,
    cert: Cert = None,
    key: Key = None,
    only: Only = None,
) -> None:
    """Start database, web processes and worker, and serve until Ctrl-C."""
    given = {"host": host, "port": port, "workers": workers}
    _serve(
        ctx, {name: value for name, value in given.items() if value is not None}, tls, cert, key, demo=False, only=only
    )


def demo(ctx: typer.Context, host: Host = None, port: Port = None, tls: Tls = False) -> None:
    """Serve the model street on the morning of 27 June 2018: invented data, known logins, not for real work."""
    os.environ["SHIQIAO_DEMO"] = "1"
    given = {"host": host, "port": port}
    _serve(ctx, {name: value for name, value in given.items() if value is not None}, tls, None, None, demo=True)


def worker() -> None:
    """Watch terms and send what waits to be sent; `shiqiao up` starts it."""
    from shiqiao.base.processes import tie_to_parent

    if "SHIQIAO_SUPERVISED" in os.environ:
        tie_to_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    import gc

    import django

    gc.disable()  # as the web process does
    django.setup()
    gc.freeze()
    gc.enable()
    from shiqiao.config.worker import run

    run()


def _serve(
    ctx: typer.Context, given: dict[str, object], tls: bool, cert: Path | None, key: Path | None, *, demo: bool,
    only: str | None = None,
) -> None:  # fmt: skip
    from shiqiao.config.supervise import PARTS, Plan, Supervisor

    _refuse_alone(only)

    data: Path = ctx.obj.data
    _refuse_mixing(data, demo=demo)
    if demo and not (data / "demo.json").exists():
        from shiqiao.config.runtime import DemoClock, make_folder

        make_folder(data)
        DemoClock(data).save(stopped=True)  # from now on the folder is a demo's
    options = replace(Options.read(os.environ), data=data, **given)  # type: ignore[arg-type]
    parts = frozenset([only] if only else PARTS)
    plan = Plan(options, demo=demo, parts=parts, tls=tls or bool(cert), certificate=cert, key=key, say=_say)
    Supervisor(plan).run()


def _refuse_alone(only: str | None) -> None:
    """A part alone needs a database that others reach as well."""
    from shiqiao.base.errors import Invalid
    from shiqiao.config.supervise import PARTS

    if only and only not in PARTS:
        raise Invalid("There is no such part.", fields={"only": "Give web or worker."})
    if only and not os.environ.get("DATABASE_URL"):
        raise Invalid(
            "A part alone has no database.",
            fields={"DATABASE_URL": "Name the server that all hosts use, or start without --only."},
        )


def _refuse_mixing(data: Path, *, demo: bool) -> None:
    """Invented data and real work never share a folder."""
    from shiqiao.base.errors import Conflict

    holds_demo = (data / "demo.json").exists()
    if holds_demo and not demo:
        raise Conflict(
            "The data folder {data} is a demo's.",
            fields={"data": "Start it with `shiqiao demo`, or choose another data folder."},
            data=data,
        )
    if demo and not holds_demo and (data / "secrets.json").exists():
        raise Conflict(
            "The data folder {data} holds an installation that is not a demo.",
            fields={"data": "Choose another data folder for the demo."},
            data=data,
        )


def _say(text: str) -> None:
    print(text, flush=True)
