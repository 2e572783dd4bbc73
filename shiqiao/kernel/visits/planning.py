"""Plans and rounds: whom to visit how often, and the visits that a day opens. No job a visit: a scan of the plans does it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, Term
from shiqiao.kernel.journal.rules import GENESIS, Line
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import places, reads, store
from shiqiao.kernel.visits.assigning import Hands, hands
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.cycles import Cycle, Window
from shiqiao.kernel.visits.models import Place, VisitPlan
from shiqiao.kernel.visits.places import Located, Target
from shiqiao.kernel.visits.reads import ZONE
from shiqiao.kernel.visits.rules import CLOCK, PLACE, PLAN_COLUMNS, PLANNERS, Sheet, plain, roles_of
from shiqiao.kernel.visits.store import Standing

ROUND = 300  # plans opened in one transaction
MOST = 2000  # subjects of one call
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RoundReport:
    """What planning a list did: new plans, how many were planned before, and each refused row with its reasons."""

    plans: Sequence[VisitPlan]
    known: int
    rejected: Sequence[tuple[int, ShiqiaoError]] = field(default=())


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return at.astimezone(ZONE).date()


def plan_visit(
    *, street: int, kind: str, target: Target, by: Actor, at: datetime, cycle: str = "", post: str = "",
    first: date | None = None,
) -> VisitPlan:  # fmt: skip
    """Plan that somebody is visited again and again; what is planned already is returned as it stands.

    `cycle` (such as `2 weeks`) replaces the kind's own, `post` names who goes, `first` is the day from which windows
    count (default: today). Raises Invalid naming the field, Forbidden outside one's territory and unit.
    """
    made = plan_round(
        street=street, kind=kind, targets=[target], by=by, at=at, cycle=cycle, post=post, first=first, strict=True
    )
    return made.plans[0] if made.plans else _standing_plan(street, kind, target)


def _standing_plan(street: int, kind: str, target: Target) -> VisitPlan:
    found = places.locate(target, street)
    mark = places.mark_of(found, target.subject)
    subject = target.subject or Ref(PLACE, places.known(street, [mark])[mark].id)
    with scope.scoped(street):
        return VisitPlan.objects.get(
            street=street, kind=kind, subject_kind=subject.kind, subject_id=subject.id, active=True
        )


def plan_round(
    *, street: int, kind: str, targets: Sequence[Target], by: Actor, at: datetime, cycle: str = "", post: str = "",
    first: date | None = None, strict: bool = False,
) -> RoundReport:  # fmt: skip
    """Plan a list of subjects; the same list again plans nothing twice. Visits of windows that are open begin at once.

    Rows that cannot be used are reported by their position (from 1) and the others planned, or with `strict` the first
    of them is raised. One transaction.
    """
    if len(targets) > MOST:
        raise Invalid(fields={"targets": "Plan at most {most} subjects at once."}, most=MOST)
    chosen = reads.kind(street, kind)
    rhythm = Cycle.parse(cycle) if cycle else chosen.table.cycle.cycle()
    named = people.post_by_code(post, street).id if post else 0
    with scope.scoped(*scope.of(by)):
        located, rejected = _located(targets, chosen, street, named, by, at, strict)
        rows = places_for(street, chosen, located, by=by, at=at)
        made, known = [], 0
        planned = _planned(street, kind, [_subject(target, row) for target, row in rows])
        for target, row in rows:
            subject = _subject(target, row)
            if subject in planned:
                known += 1
                continue
            planned.add(subject)
            made.append(
                _plan(chosen, row, subject, str(rhythm) if cycle else "", named, first or day_of(at), rhythm, at)
            )
        _write(made, by=by, at=at)
        _open(made, by=by, at=at)
    return RoundReport(made, known, rejected)


def _located(
    targets: Sequence[Target], kind: VisitKind, street: int, post: int, by: Actor, at: datetime, strict: bool
) -> tuple[list[tuple[Target, Located]], list[tuple[int, ShiqiaoError]]]:
    good, bad = [], []
    for number, target in enumerate(targets, 1):
        try:
            found = places.locate(target, street)
            _check_subject(target, kind)
            _may_plan(by, kind, street, found.grid, hands(kind.table, street, found.grid, at, post=post))
        except ShiqiaoError as error:
            if strict:
                raise
            bad.append((number, error))
        else:
            good.append((target, found))
    return good, bad


def _check_subject(target: Target, kind: VisitKind) -> None:
    if target.subject and target.subject.kind not in kind.table.subjects:
        raise Invalid(
            fields={"subject": "This kind of visit goes to {known}; choose such a record."},
            known=", ".join(kind.table.subjects),
        )


def _may_plan(by: Actor, kind: VisitKind, street: int, grid: int, who: Hands) -> None:
    """Planning is for heads, the department of this kind, and dispatchers, each within reach; and for automatic work."""
    ground = Sheet(
        street=street, community=grid // 1000, grid=grid, line=kind.table.who.line, unit=who.unit, post=0, kind=kind.code,
        version=0, subject_kind="", subject_id=0, place=0, earliest=now(), latest=now(),
    )  # fmt: skip
    if not roles_of(by, ground) & (PLANNERS | {"system"}):
        raise Forbidden("Visits in this place are planned by its community or by the department in charge.")


def places_for(
    street: int, kind: VisitKind, located: Sequence[tuple[Target, Located]], *, by: Actor, at: datetime
) -> list[tuple[Target, Place]]:
    """Return the place of each target, new ones written with their first line."""
    marks = [places.mark_of(found, target.subject) for target, found in located]
    there = places.known(street, marks)
    fresh: dict[bytes, tuple[Place, Located]] = {}
    for mark, (target, found) in zip(marks, located, strict=True):
        if mark not in there and mark not in fresh:
            fresh[mark] = places.draft(street, found, target.subject, personal=kind.personal), found
    Place.objects.bulk_create([row for row, _ in fresh.values()])
    store.write_lines([places.first_line(row, found, by=by, at=at) for row, found in fresh.values()])
    there.update({mark: row for mark, (row, _) in fresh.items()})
    return [(target, there[mark]) for mark, (target, _) in zip(marks, located, strict=True)]


def _subject(target: Target, place: Place) -> Ref:
    return target.subject or Ref(PLACE, place.id)


def _planned(street: int, kind: str, subjects: Iterable[Ref]) -> set[Ref]:
    """Return which subjects have an active plan of a kind."""
    wanted = list(subjects)
    rows = VisitPlan.objects.filter(street=street, kind=kind, active=True, subject_id__in=[one.id for one in wanted])
    return {Ref(*pair) for pair in rows.values_list("subject_kind", "subject_id")} & set(wanted)


def _plan(
    kind: VisitKind, place: Place, subject: Ref, cycle: str, post: int, first: date, rhythm: Cycle, at: datetime
) -> VisitPlan:
    window = rhythm.next_window(first)
    unit = hands(kind.table, place.street, place.grid, at, post=post).unit
    return VisitPlan(
        id=store.PLAN_IDS.take(), street=place.street, community=place.grid // 1000, grid=place.grid,
        line=kind.table.who.line, unit=unit, post=post, kind=kind.code, subject_kind=subject.kind, subject_id=subject.id,
        place=place.id, cycle=cycle, made_at=now(), active=True, next_from=max(window.opens, first),
        next_until=window.closes, seq=0, head=GENESIS,
    )  # fmt: skip


def _write(plans: Sequence[VisitPlan], *, by: Actor, at: datetime) -> None:
    lines: list[Line] = []
    for row in plans:
        sheet = store.plan_sheet(row)
        values = {name: getattr(sheet, name) for name in PLAN_COLUMNS}
        lines.append(store.plan_line(row, "visits.plan_made", {"set": plain(values)}, by=by, at=at, recorded=now()))
    VisitPlan.objects.bulk_create(plans, batch_size=store.BATCH)
    store.write_lines(lines)


def end_plan(*, plan: int, by: Actor, at: datetime, why: str = "ended") -> VisitPlan:
    """End a plan: nothing is opened any more; a visit that is open stays until it is made or cancelled."""
    with scope.scoped(*scope.of(by)):
        row = VisitPlan.objects.select_for_update().filter(pk=plan).first()
        if row is None or not roles_of(by, row):
            raise NotFound
        if not roles_of(by, row) & (PLANNERS | {"system"}):
            raise Forbidden
        return close_plan(row, why=why, by=by, at=at) if row.active else row


def close_plan(row: VisitPlan, *, why: str, by: Actor, at: datetime) -> VisitPlan:
    """Write the end of a locked plan; `why` is a code."""
    row.active = False
    data: dict[str, object] = {"set": {"active": False}, "why": why}
    line = store.plan_line(row, "visits.plan_ended", data, by=by, at=at, recorded=now())
    row.save(update_fields=["active", "seq", "head"])
    store.write_lines([line])
    return row


# ── opening visits ─────────────────────────────────────────────────────────────────────────────────────────────────


def open_due(*, at: datetime) -> int:
    """Open the visits whose window has begun, over all streets: the worker's round. Returns how many were opened.

    A plan whose last visit is still open waits for it; windows that closed meanwhile are not made up for, they show in
    the coverage. A plan that cannot be opened is logged and does not keep the others waiting.
    """
    opened, last = 0, 0
    while True:
        with scope.whole():
            due = VisitPlan.objects.select_for_update(skip_locked=True)
            due = due.filter(active=True, visit=0, next_from__lte=day_of(at), id__gt=last)
            batch = list(due.order_by("id")[:ROUND])
            opened += _open(batch, by=None, at=at)
        if len(batch) < ROUND:
            return opened
        last = batch[-1].id


def _open(plans: Sequence[VisitPlan], *, by: Actor | None, at: datetime) -> int:
    """Open the visits of plans whose window is open; move the plans on to their next window."""
    standings = []
    for row in plans:
        try:
            standing = _due_visit(row, by or system("visits", street=row.street), at)
        except Exception:  # one broken plan must not stop the rounds of all others
            if by is not None:
                raise
            log.exception("the visit of plan %s could not be opened", row.id)
            continue
        if standing:
            standings.append(standing)
    with transaction.atomic():
        store.save(standings)
        VisitPlan.objects.bulk_update(plans, ["visit", "next_from", "next_until"], batch_size=store.BATCH)
    return len(standings)


def _due_visit(row: VisitPlan, by: Actor, at: datetime) -> Standing | None:
    """Decide the visit of a plan for today, None when its window has not begun; the plan moves on in memory."""
    cycle, today = reads.cycle_of(row), day_of(at)
    window = Window(row.next_from, row.next_until)
    if window.closes < today:
        window = cycle.next_window(today)
        row.next_from, row.next_until = window.opens, window.closes
    if window.opens > today:
        return None
    following = cycle.after(cycle.window_of(window.closes))
    standing = open_visit(row, window, by=by, at=at)
    row.visit, row.next_from, row.next_until = standing.id, following.opens, following.closes
    return standing


def open_visit(row: VisitPlan, window: Window, *, by: Actor, at: datetime, attempt: int = 1) -> Standing:
    """Decide a visit of a plan for a window, in the latest version of its kind."""
    chosen = reads.kind(row.street, row.kind)
    who = hands(chosen.table, row.street, row.grid, at, post=row.post)
    sheet = Sheet(
        street=row.street, community=row.community, grid=row.grid, line=chosen.table.who.line, unit=who.unit, post=who.post,
        kind=chosen.code, version=chosen.version, subject_kind=row.subject_kind, subject_id=row.subject_id,
        place=row.place, plan=row.id, attempt=attempt, earliest=window.begins_at(ZONE), latest=window.ends_at(ZONE),
    )  # fmt: skip
    return begin(sheet, window, by=by, at=at)


def begin(sheet: Sheet, window: Window, *, by: Actor, at: datetime) -> Standing:
    """Begin a visit with its clock, which runs through the window and is due when it ends."""
    return store.begin(replace(sheet, clocks=(clock_for(sheet.street, window),)), by=by, at=at, recorded=now())


def clock_for(street: int, window: Window) -> ClockState:
    """Return the clock of a window: it starts when the first day begins, so warning and escalation work by themselves."""
    term = Term(window.hours, "ch")
    return clock_rules.start(CLOCK, term, calendar_for(street), window.begins_at(ZONE))


def plan_once(
    *, street: int, kind: str, target: Target, latest: date, by: Actor, at: datetime, earliest: date | None = None,
    post: str = "",
) -> int:  # fmt: skip
    """Plan one visit outside any cycle, for local days `earliest` (default: today) to `latest`; returns its number."""
    today = day_of(at)
    window = Window(earliest or today, latest)
    if latest < window.opens or window.hours > 9600:
        raise Invalid(fields={"latest": "The last day lies before the first, or more than 400 days after it."})
    chosen = reads.kind(street, kind)
    named = people.post_by_code(post, street).id if post else 0
    with scope.scoped(*scope.of(by)):
        located, _ = _located([target], chosen, street, named, by, at, strict=True)
        [(_, place)] = places_for(street, chosen, located, by=by, at=at)
        subject, who = _subject(target, place), hands(chosen.table, street, place.grid, at, post=named)
        sheet = Sheet(
            street=street, community=place.grid // 1000, grid=place.grid, line=chosen.table.who.line, unit=who.unit,
            post=who.post, kind=chosen.code, version=chosen.version, subject_kind=subject.kind, subject_id=subject.id,
            place=place.id, earliest=window.begins_at(ZONE), latest=window.ends_at(ZONE),
        )  # fmt: skip
        standing = begin(sheet, window, by=by, at=at)
        store.save([standing])
    return standing.id
