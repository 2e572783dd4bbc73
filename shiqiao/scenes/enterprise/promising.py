"""The promise ledger (承诺台账): what was promised to a firm, until when, and whether it was kept; the firm sees it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.errors import FirmRefused, NotSoNow
from shiqiao.scenes.enterprise.firms import live_of
from shiqiao.scenes.enterprise.stewarding import present
from shiqiao.scenes.enterprise.store import PROMISE, day_of, locked, note, seal, written
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPromise

LONGEST = timedelta(days=730)


def promise(
    *, organisation: int, text: str, due: date, need: int = 0, visit: int = 0, invented: bool = False, by: Actor,
    at: datetime,
) -> FirmPromise:  # fmt: skip
    """Enter what was promised to a firm, due on a day; the firm sees it. The steward's post keeps it.

    Raises FirmRefused naming each field, NotFound for who does not look after the firm.
    """
    said = written(text, "text", "Write what was promised.")
    if not day_of(at) <= due <= day_of(at) + LONGEST:
        raise FirmRefused(fields={"due": "Choose a day from today on, within two years."})
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        rights.refuse_strangers(by, live.street, live.pk)
        if need and not FirmNeed.objects.filter(pk=need, street=live.street).exists():
            raise NotFound
        term = present([live.pk]).get(live.pk)
        row = FirmPromise.objects.create(
            street=live.street, organisation=live.pk, need=need, visit=visit, text=seal(said), due=due,
            post=term.post if term else by.post or 0, account=by.account or 0, made_at=at, invented=invented,
        )  # fmt: skip
        note("enterprise.promised", Ref(PROMISE, row.pk), row.street, by, at, organisation=row.organisation,
             due=due.isoformat(), need=need or None, visit=visit or None)  # fmt: skip
        return row


def keep_promise(*, number: int, outcome: str, by: Actor, at: datetime) -> FirmPromise:
    """Say that a promise was kept, and how; kept late follows from the days. Raises FirmRefused, NotSoNow, NotFound."""
    said = written(outcome, "outcome", "Write how it was kept.")
    return _end(number, "kept_at", "enterprise.promise_kept", said, by, at)


def break_promise(*, number: int, outcome: str, by: Actor, at: datetime) -> FirmPromise:
    """Say that a promise will not be kept, and why; the firm reads it. Raises FirmRefused, NotSoNow, NotFound."""
    said = written(outcome, "outcome", "Write why it will not be kept.")
    return _end(number, "broken_at", "enterprise.promise_broken", said, by, at)


def _end(number: int, column: str, code: str, said: str, by: Actor, at: datetime) -> FirmPromise:
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = locked(FirmPromise, number)
        if by.street not in (None, row.street):
            raise NotFound
        rights.refuse_strangers(by, row.street, live_of(by, row.organisation).pk)
        if row.kept_at or row.broken_at:
            raise NotSoNow
        setattr(row, column, at)
        row.outcome = seal(said)
        row.save(update_fields=[column, "outcome"])
        late = day_of(at) > row.due
        note(code, Ref(PROMISE, row.pk), row.street, by, at, late=late)
        return row
