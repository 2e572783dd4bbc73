"""Whoever leaves the circle of an entry is not waited for any longer: visits that are planned there are cancelled."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.visits import circles, planning, reads
from shiqiao.kernel.visits.models import Visit, VisitPlan

LEFT = "left_circle"


def leave_circle(*, street: int, kind: str, subject: Ref, by: Actor, at: datetime) -> list[int]:
    """Cancel the planned visits of a kind to somebody who does not belong to its circle any more, and end the plans.

    Nothing happens while the subject still belongs to it; re-checks of what was found stay. The actor is one who shares
    visits out there. Returns which visits were cancelled.
    """
    from shiqiao.kernel.visits.actions import cancel_visit

    with scope.scoped(street), transaction.atomic():
        if kind not in {one.code for one in reads.kinds(street)}:  # a street that has not published it plans none
            return []
        if circles.belongs(street, kind, registry.resolve(subject)):
            return []
        visits = list(_planned(street, kind, subject).values_list("pk", flat=True))
        for number in visits:
            cancel_visit(visit=number, by=by, at=at, why=LEFT)
        plans = VisitPlan.objects.select_for_update().filter(street=street, kind=kind, active=True)
        for plan in plans.filter(subject_kind=subject.kind, subject_id__in=_numbers(subject)).order_by("pk"):
            planning.close_plan(plan, why=LEFT, by=by, at=at)
        return visits


def hold_visits(*, street: int, kind: str, subject: Ref) -> None:
    """Lock the planned visits of a kind to somebody until the transaction ends.

    An act that may end in `leave_circle` calls it first: whoever records a visit locks it before what hangs on it.
    """
    list(_planned(street, kind, subject).select_for_update().values_list("pk", flat=True))


def _planned(street: int, kind: str, subject: Ref) -> QuerySet[Visit, Any]:
    rows = Visit.objects.filter(street=street, kind=kind, state="planned", recheck_of=0, subject_kind=subject.kind)
    return rows.filter(subject_id__in=_numbers(subject)).order_by("pk")


def _numbers(subject: Ref) -> list[int]:
    """Return the numbers of a subject on file: its own, and those merged into it."""
    if subject.kind not in ("person", "organisation"):
        return [subject.id]
    live = registry.resolve(subject).id
    return sorted({subject.id, *registry.merged_ids(subject.kind, [live])[live]})
