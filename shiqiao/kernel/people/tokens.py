"""Tokens for machines and outside systems: bound to a post, narrowed by scopes, kept only as a hash, told once.

A secret begins with `shq_` and ends in check characters, so that scanners of code find one that was left lying about and
can tell it from a made-up one. It is looked up in the process, by its hash.
"""

import logging
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import hooks, rules
from shiqiao.kernel.people.belonging import belonging
from shiqiao.kernel.people.models import AccessToken, Post
from shiqiao.kernel.people.powers import powers_of
from shiqiao.kernel.people.reads import book
from shiqiao.kernel.people.rows import Acting
from shiqiao.kernel.people.scopes import SCOPES, wrong_networks
from shiqiao.kernel.people.writing import allow

log = logging.getLogger(__name__)
PREFIX, CHECK = "shq_", 6
LASTS, LONGEST = timedelta(days=365), timedelta(days=3 * 366)
WARNED_BEFORE = timedelta(days=30)
ENDS = "people.token_ends"  # the kind of the notice
_used: dict[int, date] = {}  # in this process: the day on which a token's use was last noted


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who calls with a token, and for what it may be used."""

    actor: Actor
    scopes: frozenset[str]

    def need(self, scope: str) -> None:
        """Raise Forbidden when the token was not given out for this."""
        if scope not in self.scopes:
            raise Forbidden("This token was not given out for this: it lacks the scope {scope}.", scope=scope)


@transaction.atomic
def issue_token(
    *, name: str, post: Post, channel: str = "api", scopes: Iterable[str] | None = None, lasts: timedelta = LASTS,
    networks: Sequence[str] = (), by: Actor, at: datetime,
) -> str:  # fmt: skip
    """Make a token that acts from a post; returns it once, only its hash is kept.

    `scopes` None means all; `networks` none means from anywhere. Only a security administrator or the operator of the
    server does, and never for a post that holds one of the three powers.
    """
    allow(by, post.street, "rights")
    wanted = sorted(SCOPES if scopes is None else set(scopes))
    _check(name, post, wanted, lasts, networks)
    secret, until = new_token(), at + lasts
    row = AccessToken.objects.create(
        street=post.street, name=name.strip(), secret=secret_hash(secret), hint=secret[: len(PREFIX) + 4], post=post.pk,
        channel=channel, scopes=wanted, networks=list(networks), created_at=at, expires_at=until,
    )  # fmt: skip
    write("people.token_issued", subject=Ref("token", row.pk), street=post.street, by=by, at=at,
          data={"post": post.code, "channel": channel, "scopes": wanted, "until": until.isoformat()})  # fmt: skip
    touch("tokens")
    return secret


def _check(name: str, post: Post, scopes: list[str], lasts: timedelta, networks: Sequence[str]) -> None:
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = "Say what the token is for."
    if powers_of(post.roles):
        wrong["post"] = "A post of administration or audit gives nothing to a machine; choose another."
    if not scopes or set(scopes) - SCOPES.keys():
        wrong["scopes"] = "Choose at least one of {scopes}."
    if not timedelta() < lasts <= LONGEST:
        wrong["lasts"] = "Let it end between tomorrow and three years from now."
    if bad := wrong_networks(list(networks)):
        wrong["networks"] = "Write addresses or networks such as 10.1.0.0/16; this is none: {bad}."
    if wrong:
        raise Invalid(fields=wrong, scopes=", ".join(SCOPES), bad=", ".join(bad))


@transaction.atomic
def revoke_token(*, token: AccessToken, by: Actor, at: datetime) -> None:
    """End a token at once; by a security administrator or the operator of the server."""
    allow(by, token.street, "rights")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    write("people.token_revoked", subject=Ref("token", token.pk), street=token.street, by=by, at=at)
    touch("tokens")


def tokens(actor: Actor) -> list[AccessToken]:
    """Return the tokens of the actor's street, the newest first; for security administrators and auditors."""
    if not actor.roles & {"security_admin", "auditor", "system"}:
        raise Forbidden
    found = AccessToken.objects.order_by("-id")
    return list(found if actor.street is None else found.filter(street=actor.street))


