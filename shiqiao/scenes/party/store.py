"""What the actions share: locks, seals, journal lines, checks of what was typed."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.timezone import localdate

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean, find_identifiers
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.party.errors import EntryRefused
from shiqiao.scenes.party.servicetables import BOOKING_SEAL, MEMBER_SEAL
from shiqiao.scenes.party.tables import SEAL

UNIT, MEETING, ITEM, MATCH = "party_unit", "joint_meeting", "party_item", "party_match"
PROJECT, OCCASION, BOOKING = "service_project", "service_occasion", "service_booking"
REPORTED, ASSESSMENT = "party_reported", "party_assessment"
M = TypeVar("M", bound=models.Model)
NEEDED, TOO_LONG = "Fill this in, shortly.", "Shorten this."
NO_NUMBERS = "Leave telephone and other numbers of persons out."
OFFERED = "Choose one of those offered."
__all__ = ["BOOKING_SEAL", "MEMBER_SEAL", "SEAL"]


def seal(text: str, context: str = SEAL) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=context) if text else None


def unseal(sealed: crypto.Bytes | None, context: str = SEAL) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=context) if sealed else ""


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)


def hold(what: str) -> None:
    """Hold an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"party {what}"])


def locked(table: type[M], number: int, street: int | None = None) -> M:
    """Lock a row until the transaction ends; raises NotFound, also for one of another street."""
    rows = table._default_manager.select_for_update().filter(pk=number)
    return the_one(rows if street is None else rows.filter(street=street))


def note(code: str, kind: str, row: Any, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of the journal: codes, numbers, days and moments; no words, no person."""
    plain = {name: _plain(one) for name, one in data.items() if one not in (None, "", 0, [])}
    journal.write(code, subject=Ref(kind, row.pk), street=row.street, by=by, at=at, data=plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def words(most: int, *, needed: bool = True, **given: str) -> dict[str, str]:
    """Return texts, cleaned; raises EntryRefused naming each that lacks, is too long or tells somebody's number."""
    found = {name: clean(text).strip() for name, text in given.items()}
    wrong = {}
    for name, text in found.items():
        if needed and not text:
            wrong[name] = NEEDED
        elif len(text) > most:
            wrong[name] = TOO_LONG
        elif find_identifiers(text):
            wrong[name] = NO_NUMBERS
    refuse(wrong)
    return found


def refuse(wrong: dict[str, str]) -> None:
    """Raise EntryRefused when something is wrong."""
    if wrong:
        raise EntryRefused(fields=wrong)


def one_of(name: str, code: Any, offered: Iterable[Any]) -> None:
    """Raise EntryRefused for a code that is not offered."""
    if code not in set(offered):
        raise EntryRefused(fields={name: OFFERED})


def written(write: Callable[[], Any], error: type[Exception]) -> Any:
    """Write rows; what the database refuses is that error."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as refused:
        raise error from refused
