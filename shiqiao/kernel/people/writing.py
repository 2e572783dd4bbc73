"""What all writes about people share: who may, which row runs on a day, what the database refuses, the journal line."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.errors import REMEDIES
from shiqiao.kernel.people.models import (
    Contact,
    Deputyship,
    Holding,
    Leave,
    Line,
    Portfolio,
    Post,
    Responsibility,
)

ZONE = ZoneInfo(settings.TIME_ZONE)
MANAGERS = ("admin", "leader", "system")
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


def allow(by: Actor, street: int) -> None:
    """Refuse who is neither administrator nor leader of the street, nor the system."""
    if not any(by.has(role) for role in MANAGERS) or by.street not in (None, street):
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


def may_give(role: str, by: Actor) -> None:
    """Refuse whoever is no administrator to make or unmake one, or to open an administrator's door."""
    if role == "admin" and not (by.has("system") or by.has("admin")):
        raise Forbidden(fields={"roles": "Only an administrator gives or takes the role of administrator."})


def spare_admin(account: int, by: Actor) -> None:
    """Refuse whoever is no administrator to take over the account of one: by password, lock or hand-over."""
    held = Holding.objects.filter(account=account, post__roles__contains=["admin"])
    if held.filter(during__contains=day_of(now())).exists():
        may_give("admin", by)


def day_of(at: datetime) -> date:
    """Return the local day of a moment (aware)."""
    return at.astimezone(ZONE).date()
