"""`shiqiao token` and `shiqiao tokens`: give a token out, list what was given out, end one."""

from datetime import timedelta
from typing import Annotated, Any

import typer

Street = Annotated[int, typer.Option(help="Street, 9 digits.")]
Scope = Annotated[
    list[str] | None,
    typer.Option(
        help="What it may be used for: read, report, move, visit, hotline; repeat it. Default: read and report."
    ),
]
Network = Annotated[
    list[str] | None, typer.Option(help="Address or network that it is taken from, such as 10.1.0.0/16; repeat it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(token)
    group = typer.Typer(no_args_is_help=True, help="Tokens for machines: list them, end one.")
    group.command("list")(listed)
    group.command("revoke")(revoke)
    app.add_typer(group, name="tokens")


def token(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    post: Annotated[str, typer.Option(help="Code of the post it acts from.")],
    street: Street,
    scope: Scope = None,
    days: Annotated[int, typer.Option(help="Days until it ends, at most 1098.")] = 365,
    network: Network = None,
) -> None:
    """Issue a token for the API, bound to a post; printed once, only its hash is kept."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.people.models import Post
        from shiqiao.kernel.people.reads import post_by_code
        from shiqiao.kernel.people.tokens import issue_token

        with whole():
            held = Post.objects.get(pk=post_by_code(post, street).id)
            secret = issue_token(
                name=name, post=held, scopes=scope or ("read", "report"), lasts=timedelta(days=days),
                networks=network or (), by=_operator(street), at=now(),
            )  # fmt: skip
    answer(ctx, {"name": name, "token": secret}, secret)


def listed(ctx: typer.Context, street: Street) -> None:
    """List the tokens of a street: number, how it begins, state, scopes, last use, end, name."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import scoped
        from shiqiao.kernel.people.tokens import tokens

        with scoped(street):
            rows = [_plain(row) for row in tokens(_operator(street))]
    answer(ctx, rows, "\n".join("  ".join(str(one) for one in row.values()) for row in rows) or "There are no tokens.")


def revoke(
    ctx: typer.Context, number: Annotated[int, typer.Argument(help="Number of the token, see list.")], street: Street
) -> None:
    """End a token at once."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import now
        from shiqiao.kernel.people.tokens import access_token, revoke_token

        by = _operator(street)
        with scoped(street):
            row = access_token(by, number)
            revoke_token(token=row, by=by, at=now())
    answer(ctx, _plain(row), f"{row.pk} {row.name} is ended.")


def _operator(street: int) -> Any:
    from shiqiao.base.actor import system

    return system("operator", street=street)


def _plain(row: Any) -> dict[str, Any]:
    from shiqiao.kernel.people.tokens import state_of

    return {
        "token": row.pk, "begins": row.hint or "–", "state": state_of(row), "scopes": ",".join(row.scopes),
        "used": row.used_on, "until": row.expires_at and row.expires_at.date(), "name": row.name,
    }  # fmt: skip
