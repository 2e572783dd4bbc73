"""`shiqiao door`: when no security administrator is at hand — unlock a login, or reset its second factors."""

from typing import Annotated, Any

import typer

Login = Annotated[str, typer.Argument(help="The login name of the person.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Logins that are locked out, or whose second factor was lost.")
    group.command("unlock")(unlock)
    group.command("reset")(reset)
    app.add_typer(group, name="door")


def unlock(ctx: typer.Context, login: Login) -> None:
    """Forget the wrong attempts at a login, so that the person may try again at once."""
    _act(ctx, login, "unlock")


def reset(ctx: typer.Context, login: Login) -> None:
    """Take all second factors of a login and end its sign-ins; the person sets up a new factor at the next sign-in.

    Make sure that it is really the person who asks.
    """
    _act(ctx, login, "reset")


def _act(ctx: typer.Context, login: str, do: str) -> None:
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import now
        from shiqiao.kernel.people import factors, lockout
        from shiqiao.kernel.people.doors import account_of

        account = account_of(login)
        by: dict[str, Any] = {"by": system("operator", street=account.street), "at": now()}
        with scoped(account.street):
            {"unlock": lockout.unlock, "reset": factors.reset_door}[do](account=account, **by)
    answer(ctx, {"login": login, "done": do}, f"{login}: {do}")
