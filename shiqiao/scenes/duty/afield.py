"""Duty in the field app: I am on duty, and a line for the log; each told once, without a network too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Errand, ErrandAct
from shiqiao.scenes.duty import reads, rights, watching, words
from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.scenes.duty.tables import ENTRY_KINDS, LogEntry, Shift, Turn

CODE = "duty"


def carried(actor: Actor, at: datetime) -> list[Errand]:
    """Return the actor's turn that runs or begins soon: to check in, or to write into its log."""
    if not rights.official(actor) or not actor.account:
        return []
    early = rules_of(actor.street or 0).early
    return [_errand(row, at) for row in reads.mine(actor, at, limit=2) if watching.may_check_in(row, early, at)]


def _errand(row: Turn, at: datetime) -> Errand:
    kind = words.kind_title(row.street, Shift.objects.get(pk=row.shift).kind)
    title = f"{_(words.ROLES[row.role])} · {kind}"
    if row.checked_in_at is None:
        act = ErrandAct("check_in", _("Check in for duty"), "check", main=True)
        tone = "red" if row.during.lower <= at else "blue"
        return Errand(
            f"{CODE}:turn:{row.pk}", title, words.span(row.during), due_at=row.during.lower, tone=tone, acts=(act,)
        )
    choices = tuple((code, _(said)) for code, said in words.ENTRIES.items())
    act = ErrandAct("write", _("Write a line"), "edit", choices=choices, words=True)
    return Errand(f"{CODE}:shift:{row.shift}", title, words.span(row.during), tone="blue", acts=(act,))


def do(key: str, do: str, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    """Do one act of an errand once; returns whether it had been done before. Raises NotFound, and what the action raises."""
    _code, _sep, rest = key.partition(":")
    what, _sep, number = rest.partition(":")
    if not number.isdecimal() or len(number) > 18 or (what, do) not in (("turn", "check_in"), ("shift", "write")):
        raise NotFound
    if what == "turn":
        return _check_in(int(number), by, at)
    if client_id and LogEntry.objects.filter(street=by.street or 0, client_id=client_id[:40]).exists():
        return True
    kind = str(told.get("choice", ""))
    watching.write_log(
        shift=int(number), kind=kind if kind in ENTRY_KINDS else "note", text=str(told.get("words", "")),
        client_id=client_id[:40], by=by, at=at,
    )  # fmt: skip
    return False


def _check_in(number: int, by: Actor, at: datetime) -> bool:
    row = reads.access_turn(by, number)
    if row.person == by.account and row.checked_in_at is not None:
        return True
    watching.check_in(turn=row.pk, by=by, at=at)
    return False
