"""`shiqiao device`: screens of the office — add one, list them, shut one out."""

from typing import Annotated, Any

import typer

Street = Annotated[int, typer.Option(help="The 9-digit code of the street.")]
Kind = Annotated[str, typer.Option(help="wall, kiosk, queue or other.")]
Unit = Annotated[
    str, typer.Option(help="Code of the unit where it stands; left out: the whole street.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Screens of the office: wall, kiosk and queue displays.")
    group.command("add")(add)
    group.command("list")(listed)
    group.command("revoke")(revoke)
    app.add_typer(group, name="device")


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the screen, such as where it hangs.")],
    street: Street,
    kind: Kind = "wall",
    unit: Unit = "",
) -> None:
    """Add a screen and print its pairing code: open /device/pair at the screen and type it within ten minutes."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import now
        from shiqiao.kernel.people.devices import add_device
        from shiqiao.kernel.people.persons import unit_row
        from shiqiao.kernel.people.reads import unit_by_code

        by = _operator(street)
        with scoped(street):
            row = unit_row(by, unit_by_code(unit, street).id) if unit else None
            made = add_device(street=street, name=name, kind=kind, unit=row, by=by, at=now())
    value = {"device": made.device.pk, "name": made.device.name, "code": made.code, "until": made.until}
    answer(
        ctx,
        value,
        f"{made.device.pk} {made.device.name}: code {made.code}, to be typed at /device/pair within 10 minutes",
    )


def listed(ctx: typer.Context, street: Street) -> None:
    """List the screens of a street with their state."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import scoped
        from shiqiao.kernel.people.devices import devices

        with scoped(street):
            rows = [_plain(row) for row in devices(_operator(street))]
    answer(
        ctx, rows, "\n".join("  ".join(str(value) for value in row.values()) for row in rows) or "There are no screens."
    )


def revoke(
    ctx: typer.Context, number: Annotated[int, typer.Argument(help="Number of the screen, see list.")], street: Street
) -> None:
    """Shut a screen out at once."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import now
        from shiqiao.kernel.people.devices import access_device, revoke_device

        by = _operator(street)
        with scoped(street):
            row = revoke_device(device=access_device(by, number), by=by, at=now())
    answer(ctx, _plain(row), f"{row.pk} {row.name} is shut out.")


def _operator(street: int) -> Any:
    from shiqiao.base.actor import system

    return system("operator", street=street)


def _plain(row: Any) -> dict[str, Any]:
    state = "revoked" if row.revoked_at else "paired" if row.paired_at else "waits"
    return {"device": row.pk, "kind": row.kind, "state": state, "seen": row.seen_at, "name": row.name}
