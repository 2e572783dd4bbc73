"""What the actions of renewal share: what is sealed, the journal, entries, locks."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.scenes.projects.renewal import rights
from shiqiao.scenes.projects.renewal.tables import SEAL, Renewal, RenewalEntry, RenewalFile

RENEWAL, FILE = "renewal", "renewal_file"
TEXT_MOST = 300


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str = "words", sentence: str = "") -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST)


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return localtime(at).date()


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, /, **data: Any) -> None:
    """Write a line of the journal: codes, numbers and days alone."""
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def enter(row: RenewalFile, kind: str, *, by: Actor, at: datetime, text: str = "", code: str = "") -> RenewalEntry:
    """Write what was said of a file."""
    return RenewalEntry.objects.create(
        street=row.street, file=row.pk, kind=kind, code=code, text=seal(text), account=by.account or 0, at=at
    )


def lock_renewal(number: int, by: Actor) -> Renewal:
    """Lock a project that the actor works on; absent and not yours are the same NotFound."""
    rows: QuerySet[Renewal] = Renewal.objects.select_for_update().filter(rights.works_on(by), pk=number)
    return the_one(rows)


def lock_file(number: int, by: Actor) -> RenewalFile:
    """Lock a household's file that the actor works on; absent and not yours are the same NotFound."""
    return the_one(RenewalFile.objects.select_for_update().filter(rights.works_on(by), pk=number))
