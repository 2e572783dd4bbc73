"""Reminders of who keeps silent about a need: after 9, 21 and 45 days by the street's rules, each once; then abandoned."""

from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.enterprise.needing import head_of, settle
from shiqiao.scenes.enterprise.publishing import office_of, rules_of
from shiqiao.scenes.enterprise.rules import STEPS, step_due
from shiqiao.scenes.enterprise.store import NEED, day_of, locked, note
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPosition, FirmReminder

MANY = 500


def remind_all(*, at: datetime) -> int:
    """Remind in all streets; returns how many. Run by the worker."""
    with scope.whole():
        streets = set(FirmPosition.objects.filter(state="waiting", abandoned_at=None).values_list("street", flat=True))
    return sum(remind(street=street, by=system("enterprise", street=street), at=at) for street in sorted(streets))


def remind(*, street: int, by: Actor, at: datetime) -> int:
    """Remind who has kept silent for so long, each step once; steps missed while the worker slept come as the last one."""
    count = 0
    with scope.scoped(street), transaction.atomic():
        days = rules_of(street).reminders
        since = at - timedelta(days=days.first - 1)
        rows = FirmPosition.objects.select_for_update().filter(
            street=street, state="waiting", abandoned_at=None, asked_at__lte=since
        )
        for row in rows.order_by("pk")[:MANY]:
            step = step_due(day_of(row.asked_at), day_of(at), days)
            given = FirmReminder.objects.filter(position=row.pk).order_by("-step").first()
            if step > (given.step if given else 0):
                count += _remind(row, step, by, at)
    return count


def _remind(row: FirmPosition, step: int, by: Actor, at: datetime) -> bool:
    given = {"street": row.street, "at": at}
    _, new = FirmReminder.objects.get_or_create(position=row.pk, step=step, defaults=given)
    if not new:
        return False
    last = step == STEPS
    code = "enterprise.need_abandoned" if last else "enterprise.unit_reminded"
    note(code, Ref(NEED, row.need), row.street, by, at, unit=row.unit, step=step, position=row.pk)
    if last:
        row.abandoned_at = at
        row.save(update_fields=["abandoned_at"])
        settle(locked(FirmNeed, row.need), at)
    office = office_of(row.street) if last else 0
    for post in {row.post, head_of(office) if office else 0} - {0}:
        notify(street=row.street, post=post, kind=code, subject=Ref(NEED, row.need), params={"step": step}, at=at)
    return True
