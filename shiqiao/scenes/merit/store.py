"""What the scene's actions share: the seal of what a person wrote, who is concerned, the ledger, journal and notices."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import PostRow
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.merit.models import SEAL, Consequence, LedgerEntry

KIND, MONTH, APPEAL, BULLETIN, REMARK = (
    "merit_consequence", "merit_month", "merit_appeal", "merit_bulletin", "merit_remark",
)  # fmt: skip
LEADS = frozenset({"leader"})
READS_ALL = frozenset({"leader", "auditor"})
TEXT_MOST = 1000


def seal(text: str) -> bytes | None:
    """Encrypt what a person wrote."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str, sentence: str) -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST)


def lead(by: Actor, street: int) -> int:
    """Return the account of a leader who acts; raises Forbidden for anybody else."""
    if not by.roles & LEADS or by.street not in (None, street) or not by.account:
        raise Forbidden(fields={"post": "Only a leader of the street does this."})
    return by.account


def concerned_of(kind: str, subject: int, street: int, at: datetime) -> int:
    """Return the account that is told and may appeal: the person, or who answers for the grid, community or unit now."""
    if kind == "person":
        return subject
    if kind == "grid":
        lines = [one.code for one in people.lines()]
        return people.responsible_for(subject, lines[0], at).account or 0 if lines else 0
    heads = [post for post in people.posts(street) if _heads(post, kind, subject)]
    return next((account for post in heads if (account := people.holder_of(post.id, at).account)), 0)


def _heads(post: PostRow, kind: str, subject: int) -> bool:
    if kind == "unit":
        return post.unit == subject and (post.head_of or "department_head" in post.roles)
    return "community_head" in post.roles and post.territory // 1000 == subject


def known(kind: str, subject: int, street: int) -> bool:
    """Tell whether a subject is one of the street's."""
    if kind in ("grid", "community"):
        code = subject // (1_000_000 if kind == "grid" else 1000)
        return code == street and bool(territory.title(subject))
    try:
        if kind == "unit":
            return people.unit(subject).street == street
        own = {post.id for post in people.posts(street)}
        return any(one.account == subject and one.post in own for one in people.book().holdings)
    except NotFound:
        return False


def book(row: Consequence, turn: int, by: int, at: datetime, *, points: Decimal, card: str) -> LedgerEntry:
    """Write a row of the ledger: 1 what was decided, 2 taken back, 3 what stands in its place."""
    sign = -1 if turn == 2 else 1
    return LedgerEntry.objects.create(
        street=row.street, consequence=row.id, turn=turn, kind=row.kind, subject=row.subject, concerned=row.concerned,
        month=row.month, points=sign * points, card=card, sign=sign, booked_by=by, booked_at=at,
    )  # fmt: skip


def write(code: str, row: Consequence, by: Actor, at: datetime, **data: Any) -> None:
    """Write the line of a consequence; data are codes, figures and references."""
    journal.write(code, subject=Ref(KIND, row.id), street=row.street, by=by, at=at, data=data)


def tell(row: Consequence, kind: str, at: datetime, *, post: int | None = None, account: int | None = None) -> None:
    """Leave a notice about a consequence for a post or a person; nobody is told nothing."""
    if post or account:
        notify(
            street=row.street, kind=kind, subject=Ref(KIND, row.id), at=at, post=post or None, account=account or None
        )
