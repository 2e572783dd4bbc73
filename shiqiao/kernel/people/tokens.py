"""Tokens for machines and outside systems: bound to a post, kept only as a hash, looked up in the process."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Forbidden
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import rules
from shiqiao.kernel.people.belonging import belonging
from shiqiao.kernel.people.models import AccessToken, Post
from shiqiao.kernel.people.powers import powers_of
from shiqiao.kernel.people.reads import book
from shiqiao.kernel.people.rows import Acting
from shiqiao.kernel.people.writing import allow


@transaction.atomic
def issue_token(*, name: str, post: Post, channel: str = "api", by: Actor, at: datetime) -> str:
    """Make a token that acts from a post; returns it once, only its hash is kept.

    By a security administrator or the operator of the server; never for a post with one of the three powers, since
    whoever issues it knows it. Raises Forbidden.
    """
    allow(by, post.street, "rights")
    if powers_of(post.roles):
        raise Forbidden(fields={"post": "No token acts from a post with one of the three powers. Choose another post."})
    secret = new_secret()
    row = AccessToken.objects.create(
        street=post.street, name=name, secret=secret_hash(secret), post=post.pk, channel=channel, created_at=at
    )
    write("people.token_issued", subject=Ref("token", row.pk), street=post.street, by=by, at=at,
          data={"post": post.code, "channel": channel})  # fmt: skip
    touch("tokens")
    return secret


@transaction.atomic
def revoke_token(*, token: AccessToken, by: Actor, at: datetime) -> None:
    """End a token at once; by a security administrator or the operator of the server."""
    allow(by, token.street, "rights")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    write("people.token_revoked", subject=Ref("token", token.pk), street=token.street, by=by, at=at)
    touch("tokens")


@snapshot("tokens")
def _tokens() -> dict[bytes, AccessToken]:
    with whole():
        return {bytes(row.secret): row for row in AccessToken.objects.filter(revoked_at=None)}


def actor_of_token(secret: str) -> Actor | None:
    """Return the actor behind a token, or None when it is unknown or revoked."""
    row = _tokens().get(secret_hash(secret))
    if row is None:
        return None
    people = book()
    post = people.posts[row.post]
    acts = [Acting(post, "holder")]
    return Actor(
        kind="token", code=f"token.{row.pk}", post=row.post, street=row.street, roles=post.roles,
        reach=replace(rules.reach_of(people, acts), belongs=belonging(people, acts)),
    )  # fmt: skip
