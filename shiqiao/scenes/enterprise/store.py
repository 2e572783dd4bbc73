"""What the scene's actions share: seals, locks, texts, journal lines."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.timezone import localdate

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.enterprise.errors import FirmRefused
from shiqiao.scenes.enterprise.models import SEAL

FIRM, SEAT, PERSON = "firm_file", "firm_seat", "firm_person"
NEED, PROMISE = "firm_need", "firm_promise"
TEXT_MOST = 1000
M = TypeVar("M", bound=models.Model)


def seal(text: str) -> bytes | None:
    """Encrypt what a person said or wrote."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str, sentence: str = "") -> str:
    """Return what was written, cleaned; raises FirmRefused under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST, error=FirmRefused)


def one_of(value: str, codes: Iterable[str], name: str) -> str:
    """Return a code that is known; raises FirmRefused naming the field."""
    if value not in tuple(codes):
        raise FirmRefused(fields={name: "Choose one of those offered."})
    return value


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)


def hold(what: str) -> None:
    """Hold an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"enterprise {what}"])


def locked(table: type[M], number: int) -> M:
    """Lock a row until the transaction ends; raises NotFound."""
    return the_one(table._default_manager.select_for_update().filter(pk=number))


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)
