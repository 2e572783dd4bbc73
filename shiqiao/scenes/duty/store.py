"""What the actions of duty share: sealed texts, locks, journal, notices, new turns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.definitions import DutyRules
from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.scenes.duty.tables import SEAL, Roster, Shift, Swap, Turn

ROSTER, SHIFT, TURN, SWAP = "duty_roster", "duty_shift", "duty_turn", "duty_swap"
TEXT_MOST = 500


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str, sentence: str = "") -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when it is needed and nothing was."""
    text = clean(text).strip()
    if sentence and not text:
        raise Invalid(fields={name: sentence})
    if len(text) > TEXT_MOST:
        told = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={name: told}, text_length=len(text), text_most=TEXT_MOST)
    return text


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def tell(
    kind: str, subject: Ref, street: int, at: datetime, accounts: Iterable[int], posts: Iterable[int] = ()
) -> None:
    """Tell persons, and posts, of something."""
    for account in dict.fromkeys(accounts):
        if account:
            notify(street=street, post=None, account=account, kind=kind, subject=subject, at=at)
    for post in dict.fromkeys(posts):
        notify(street=street, post=post, account=None, kind=kind, subject=subject, at=at)


def posts_named(street: int, codes: Iterable[str]) -> list[int]:
    """Return the posts of some codes that there are."""
    wanted = set(codes)
    return [row.id for row in people.posts(street) if row.code in wanted]


def lock_turns(street: int, *numbers: int) -> list[Turn]:
    """Lock turns of a street by number, in that order; raises NotFound when one is not there."""
    rows = {
        row.pk: row for row in Turn.objects.select_for_update().filter(street=street, pk__in=numbers).order_by("pk")
    }
    if len(rows) != len(set(numbers)):
        raise NotFound
    return [rows[number] for number in numbers]


def lock_roster(street: int, number: int) -> Roster:
    """Lock a roster of a street; raises NotFound."""
    row = Roster.objects.select_for_update().filter(street=street, pk=number).first()
    if row is None:
        raise NotFound
    return row


def lock_swap(street: int, number: int) -> Swap:
    """Lock a swap of a street; raises NotFound."""
    row = Swap.objects.select_for_update().filter(street=street, pk=number).first()
    if row is None:
        raise NotFound
    return row


def lock_shift(street: int, number: int) -> Shift:
    """Lock a published shift of a street; raises NotFound."""
    row = Shift.objects.select_for_update().filter(street=street, pk=number, live=True).first()
    if row is None:
        raise NotFound
    return row


def rules_for(shift: Shift) -> DutyRules:
    """Return the rules by which a shift's roster was made."""
    version = Roster.objects.filter(pk=shift.roster).values_list("rules", flat=True).first() or 0
    return rules_of(shift.street, version)


def rest_after(shift: Shift) -> timedelta:
    """Return how long one rests after a shift."""
    kind = rules_for(shift).kind(shift.kind)
    return timedelta(hours=kind.rest if kind else 0)


def put_in(former: Turn, shift: Shift, person: int, post: int, since: datetime, at: datetime, **reasons: Any) -> Turn:
    """Write the turn that stands in another one's place, from a moment to the end of the shift."""
    end = shift.during.upper
    return Turn.objects.create(
        street=shift.street, roster=shift.roster, shift=shift.pk, role=former.role, place=former.place, person=person,
        post=post, during=DateTimeTZRange(since, end), rested=DateTimeTZRange(since, end + rest_after(shift)), live=True,
        former=former.pk, reasons=reasons,
    )  # fmt: skip


def settle() -> None:
    """Ask the database now whether every shift is manned, not only when the transaction ends: errors are told in words."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS duty_manned, duty_turn_manned IMMEDIATE")
        cursor.execute("SET CONSTRAINTS duty_manned, duty_turn_manned DEFERRED")
