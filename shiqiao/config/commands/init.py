"""`shiqiao init` and what an administrator does right after: passwords."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

Locality = Annotated[
    str, typer.Argument(help="Folder below localities/ or a path to one; else guided.", show_default=False)
]
Admin = Annotated[str, typer.Option(help="Login of the staff list that gets the first password.")]
Street = Annotated[str, typer.Option(help="Draft a new street: its 9-digit code, or a part of its name.")]
Folder = Annotated[Path | None, typer.Option(help="Where the new street's folder is written.", show_default=False)]
Grids = Annotated[str, typer.Option(help="Grids a community, or a GeoJSON file with their boundaries.")]
Divisions = Annotated[
    Path | None,
    typer.Option(help="Table of divisions (code, name); else the model's district.", show_default=False),
]
Centre = Annotated[
    str, typer.Option(help="Where the map opens: longitude,latitude (WGS84); not needed with boundaries.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(password)


def init(
    ctx: typer.Context, locality: Locality = "", admin: Admin = "", street: Street = "", folder: Folder = None,
    grids: Grids = "", divisions: Divisions = None, centre: Centre = "",
) -> None:  # fmt: skip
    """Set a street up from its folder: territory, calendar, people, flows, catalogue. May be repeated.

    Without a folder it guides through setting up a new street: from the code of the division it drafts a folder with a
    staff list to fill in (--street and the other options answer its questions beforehand), and sets it up.
    """
    from shiqiao.config.cli import installation

    with installation(ctx):
        if not locality:
            from shiqiao.config.guide import Guide

            asked = Guide(
                street=street, folder=folder, grids=grids, divisions=divisions, centre=centre, ask=sys.stdin.isatty()
            )
            asked.draft()
            if not sys.stdin.isatty():
                _told(ctx, asked.summary(), asked.next_steps())
                return
            made = asked.until_right(_install)
            if made is None:
                raise typer.Exit(1)
        else:
            made = _install_or_say(_folder(locality))
        login, secret = _first_password(made.number, admin)
        others = _other_powers(made.number, login)
    _answer(ctx, made, login, secret, others)


def _told(ctx: typer.Context, value: dict[str, Any], text: str) -> None:
    from shiqiao.config.cli import answer

    answer(ctx, value, text)


def _install(folder: Path) -> Any:
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.places.install import install

    return install(folder, by=system("init"), at=now(), say=lambda part: typer.echo(part, err=True))


def _install_or_say(folder: Path) -> Any:
    """Set a street up; of a refused list each wrong row is named before the command ends."""
    from shiqiao.config.guide import wrong_rows
    from shiqiao.kernel.territory.errors import ImportRefused

    try:
        return _install(folder)
    except ImportRefused as error:
        typer.echo(wrong_rows(error), err=True)
        raise typer.Exit(1) from error


def _answer(ctx: typer.Context, made: Any, login: str, secret: str, others: list[dict[str, str]]) -> None:
    value = {"street": made.street, "title": made.title.model_dump(), "login": login, "password": secret}
    value["powers"] = others
    said = f"login: {login}\npassword: {secret} (to be changed at the first sign-in)"
    if not login:
        said = "The staff list has no administrator (管理员): give somebody a password with `shiqiao password LOGIN`."
    said += "".join(f"\n{one['title']}: {one['login']}\npassword: {one['password']}" for one in others)
    _told(ctx, value, f"{made.title.zh} {made.street}\n{said}")


def password(ctx: typer.Context, login: Annotated[str, typer.Argument(help="Login of the account.")]) -> None:
    """Give an account a new password, printed once; it must be changed at the next sign-in."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        secret = _set_password(login)
    answer(ctx, {"login": login, "password": secret}, f"password of {login}: {secret}")


def _folder(locality: str) -> Path:
    from django.conf import settings

    given = Path(locality)
    return given if (given / "locality.yaml").exists() else settings.LOCALITIES / locality


def _first_password(street: int, admin: str) -> tuple[str, str]:
    """Of the first holder of an administrator's post, unless a login is named; empty when there is none."""
    from shiqiao.base.time import now
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import holder_of, posts

    login = admin
    if not login:
        found = [holder_of(post.id, now()).account for post in posts(street, roles=["admin"])]
        if not found or found[0] is None:
            return "", ""
        login = Account.objects.get(pk=found[0]).username
    return login, _set_password(login)


def _other_powers(street: int, but: str) -> list[dict[str, str]]:
    """First passwords for the security administrator and the auditor, who get theirs from nobody else; once."""
    from shiqiao.base.time import now
    from shiqiao.kernel.people.logins import first_door
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import holder_of, posts
    from shiqiao.kernel.people.rules import ROLE_REACH

    found: dict[str, dict[str, str]] = {}
    for role in ("security_admin", "auditor"):
        for post in posts(street, roles=[role]):
            account = Account.objects.filter(pk=holder_of(post.id, now()).account).first()
            if account and account.username not in {but, *found} and first_door(account):
                secret = _set_password(account.username)
                title = ROLE_REACH[role]
                found[account.username] = {
                    "role": role, "title": f"{title.zh} {title.en}", "login": account.username, "password": secret
                }  # fmt: skip
    return list(found.values())


def _set_password(login: str) -> str:
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.errors import NotFound
    from shiqiao.base.ids import new_secret
    from shiqiao.base.time import now
    from shiqiao.kernel.people.actions import set_password
    from shiqiao.kernel.people.models import Account

    account = Account.objects.filter(username=login).first()
    if account is None:
        raise NotFound("There is no account {login}.", login=login)
    secret = new_secret()[:16]
    with whole():
        set_password(account=account, password=secret, by=system("operator"), at=now())
    return secret
