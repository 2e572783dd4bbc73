"""What the actions of campaigns share: sealed texts, numbers, the clock of an item, journal and entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.projects.campaigns.moves import STEP
from shiqiao.scenes.projects.campaigns.publishing import kind_of
from shiqiao.scenes.projects.campaigns.tables import SEAL, Campaign, CampaignEntry, CampaignItem

CAMPAIGN, ITEM = "campaign", "campaign_item"
CLOCK, RECHECK = "handle", "check"
TEXT_MOST = 500
Files = Sequence[tuple[str, str]]


def code_of(kind: str) -> str:
    """Return the code of the journal under which a step is written."""
    return {
        "found": "projects.item_found", "identify": "projects.item_identified", "dismiss": "projects.item_dismissed",
        "notify": "projects.item_notified", "self_fix": "projects.item_fixed", "enforce": "projects.item_enforced",
        "enforced": "projects.item_fixed", "recheck": "projects.item_rechecked", "send_back": "projects.item_sent_back",
        "strike_off": "projects.item_struck_off", "use": "projects.item_used", "reopen": "projects.item_reopened",
        "photo": "projects.item_photographed",
    }[kind]  # fmt: skip


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def next_serial(campaign: int) -> int:
    """Return the next serial number of a campaign's items; holds a lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"campaign {campaign}"])
    rows = CampaignItem.objects.filter(campaign=campaign).order_by("-serial").values_list("serial", flat=True)
    return (rows.first() or 0) + 1


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def enter(
    row: CampaignItem, kind: str, *, by: Actor, at: datetime, text: str = "", files: Files = (), **data: Any
) -> CampaignEntry:
    """Write what was done with an item, with its pictures, and its line of the journal."""
    subject = Ref(ITEM, row.pk)
    if files:
        adopt(files, subject=subject, street=row.street, by=by, at=at, field="photo")
    entry = CampaignEntry.objects.create(
        street=row.street, item=row.pk, kind=kind, text=seal(text), files=[sha for _, sha in files],
        account=by.account or 0, at=at,
    )  # fmt: skip
    note(code_of(kind), subject, row.street, by, at, entry=entry.pk, files=entry.files, state=row.state, **data)
    return entry


def run_clock(row: CampaignItem, campaign: Campaign, at: datetime) -> None:
    """Stop the clock of the step that is over and start that of the next one; a term that was missed once stays missed."""
    subject = Ref(ITEM, row.pk)
    there = clocks_of(subject)
    for one in there:
        if one.stopped_at is None and put(clock=one, state=clocks.stop(one.state(), at)).late:
            row.late = True
    step = STEP.get(row.state)
    row.term, row.due_at = "", None
    if step is None:
        return
    name = RECHECK if step == "recheck" else CLOCK
    row.term = str(getattr(kind_of(row.street, campaign.version, row.kind).terms, step))
    run = 1 + max((one.run for one in there if one.name == name), default=0)
    state = clocks.start(name, Term.parse(row.term), calendar_for(row.street), at, run=run)
    owner = row.post if row.state == "notified" else row.lead
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=subject, state=state, owner_post=owner or None,
        community=row.community,
    ).save(force_insert=True)  # fmt: skip
    row.due_at = state.due_at


def tell(row: CampaignItem, kind: str, at: datetime, post: int) -> None:
    """Tell a post of something about an item."""
    if post:
        notify(street=row.street, post=post, account=None, kind=kind, subject=Ref(ITEM, row.pk), at=at)


def clock_moved(fact: Any, by: Actor, at: datetime) -> None:
    """Follow a calendar that moved the clock of an item (same transaction)."""
    row = CampaignItem.objects.select_for_update().filter(pk=fact.subject, due_at__isnull=False).first()
    if row is not None:
        if row.notice_due == row.due_at:
            row.notice_due = fact.after.due_at
        row.due_at = fact.after.due_at
        row.save(update_fields=["due_at", "notice_due"])
