"""How the door stands for each person of a street: for the security administrator's page and for `shiqiao check`."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.people import signins
from shiqiao.kernel.people.factors import having_factor
from shiqiao.kernel.people.lockout import locked_names
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.persons import state_of
from shiqiao.kernel.people.powers import allow_door, needs_second_factor
from shiqiao.kernel.people.reads import acting_posts


@dataclass(frozen=True)
class Door:
    """One person's door: locked for guessing, second factor there or needed, how many sign-ins run and since when."""

    account: Account
    state: str
    locked: bool
    factor: bool
    needed: bool
    running: int
    seen_at: datetime | None


def roles_of(account: int, at: datetime) -> frozenset[str]:
    """Return the roles that an account has at a moment."""
    return frozenset(role for one in acting_posts(account, at) for role in one.post.roles)


def waiting_account(number: int) -> Account | None:
    """Return who gave a right password and has yet to give the second factor; None when shut meanwhile."""
    return Account.objects.filter(pk=number, is_active=True).first()


def account_of(login: str) -> Account:
    """Return the account with a login name, for the operator of the server; raises NotFound naming it."""
    row = Account.objects.filter(username=login).first()
    if row is None:
        raise NotFound("There is no login {login}. Mind upper and lower case.", login=login)
    return row


def access_door(actor: Actor, number: int) -> Account:
    """Return an account of the actor's street for a security administrator; else Forbidden or NotFound."""
    allow_door(actor, actor.street or 0)
    return the_one(Account.objects.filter(pk=number, street=actor.street or 0))


def doors(actor: Actor, at: datetime, text: str = "") -> list[Door]:
    """Return the doors of the actor's street, locked ones first; four queries for any number of persons."""
    allow_door(actor, actor.street or 0)
    sought = text.strip().lower()
    return [one for one in _doors(actor.street or 0, at) if sought in _names(one.account)]


def _names(account: Account) -> str:
    return f"{account.display_name} {account.name_en} {account.username}".lower()


def _doors(street: int, at: datetime) -> list[Door]:
    rows = list(Account.objects.filter(street=street).order_by("-is_active", "username"))
    keys = [row.pk for row in rows]
    factors, running = having_factor(keys), signins.running(keys, at)
    locked = locked_names([row.username for row in rows], _real())
    found = [
        Door(
            row, state_of(row), row.username in locked, row.pk in factors, needs_second_factor(roles_of(row.pk, at)),
            *running.get(row.pk, (0, None)),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda door: not door.locked)


def _real() -> datetime:
    """The real time: failures are counted by it, also in a demo that lives on another day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def problems(street: int, at: datetime) -> list[str]:
    """Say where signing in is weaker than the rules ask, as `shiqiao check` tells it; the demo is not asked."""
    options, found = settings.OPTIONS, []
    if options.demo:
        return []
    if not 0 < options.idle_minutes <= 30:
        found.append("Whoever does nothing stays signed in for more than 30 minutes: set SHIQIAO_IDLE_MINUTES to 30.")
    if not 0 < options.password_days <= 90:
        found.append("Passwords need not be changed every 90 days: set SHIQIAO_PASSWORD_DAYS to 90.")
    return [f"Street {street}: {one}" for one in found]
