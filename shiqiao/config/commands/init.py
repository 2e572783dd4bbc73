"""`shiqiao init` and what an administrator does right after: passwords and tokens."""

from pathlib import Path
from typing import Annotated

import typer

Locality = Annotated[str, typer.Argument(help="Folder below localities/, or a path to one.")]
Admin = Annotated[str, typer.Option(help="Login of the staff list that gets the first password.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(password)
    app.command()(token)


def init(ctx: typer.Context, locality: Locality = "ganshiqiao", admin: Admin = "") -> None:
    """Set a street up from a locality's folder: territory, calendar, people, flows, catalogue. May be repeated."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.places.install import install

        made = install(_folder(locality), by=system("init"), at=now(), say=lambda part: typer.echo(part, err=True))
        login, secret = _first_password(made.number, admin)
    value = {"street": made.street, "title": made.title.model_dump(), "login": login, "password": secret}
    said = f"login: {login}\npassword: {secret} (to be changed at the first sign-in)"
    if not login:
        said = "The staff list has no administrator (管理员): give somebody a password with `shiqiao password LOGIN`."
    answer(ctx, value, f"{made.title.zh} {made.street}\n{said}")


def password(ctx: typer.Context, login: Annotated[str, typer.Argument(help="Login of the account.")]) -> None:
    """Give an account a new password, printed once; it must be changed at the next sign-in."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        secret = _set_password(login)
    answer(ctx, {"login": login, "password": secret}, f"password of {login}: {secret}")


def token(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    post: Annotated[str, typer.Option(help="Code of the post it acts from.")],
    street: Annotated[int, typer.Option(help="Street, 9 digits.")],
) -> None:
    """Issue a token for the API, bound to a post; printed once, only its hash is kept."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.people.models import Post
        from shiqiao.kernel.people.reads import post_by_code
        from shiqiao.kernel.people.tokens import issue_token

        with whole():
            held = Post.objects.get(pk=post_by_code(post, street).id)
            secret = issue_token(name=name, post=held, by=system("operator", street=street), at=now())
    answer(ctx, {"name": name, "token": secret}, secret)


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
