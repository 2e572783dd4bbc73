"""`shiqiao retention …`: what retention rules would touch, carrying an approved run on, how things stand, replaying."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiqiao.base.errors import Invalid

if TYPE_CHECKING:
    from shiqiao.kernel.retention.reads import Counted

Street = Annotated[int, typer.Option(help="Street, 9 digits; may be left out where there is only one.")]
File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="The rules, YAML; see docs/how-to/retention.md.")
]
Draft = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, help="Rules to try instead of those in force, YAML.")
]
List = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list, erasures.jsonl of the data folder.")]

retention_app = typer.Typer(no_args_is_help=True, help="Retention rules: rehearse, publish, run, status, replay.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(retention_app, name="retention")


@retention_app.command()
def rehearse(ctx: typer.Context, file: Draft = None, street: Street = 0) -> None:
    """Count what each rule would touch now, and what is held; nothing is changed."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.retention import reads

        with whole():
            number = _street(street)
            found = reads.dry_run(_table(file, number), street=number, as_of=now())
    lines = [f"{one.count:>8}  {one.held:>6} held  {one.rule.name} ({', '.join(one.examples)})" for one in found]
    answer(ctx, {"street": number, "rules": [_plain(one) for one in found]}, "\n".join(lines))


@retention_app.command()
def publish(ctx: typer.Context, file: File, street: Street = 0) -> None:
    """Publish the rules of FILE; nothing is erased by that."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.retention.actions import publish_rules

        with whole():
            number = _street(street)
            by, text = system("operator", street=number), file.read_text(encoding="utf-8")
            row = publish_rules(street=number, text=text, by=by, at=now())
    answer(ctx, {"street": number, "version": row.version}, f"Version {row.version} is in force.")


@retention_app.command()
def run(ctx: typer.Context, street: Street = 0) -> None:
    """Carry an approved run on to its end, block by block. A run is proposed and approved at the desk, by two persons.

    Exit status 1 when none is approved.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.retention import reads

        with whole():
            number = _street(street)
            row = reads.open_run(number)
        approved = row is not None and row.state == "approved"
        erased = _to_the_end(row.pk, hidden=ctx.obj.json) if row is not None and approved else 0
    said = (
        f"{erased} erased." if approved else "No run is approved: propose it at the desk, another person approves it."
    )
    answer(ctx, {"street": number, "run": row.pk if row else None, "approved": approved, "erased": erased}, said)
    raise typer.Exit(0 if approved else 1)


def _to_the_end(run: int, *, hidden: bool) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.retention.actions import carry_on

    total, over = 0, False
    with Progress(console=Console(stderr=True), transient=True, disable=hidden) as bar:
        shown = bar.add_task("retention", total=None)
        while not over:
            with whole():
                erased, over = carry_on(run=run, at=now())
            total += erased
            bar.update(shown, completed=total)
    return total


@retention_app.command()
def status(ctx: typer.Context, street: Street = 0) -> None:
    """Print the version in force, the last runs and how many erasures are on the list."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.retention import listing, reads

        with whole():
            number = _street(street)
            version, runs = reads.latest(number), reads.runs(system("operator", street=number))
            listed = len(listing.read(listing.place()))
    told = [
        {"run": row.pk, "state": row.state, "as_of": row.as_of, "counted": row.counted, "done": row.done}
        for row in runs
    ]
    lines = [f"version {version.version if version else 0}, {listed} erasures on the list"]
    lines += [f"run {row.pk} {row.state}: {row.done or row.counted}" for row in runs]
    value = {"street": number, "version": version.version if version else 0, "runs": told, "listed": listed}
    answer(ctx, value, "\n".join(lines))


@retention_app.command()
def replay(ctx: typer.Context, file: List) -> None:
    """Erase again what FILE says was erased: after a restore of an older backup. Running it twice does no harm."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.kernel.retention.actions import replay_erasures

        done = replay_erasures(file)
    answer(ctx, {"erased": done}, f"{done} erased again.")


def _street(given: int) -> int:
    from shiqiao.kernel.people.reads import streets

    there = streets()
    if given in there:
        return given
    if given or len(there) != 1:
        named = ", ".join(map(str, there)) or "none"
        raise Invalid(fields={"street": "Name one of the streets set up here: {streets}."}, streets=named)
    return there[0]


def _table(file: Path | None, street: int) -> Any:
    from shiqiao.kernel.retention import reads, rules

    table = rules.parse(file.read_text(encoding="utf-8")) if file else reads.table_of(reads.latest(street))
    if table is None:
        raise Invalid(fields={"file": "The street has no retention rules yet; name a file."})
    return table


def _plain(one: "Counted") -> dict[str, Any]:
    return {"name": one.rule.name, "count": one.count, "held": one.held, "examples": list(one.examples)}
