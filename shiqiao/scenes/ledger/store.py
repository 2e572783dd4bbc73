"""What the scene's actions share: kinds of subjects in the journal, who may, lines and notices, what was written."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people

FORM, ROW, LEDGER, SETTINGS = "ledger_form", "ledger_row", "ledger", "ledger_settings"
SUBMISSION = "ledger_submission"
REQUESTS = frozenset({"leader", "admin", "department_head", "community_head", "dispatcher", "handler"})
APPROVES = frozenset({"leader"})
PUBLISHES = frozenset({"admin", "leader", "system"})
FILLS = frozenset({"grid_member", "community_head", "leader"})
SEES = frozenset({"grid_member", "community_head", "dispatcher", "leader", "admin", "auditor"})
TEXT_MOST = 500


def today(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)


def may(by: Actor, roles: frozenset[str], street: int, sentence: str) -> None:
    """Raise Forbidden with `sentence` unless the actor holds one of the roles in the street."""
    if not by.roles & (roles | {"system"}) or by.street not in (None, street):
        raise Forbidden(fields={"post": sentence})


def written(text: str, name: str, sentence: str) -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST)


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line; data are codes, figures and references."""
    journal.write(code, subject=subject, street=street, by=by, at=at, data=data)


def tell(kind: str, subject: Ref, street: int, at: datetime, *, roles: frozenset[str] = frozenset(), account: int = 0,
         leave_out: frozenset[int] = frozenset()) -> None:  # fmt: skip
    """Leave a notice for the posts with some roles, or for a person."""
    for post in people.posts(street, roles=roles) if roles else ():
        if post.id not in leave_out:
            notify(street=street, kind=kind, subject=subject, at=at, post=post.id)
    if account:
        notify(street=street, kind=kind, subject=subject, at=at, account=account)
