"""What the scene's actions share: locks, the seal of what a person wrote, the order's clock, journal and entries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from shiqiao.base import crypto
from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.rows import the_one
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.supervision.errors import NotSo
from shiqiao.scenes.supervision.models import SEAL, OrderEntry, SupervisionOrder
from shiqiao.scenes.supervision.rules import TEXT_MOST

KIND = "supervision_order"
CLOCK = "supervise"
Files = Sequence[tuple[str, str]]


def seal(text: str) -> bytes | None:
    """Encrypt what a person wrote."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str, sentence: str) -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST)


def hold(what: str) -> None:
    """Hold an advisory lock until the transaction ends: two rounds may want the same number or order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"supervision {what}"])


def next_serial(street: int, at: datetime) -> tuple[int, int]:
    """Return the year and the next serial number of a street's orders; holds a lock until the transaction ends."""
    year = localtime(at).year
    hold(f"number {street} {year}")
    last = SupervisionOrder.objects.filter(street=street, year=year).order_by("-serial").first()
    return year, (last.serial if last else 0) + 1


def lock(order: int) -> SupervisionOrder:
    """Lock an order's row until the transaction ends; raises NotFound."""
    return the_one(SupervisionOrder.objects.select_for_update().filter(pk=order))


def need(row: SupervisionOrder, *states: str) -> None:
    """Raise NotSo unless an order stands in one of these states."""
    if row.state not in states:
        raise NotSo


def enter(
    row: SupervisionOrder, kind: str, *, by: Actor, at: datetime, text: str = "", refs: Iterable[Ref] = (),
    files: Files = (), **data: Any,
) -> OrderEntry:  # fmt: skip
    """Write what was said about an order with its files and its line of the journal (`order_…`)."""
    subject = Ref(KIND, row.id)
    if files:
        adopt(files, subject=subject, street=row.street, by=by, at=at, field="document")
    entry = OrderEntry.objects.create(
        street=row.street, order=row.id, kind=kind, text=seal(text), refs=[str(ref) for ref in refs],
        files=[sha for _, sha in files], post=by.post or 0, account=by.account or 0, at=at,
    )  # fmt: skip
    more = {name: value for name in ("refs", "files") if (value := getattr(entry, name))}
    note(row, CODES[kind], by=by, at=at, entry=entry.id, **more, **data)
    return entry


def note(row: SupervisionOrder, code: str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of an order; data are codes, numbers, references and moments."""
    plain = {name: stamp(value) if isinstance(value, datetime) else value for name, value in data.items()}
    journal.write(code, subject=Ref(KIND, row.id), street=row.street, by=by, at=at, data=plain)


CODES = {
    "raised": "supervision.order_raised", "answered": "supervision.order_answered",
    "sent_back": "supervision.order_sent_back", "closed": "supervision.order_closed",
    "withdrawn": "supervision.order_withdrawn", "urged": "supervision.order_urged",
}  # fmt: skip


def begin_clock(row: SupervisionOrder, at: datetime) -> datetime:
    """Start the next run of an order's clock; returns when it is due. It warns and climbs as all clocks do."""
    run = 1 + max((clock.run for clock in clocks_of(Ref(KIND, row.id))), default=0)
    state = clocks.start(CLOCK, Term.parse(row.term), calendar_for(row.street), at, run=run)
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=Ref(KIND, row.id), state=state, owner_post=row.post, community=0
    ).save(force_insert=True)
    return state.due_at


def due_of(street: int, term: str, at: datetime) -> datetime:
    """Return when a term that starts at a moment is due."""
    return clocks.due(calendar_for(street), at, Term.parse(term)).at


def stop_clock(row: SupervisionOrder, at: datetime) -> bool:
    """Stop the running clock of an order; tells whether it had run out."""
    for clock in clocks_of(Ref(KIND, row.id)):
        if clock.stopped_at is None:
            return bool(put(clock=clock, state=clocks.stop(clock.state(), at)).late)
    return False
