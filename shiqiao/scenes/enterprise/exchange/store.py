"""What the actions of the exchange share: locks, seals, journal lines, notices, the words of the index."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.timezone import localdate

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.rows import the_one
from shiqiao.base.text import index_terms
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.enterprise.exchange.rules import KINDS, SIDES
from shiqiao.scenes.enterprise.exchange.tables import SEAL, Listing, Match, MatchStep

LISTING, MATCH = "listing", "exchange_match"
TEXT_MOST = 300
M = TypeVar("M", bound=models.Model)


def seal(text: str) -> bytes | None:
    """Encrypt what was said."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str = "text", *, needed: bool = False) -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    sentence = "Say in a few words why."  # msgid
    return texts.written(text, name, sentence if needed else "", most=TEXT_MOST)


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)


def hold(what: str) -> None:
    """Hold an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exchange {what}"])


def locked(table: type[M], number: int) -> M:
    """Lock a row until the transaction ends; raises NotFound."""
    return the_one(table._default_manager.select_for_update().filter(pk=number))


def note(code: str, ref: Ref, street: int, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of the journal: codes, numbers, days and moments; never which firm it is."""
    plain = {name: _plain(one) for name, one in data.items() if one not in (None, "", [])}
    journal.write(code, subject=ref, street=street, by=by, at=at, data=plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def step(
    row: Match, name: str, *, by: Actor, at: datetime, side: str = "", on: date | None = None, text: str = ""
) -> MatchStep:
    """Write a step of a match."""
    return MatchStep.objects.create(
        street=row.street, match=row.pk, step=name, side=side, on=on or day_of(at), at=at, account=by.account or 0,
        text=seal(text),
    )  # fmt: skip


def tell_both(row: Match, kind: str, at: datetime, *, but: int = 0) -> None:
    """Tell the posts that keep the two sides; firms read it in their own list."""
    for post in sorted({row.offer_post, row.ask_post} - {0, but}):
        notify(street=row.street, kind=kind, subject=Ref(MATCH, row.pk), at=at, post=post)


def marked(side: str, kind: str, terms: Iterable[str]) -> list[str]:
    """Return terms marked with side and kind: the index then finds the one kind of counterparts alone."""
    head = f"{side[0]}{KINDS.index(kind)}"
    return [f"{head}{term}" for term in terms]


def quoted(terms: Iterable[str]) -> list[str]:
    """Return terms as lexemes of PostgreSQL."""
    return ["'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in terms]


def terms_of(row: Listing) -> str:
    """Return the search terms of a listing; one that is over has none and costs no search anything."""
    if row.state != "open":
        return ""
    return " ".join(quoted(marked(row.side, row.kind, index_terms(f"{row.title} {row.words}"))))


def any_kind(term: str, side: str = "", kind: str = "") -> list[str]:
    """Return a term with every mark it may stand under."""
    sides, kinds = ([side] if side else SIDES), ([kind] if kind else KINDS)
    return [one for here in sides for there in kinds for one in marked(here, there, [term])]
