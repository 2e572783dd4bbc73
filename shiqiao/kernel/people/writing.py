"""What all writes about people share: who may, which row runs on a day, what the database refuses, the journal line."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.errors import REMEDIES
from shiqiao.kernel.people.models import (
    Account,
    Contact,
    Deputyship,
    Holding,
    Leave,
    Line,
    Portfolio,
    Post,
    Responsibility,
)
from shiqiao.kernel.people.powers import may, powers_of

ZONE = ZoneInfo(settings.TIME_ZONE)
Dated = TypeVar("Dated", Holding, Responsibility, Deputyship, Leave, Portfolio, Contact)


@contextmanager
def refusing(**params: object) -> Iterator[None]:
    """Turn what the database refuses into an error that names field and remedy; the transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if constraint not in REMEDIES:
            raise
        kind, name, sentence = REMEDIES[constraint]
        raise kind("", fields={name: sentence}, **params) from error


def allow(by: Actor, street: int, act: str = "organise") -> None:
    """Refuse whose roles may not do an act (`powers.MAY`) in the street."""
    if not may(act, by.roles) or by.street not in (None, street):
        raise Forbidden


def known_code(name: str, code: str, codes: Collection[str]) -> None:
    """Refuse a code that is none of `codes`, naming the field and what may stand there."""
    if code not in codes:
        raise Invalid(fields={name: "{code} is not known. Use one of: {codes}."}, code=code, codes=", ".join(codes))


def known_line(code: str) -> None:
    """Refuse a line of work that does not exist."""
    known_code("line", code, sorted(Line.objects.values_list("code", flat=True)))


def period(start: date, end: date | None) -> "DateRange":
    """Return the days from `start` to `end` (not included); raises Invalid when they run backwards."""
    if end is not None and end <= start:
        raise Invalid(fields={"end": "The end must come after the start."})
    return DateRange(start, end)


def lock_post(post: Post) -> None:
    """Hold the post's row until the transaction ends: changes of one post come one after the other."""
    if not Post.objects.select_for_update().filter(pk=post.pk).exists():
        raise NotFound


def running(rows: QuerySet[Dated], during: "DateRange") -> Dated | None:
    """Return, locked, the row that runs on the first day of a period."""
    return rows.select_for_update(of=("self",)).filter(during__contains=during.lower).first()


def covers(row: Dated, during: "DateRange") -> bool:
    """Tell whether a row runs on as long as a period."""
    return row.during.upper is None or (during.upper is not None and during.upper <= row.during.upper)


def close_row(row: Model | None, on: date) -> None:
    """End a row on a day; a row that began on that very day stays, and the constraint refuses its successor."""
    running: Any = row
    if running is not None and running.during.lower < on:
        running.during = DateRange(running.during.lower, on)
        running.save(update_fields=["during"])


def end_row(rows: QuerySet[Dated], on: date) -> Dated:
    """End the row that runs on a day; one that would begin then is called off. Raises Conflict for none."""
    row = rows.select_for_update(of=("self",)).filter(during__contains=on).first()
    if row is None:
        raise Conflict(fields={"on": "Nothing runs on {date} that could be ended."}, date=on)
    if row.during.lower == on:
        key = row.pk
        row.delete()
        row.pk = key
    else:
        close_row(row, on)
    return row


def days(during: "DateRange") -> dict[str, Any]:
    """Return a period as a journal line tells it."""
    return {"from": during.lower.isoformat(), "to": during.upper.isoformat() if during.upper else None}


def record(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write the journal line of an act and refresh what every process holds of people."""
    write(code, subject=subject, street=street, by=by, at=at, data=data)
    touch("people")


def may_give(roles: Iterable[str], by: Actor) -> None:
    """Refuse whoever is no security administrator to give, take or alter one of the three powers."""
    if powers_of(roles) and not may("rights", by.roles):
        raise Forbidden(fields={"roles": "Only a security administrator gives or takes one of the three powers."})


def not_oneself(by: Actor, *accounts: Account | int | None) -> None:
    """Refuse to decide about the own rights: no person gives itself a post, a deputyship or the work of another."""
    if by.account is not None and by.account in {getattr(one, "pk", one) for one in accounts}:
        raise Forbidden(fields={"account": "Nobody gives rights to oneself: let somebody else decide it."})


def not_own_post(by: Actor, post: Post, at: datetime) -> None:
    """Refuse to alter a post that the actor holds, will hold, or stands in for."""
    if by.account is None:
        return
    lasting = Q(during__endswith=None) | Q(during__endswith__gt=day_of(at))
    mine = Holding.objects.filter(lasting, account=by.account).values("post")
    stands_in = Q(deputy_account=by.account) | Q(deputy_post__in=mine)
    if (
        Holding.objects.filter(lasting, account=by.account, post=post).exists()
        or Deputyship.objects.filter(lasting, stands_in, post=post).exists()
    ):
        raise Forbidden(fields={"roles": "Nobody alters the post they act for: let somebody else decide it."})


def holders_from(post: Post | None, start: date) -> list[int]:
    """Return the accounts that hold a post on a day or later; none for no post."""
    lasting = Q(during__endswith=None) | Q(during__endswith__gt=start)
    return list(Holding.objects.filter(lasting, post=post).values_list("account", flat=True)) if post else []


def has_power(account: int) -> bool:
    """Tell whether a person holds a post with one of the three powers today."""
    held = Holding.objects.filter(account=account, during__contains=day_of(now())).values_list("post__roles", flat=True)
    return any(powers_of(roles) for roles in held)


def spare_powers(account: int, by: Actor) -> None:
    """Refuse whoever is no security administrator to lock out, let in or hand over somebody with one of the powers."""
    if not may("rights", by.roles) and has_power(account):
        raise Forbidden(fields={"account": "Only a security administrator decides about holders of the three powers."})


def spare_door(account: int, by: Actor) -> None:
    """Refuse to draw a password for a holder of one of the powers: who knows it could sign in with another's power.

    The operator of the server draws it (`shiqiao password LOGIN`), face to face with the person.
    """
    if not by.has("system") and has_power(account):
        fields = {"password": "Holders of the three powers get a new password at the server: shiqiao password LOGIN."}
        raise Forbidden(fields=fields)


def day_of(at: datetime) -> date:
    """Return the local day of a moment (aware)."""
    return at.astimezone(ZONE).date()