def access_token(actor: Actor, number: int) -> AccessToken:
    """Return one token; raises NotFound, the same for one of another street."""
    found = next((row for row in tokens(actor) if row.pk == number), None)
    if found is None:
        raise NotFound()
    return found


def state_of(row: AccessToken) -> str:
    """Return a token's state: revoked, expired, ending (within a month), endless (from before tokens ended) or good."""
    at = now()
    if row.revoked_at:
        return "revoked"
    if row.expires_at is None:
        return "endless"
    return "expired" if row.expires_at <= at else "ending" if row.expires_at <= at + WARNED_BEFORE else "good"


def new_token() -> str:
    """Return a fresh secret: prefix, 128 random bits, check characters."""
    body = PREFIX + new_secret()
    return body + _check_characters(body)


def looks_like_token(text: str) -> bool:
    """Tell whether a text has the form of our tokens, check characters included; for scanners."""
    return text.startswith(PREFIX) and _check_characters(text[:-CHECK]) == text[-CHECK:]


def _check_characters(body: str) -> str:
    return f"{zlib.crc32(body.encode()) & 0xFFFFFF:06x}"


# ── using one ──────────────────────────────────────────────────────────────────────────────────────────────────────


@snapshot("tokens")
def _tokens() -> dict[bytes, AccessToken]:
    with whole():
        return {bytes(row.secret): row for row in AccessToken.objects.filter(revoked_at=None)}


def bearer_of(secret: str, *, address: str = "") -> Bearer | None:
    """Return who calls with a token from an address; None when it is unknown, revoked, expired or not for this address."""
    row, at = _tokens().get(secret_hash(secret)), now()
    if row is None or (row.expires_at and row.expires_at <= at) or not _from_there(row.networks, address):
        return None
    _note_use(row, at.date())
    people = book()
    post = people.posts[row.post]
    acts = [Acting(post, "holder")]
    actor = Actor(
        kind="token", code=f"token.{row.pk}", post=row.post, street=row.street, roles=post.roles,
        reach=replace(rules.reach_of(people, acts), belongs=belonging(people, acts)),
    )  # fmt: skip
    return Bearer(actor, frozenset(row.scopes))


def actor_of_token(secret: str, *, scope: str, address: str = "") -> Actor | None:
    """Return the actor behind a token that may be used for `scope`, None for no valid one; raises Forbidden."""
    found = bearer_of(secret, address=address)
    if found is not None:
        found.need(scope)
    return found.actor if found else None


def _from_there(networks: Collection[str], address: str) -> bool:
    if not networks:
        return True
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(one, strict=False) for one in networks)


def _note_use(row: AccessToken, day: date) -> None:
    """Note the day of the last use, at most once a day and process: enough to find tokens that nobody needs."""
    if _used.get(row.pk) == day:
        return
    _used[row.pk] = day
    with whole():
        AccessToken.objects.filter(pk=row.pk).exclude(used_on=day).update(used_on=day)


def warn_of_ends(*, at: datetime) -> int:
    """Tell those who answer for security that a token ends within a month, once; the worker's round."""
    with transaction.atomic():
        soon = AccessToken.objects.select_for_update().filter(
            revoked_at=None, warned_at=None, expires_at__gt=at, expires_at__lte=at + WARNED_BEFORE
        )
        rows = list(soon)
        for row in rows:
            row.warned_at = at
            row.save(update_fields=["warned_at"])
            for post in _guards(row.street):
                params = {"name": row.name, "until": row.expires_at.date().isoformat() if row.expires_at else ""}
                hooks.ring(ENDS, Ref("token", row.pk), street=row.street, post=post, params=params, at=at)
    return len(rows)


def _guards(street: int) -> list[int]:
    return [post.id for post in book().posts.values() if post.street == street and "security_admin" in post.roles]
