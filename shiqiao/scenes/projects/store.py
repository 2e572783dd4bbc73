"""What the actions of this scene share: texts, sealing, numbers, files, journal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.projects.models import SEAL

KIND = "project"
TEXT_MOST = 500
Files = Sequence[tuple[str, str]]


def seal(text: str) -> bytes | None:
    """Encrypt what was written."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str, sentence: str = "", most: int = TEXT_MOST) -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=most)


def hold(name: str) -> None:
    """Hold a lock of a name until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def take_files(files: Files, subject: Ref, by: Actor, at: datetime, sentence: str) -> list[str]:
    """Attach what was uploaded to a subject and return the hashes; raises Invalid with `sentence` for none."""
    if not files:
        raise Invalid(fields={"evidence": sentence})
    adopt(files, subject=subject, street=by.street or 0, by=by, at=at, field="evidence")
    return [sha for _purpose, sha in files]


def note(code: str, subject: Ref, by: Actor, at: datetime, /, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {name: _plain(value) for name, value in data.items() if value not in (None, "", [])}
    journal.write(code, subject=subject, street=by.street or 0, by=by, at=at, data=plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def local_day(at: datetime) -> date:
    """Return the day of a moment on the wall."""
    return localtime(at).date()
