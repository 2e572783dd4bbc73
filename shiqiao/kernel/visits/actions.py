"""The front door for writing: publish checklists, plan, record, re-check, give to another, cancel."""

from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import assigning, reads, rules, store
from shiqiao.kernel.visits.afield import record_in_field
from shiqiao.kernel.visits.covering import Covering, plan_circle
from shiqiao.kernel.visits.errors import NotYourVisit, SameVisitor, VisitOver
from shiqiao.kernel.visits.knocks import release, set_budget
from shiqiao.kernel.visits.leaving import hold_visits, leave_circle
from shiqiao.kernel.visits.models import VisitPlan
from shiqiao.kernel.visits.places import Target
from shiqiao.kernel.visits.planning import RoundReport, end_plan, open_due, plan_once, plan_round, plan_visit
from shiqiao.kernel.visits.publishing import publish_checklist
from shiqiao.kernel.visits.recording import Recorded, recheck_visit, record_visit, report_finding
from shiqiao.kernel.visits.rules import VISIT, Change
from shiqiao.kernel.visits.seconds import decide
from shiqiao.kernel.visits.store import Standing

__all__ = [
    "Covering", "Recorded", "RoundReport", "Target", "cancel_visit", "decide", "end_plan", "hold_visits", "leave_circle",
    "open_due", "plan_circle", "plan_once", "plan_round", "plan_visit", "publish_checklist", "reassign_visit",
    "recheck_visit", "record_in_field", "record_visit", "report_finding", "set_budget",
]  # fmt: skip


def reassign_visit(*, visit: int, post: str, by: Actor, at: datetime) -> None:
    """Give an open visit to another post, which is told. A re-check is never given to who made the first visit."""
    with scope.scoped(*scope.of(by)):
        standing = _lock(visit, by)
        sheet = standing.sheet
        try:
            chosen = people.post_by_code(post, sheet.street)
        except NotFound:
            raise Invalid(fields={"post": "There is no such post; choose one from the list."}) from None
        holder = people.holder_of(chosen.id, at).account
        if holder is None:
            raise Invalid(fields={"post": "Nobody holds this post now; choose another or appoint someone."})
        if chosen.id == sheet.post:
            raise Invalid(fields={"post": "This post has the visit already; choose another."})
        if sheet.recheck_of and (chosen.id == sheet.first_post or holder == sheet.first_holder):
            raise SameVisitor
        table = reads.kind(sheet.street, sheet.kind, sheet.version).table
        setting = {"post": chosen.id, "unit": assigning.unit_of(table, sheet.street, chosen.id)}
        store.save([store.act(standing, Change("visits.reassigned", setting), by=by, at=at, recorded=now())])
        about, street = Ref(VISIT, visit), sheet.street
        notify(street=street, post=chosen.id, kind="visits.reassigned", subject=about, params={}, at=at)


def cancel_visit(*, visit: int, by: Actor, at: datetime, why: str = "cancelled") -> None:
    """Cancel an open visit: its clock stops, the plan goes on with its next window. `why` is a code."""
    with scope.scoped(*scope.of(by)):
        standing = _lock(visit, by)
        clocks = tuple(clock_rules.stop(one, max(now(), one.started_at)) for one in standing.sheet.clocks)
        change = Change("visits.cancelled", {"state": "cancelled"}, clocks=clocks, more={"why": why})
        store.save([store.act(standing, change, by=by, at=at, recorded=now())])
        VisitPlan.objects.filter(pk=standing.sheet.plan, visit=visit).update(visit=0)
        release(visit)


def _lock(visit: int, by: Actor) -> Standing:
    """Lock an open visit for those who share work out."""
    standing = store.lock(visit)
    roles = rules.roles_of(by, standing.sheet)
    if not roles:
        raise NotFound
    if not roles & (rules.MANAGERS | {"system"}):
        raise NotYourVisit
    if standing.sheet.state != "planned":
        raise VisitOver
    return standing
