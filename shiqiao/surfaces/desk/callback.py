"""The call-back (回访): what the agent reads out, what the reporter says, and taking the matter up again in one go."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from shiqiao.base import text
from shiqiao.base.actor import Actor
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import call_back_matter, reopen_matter
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk import records

TOLD = ("result", "answer")  # kinds of notes that the reporter reads


def call_back(*, matter: int, by: Actor, at: datetime, again: bool = False, reason: str = "", **given: Any) -> Any:
    """Record a call-back; with `again` the matter is taken up again for the same reason, or neither is written."""
    if again and not reason.strip():
        raise MoveLacks(fields={"reason": "Write what the reporter is not content with: the handler works by it."})
    with transaction.atomic():
        sheet = call_back_matter(matter=matter, by=by, at=at, reason=reason, **given)
        return reopen_matter(matter=matter, reason=reason, by=by, at=at) if again else sheet


def again(row: Matter) -> dict[str, forms.Field]:
    """Return the field that takes a matter up again, where the flow lets call-back agents do that."""
    moves = flow(row.flow, row.flow_version).table.moves
    if not any(move.do == "reopen" and row.state in move.sources and "callback" in move.by for move in moves):
        return {}
    return {
        "again": forms.BooleanField(
            label=_("Take it up again at once"), required=False,
            help_text=_("For a reporter who is not content: the reason goes to the handler, and a new term starts."),
        )
    }  # fmt: skip


def told(row: Matter) -> str:
    """Return what the reporter was told last, to be read out at the call-back; identifiers in it masked."""
    notes, tokens = records.notes_of(row), records.masked_identifiers(row)
    found = [(seq, note) for seq in sorted(notes) for note in notes[seq] if note.kind in TOLD]
    return text.restore(found[-1][1].text, tokens.get(found[-1][0], {})) if found else ""
