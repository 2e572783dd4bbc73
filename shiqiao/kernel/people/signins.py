"""Sign-ins: who is in, from where, since when; each can be ended, and is then shut out with its very next request.

A sign-in lives as long as the framework's session whose key it holds: ending it deletes that session, so that no
page asks a second table. The journal says that sign-ins ended and why, never from where.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session as Stored
from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.db.scope import scoped
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.browsers import in_words
from shiqiao.kernel.people.doormodels import SignIn
from shiqiao.kernel.people.lockout import forget_attempts
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.powers import allow_door

ADDRESS = "people.signin.address"
KEPT = timedelta(days=180)  # 《网络安全法》第二十一条: not less than six months
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Seat:
    """A running sign-in as its person sees it; `address` in clear, since it is one's own."""

    id: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    factor: str
    here: bool


@transaction.atomic
def begin(*, account: Account, key: str, agent: str, address: str, factor: str, at: datetime) -> SignIn:
    """Note that a person came in; `key` is that of the framework's session, which may have been another's before."""
    SignIn.objects.filter(key=key).update(key=None, ended_at=at, reason="replaced")
    return SignIn.objects.create(
        account=account, key=key, began_at=at, seen_at=at, browser=in_words(agent)[:60], factor=factor, reason="",
        address=encrypt(address, context=ADDRESS),
    )  # fmt: skip


def pass_key(*, former: str, key: str) -> None:
    """Let a running sign-in go on under another key: the framework draws a new one when the password changes."""
    SignIn.objects.filter(key=former).update(key=key)


def note_seen(*, key: str, at: datetime) -> None:
    """Note that somebody was seen at work; called once in some minutes, not with every page."""
    SignIn.objects.filter(key=key).update(seen_at=at)


def seats(account: Account, at: datetime, key: str = "") -> list[Seat]:
    """Return the running sign-ins of an account, the one with `key` first; those that ran out are left out."""
    since = at - (settings.IDLE_LOGOUT or LONGEST)
    rows = SignIn.objects.filter(account=account, ended_at=None, seen_at__gte=since).order_by("-seen_at")[:50]
    found = [
        Seat(row.pk, row.browser, decrypt(row.address, context=ADDRESS), row.began_at, row.seen_at, row.factor, row.key == key)
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda seat: not seat.here)


@transaction.atomic
def end_seat(*, account: Account, number: int, by: Actor, at: datetime) -> None:
    """End one running sign-in of an account: one's own, or another's for a security administrator. NotFound else."""
    if by.account != account.pk:
        allow_door(by, account.street)
    row = the_one(SignIn.objects.select_for_update().filter(account=account, pk=number, ended_at=None))
    _end([row], account, "revoked", by, at)


@transaction.atomic
def end_everywhere(*, account: Account, by: Actor, at: datetime) -> int:
    """Sign a person out everywhere; a security administrator does this. Returns how many sign-ins ended."""
    allow_door(by, account.street)
    return end_all(account=account, by=by, at=at)


@transaction.atomic
def end_all(
    *, account: Account, reason: str = "revoked", keep: str | None = None, by: Actor, at: datetime
) -> int:  # fmt: skip
    """End every running sign-in of an account but the one with the key `keep`; whoever calls has asked who may."""
    rows = SignIn.objects.select_for_update().filter(account=account, ended_at=None)
    return _end([row for row in rows if row.key != keep], account, reason, by, at)


def end_key(*, account: Account, key: str, reason: str, by: Actor, at: datetime) -> None:
    """End the sign-in that holds a key, in the street of its person: at the door no street is open yet."""
    with scoped(account.street):
        _end(list(SignIn.objects.select_for_update().filter(key=key, account=account)), account, reason, by, at)


def _end(rows: list[SignIn], account: Account, reason: str, by: Actor, at: datetime) -> int:
    if not rows:
        return 0
    Stored.objects.filter(session_key__in=[row.key for row in rows]).delete()
    SignIn.objects.filter(pk__in=[row.pk for row in rows]).update(key=None, ended_at=at, reason=reason)
    write("people.signin_ended", subject=Ref("account", account.pk), street=account.street, by=by, at=at,
          data={"reason": reason, "count": len(rows)})  # fmt: skip
    return len(rows)


def running(accounts: Iterable[int], at: datetime) -> dict[int, tuple[int, datetime]]:
    """Return for each account with running sign-ins how many there are and when it was seen last; one query."""
    since = at - (settings.IDLE_LOGOUT or LONGEST)
    found: dict[int, tuple[int, datetime]] = {}
    rows = SignIn.objects.filter(account__in=list(accounts), ended_at=None, seen_at__gte=since)
    for account, seen_at in rows.values_list("account", "seen_at"):
        count, last = found.get(account, (0, seen_at))
        found[account] = count + 1, max(last, seen_at)
    return found


def forget_old(*, at: datetime) -> int:
    """End what ran out without a word (a closed browser), and delete what ended more than 180 days ago."""
    longest = max(settings.SESSION_AGE or LONGEST, settings.IDLE_LOGOUT or LONGEST)
    SignIn.objects.filter(ended_at=None, began_at__lt=at - longest).update(key=None, ended_at=at, reason="aged")
    Stored.objects.filter(expire_date__lt=at).delete()
    forget_attempts()
    deleted: int = SignIn.objects.filter(ended_at__lt=at - KEPT).delete()[0]
    return deleted
