"""Lock-outs: who guesses passwords or codes is shut out for a while. Counted by axes in the database, over all processes.

Three counts at once, so that one person's wrong guesses do not lock a whole office behind one address, and guesses from
many addresses do not go unseen: name with address, the name from anywhere, the address with any names.
"""

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db.scope import scoped
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.powers import allow_door

COUNTED = [["username", "ip_address"], ["username"], ["ip_address"]]
LIMITS = (5, 20, 100)  # failures of each that lock
LASTS = timedelta(minutes=20)  # after the last failure


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """axes' own counting, with a limit of its own for each of the three counts."""

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        """Return failures in units of the first limit: as soon as one count is full, the door is shut."""
        counts = [
            one.aggregate(n=Sum("failures_since_start"))["n"] or 0
            for one in self.get_user_attempts(request, credentials)
        ]
        return max(count * LIMITS[0] // limit for count, limit in zip(counts, LIMITS, strict=True))


def note_lock_out(*, username: str, at: datetime) -> None:
    """Write that a name was locked out, when there is such an account; whoever guesses never learns which."""
    account = Account.objects.filter(username=username).first()
    if account is None:
        return
    with transaction.atomic(), scoped(account.street):
        write("people.locked_out", subject=Ref("account", account.pk), street=account.street,
              by=system("door", street=account.street), at=at)  # fmt: skip


@transaction.atomic
def unlock(*, account: Account, by: Actor, at: datetime) -> None:
    """Forget the wrong guesses at an account's name, so that the person may try again at once."""
    allow_door(by, account.street)
    reset(username=account.username)
    write("people.lock_lifted", subject=Ref("account", account.pk), street=account.street, by=by, at=at)


def forget_attempts() -> int:
    """Delete wrong attempts that lock nobody any longer: what was typed as a name may be anything."""
    deleted: int = AccessAttempt.objects.filter(attempt_time__lt=Now() - LASTS).delete()[0]
    return deleted


def locked_names(names: list[str], at: datetime) -> set[str]:
    """Return those of the names that are locked out somewhere; `at` is the real time, by which axes counts."""
    rows = AccessAttempt.objects.filter(username__in=names, attempt_time__gte=at - settings.AXES_COOLOFF_TIME)
    pairs: dict[tuple[str, str], int] = {}
    for name, address, failures in rows.values_list("username", "ip_address", "failures_since_start"):
        for key in ((name, address or ""), (name, "*")):
            pairs[key] = pairs.get(key, 0) + failures
    return {name for (name, where), n in pairs.items() if n >= LIMITS[1 if where == "*" else 0]}
