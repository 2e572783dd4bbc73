"""What a visitor brings home: recorded once, whatever happens on the way; findings become matters in the same act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import Report, report_matter, send_back_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import roles_of as matter_roles
from shiqiao.kernel.matters.report import wrong_moment
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import is_grid
from shiqiao.kernel.visits import assigning, places, planning, reads, rules, store
from shiqiao.kernel.visits.answers import Brought, Photos, check_answers, check_note, point_text
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.errors import (
    NotYourVisit,
    RecordedDifferently,
    SameVisitor,
    VisitOver,
    VisitRefused,
)
from shiqiao.kernel.visits.hooks import tell_scenes
from shiqiao.kernel.visits.models import Place, Visit, VisitPlan
from shiqiao.kernel.visits.rules import AGAIN, FIXED, OPEN, OUTCOMES, VISIT, Change, FindingState, Sheet
from shiqiao.kernel.visits.stating import state_answers
from shiqiao.kernel.visits.store import Standing

SOURCE = "visit"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a record: the visit, the matters that its findings became, the visit that follows (0: none).

    `again` tells that the same record was received before.
    """

    visit: int
    state: str
    matters: Sequence[str] = ()
    next: int = 0
    again: bool = False


def record_visit(
    *, visit: int, outcome: str, client_id: str, by: Actor, at: datetime, answers: Mapping[str, Any] | None = None,
    note: str = "", photos: Photos = (), lon: float | None = None, lat: float | None = None,
) -> Recorded:  # fmt: skip
    """Record how a visit went: done with its answers, or nobody home, refused or moved with a note.

    `at` is when it happened and may lie before now; the clock stops when it is recorded. The same `client_id` with the
    same content returns the first answer. Findings become matters in the same transaction. Raises VisitRefused naming
    each field, VisitOver, NotYourVisit, NotFound. Locks the visit's row.
    """
    with scope.scoped(*scope.of(by)):
        standing = _lock(visit, by)
        kind = reads.kind_of_sheet(standing.sheet)
        brought = brought_of(kind, outcome, answers or {}, note, photos, point_text(lon, lat))
        if found := _sent_before(standing, client_id, outcome, brought):
            return found
        _check(standing, outcome, client_id, by, at)
        change = finished(standing.sheet, outcome, by, at)
        place = Place.objects.get(pk=standing.sheet.place)
        found_states, numbers = (
            report_all(standing, kind, place, brought, by=by, at=at) if outcome == "done" else ((), [])
        )
        keep(standing, replace(change, findings=found_states), brought, client_id, by=by, at=at)
        following = _afterwards(standing, kind, outcome, by=by, at=at)
        store.save([standing, *following])
        if outcome == "done":
            subject = Ref(standing.sheet.subject_kind, standing.sheet.subject_id)
            state_answers(kind, subject, brought.answers, by=by, at=at)
            tell_scenes(kind.code, visit, subject, brought.answers, by=by, at=at)
        _tell(following)
        return Recorded(visit, outcome, numbers, following[0].id if following else 0)


def _lock(visit: int, by: Actor, allowed: frozenset[str] = rules.RECORDERS) -> Standing:
    standing = store.lock(visit)
    roles = rules.roles_of(by, standing.sheet)
    if not roles:
        raise NotFound
    if not roles & (allowed | {"system"}):
        raise NotYourVisit
    return standing


def brought_of(
    kind: VisitKind, outcome: str, answers: Mapping[str, Any], note: str, photos: Photos, point: str
) -> Brought:
    """Check what was brought from a visit with an outcome; raises VisitRefused naming each field."""
    if outcome not in OUTCOMES:
        raise VisitRefused(fields={"outcome": "Say how the visit went: one of {known}."}, known=", ".join(OUTCOMES))
    text = check_note(note, needed=outcome != "done")
    checked = check_answers(kind, answers, photos) if outcome == "done" else {}
    return Brought(checked, text, tuple(photos), point)


def _sent_before(standing: Standing, client_id: str, outcome: str, brought: Brought) -> Recorded | None:
    """Return the first answer to a record that is sent again; a different one under the same identifier is refused."""
    if not client_id or standing.client_id != client_id:
        return None
    if standing.content != brought.text() or standing.sheet.state != outcome:
        raise RecordedDifferently
    ids = [one.matter for one in standing.sheet.findings if one.matter]
    numbers = Matter.objects.filter(pk__in=ids).order_by("id").values_list("number", flat=True)
    return Recorded(standing.id, standing.sheet.state, list(numbers), again=True)


def _check(standing: Standing, outcome: str, client_id: str, by: Actor, at: datetime) -> None:
    sheet = standing.sheet
    if sheet.state != "planned":
        raise VisitOver
    wrong = {}
    if not (0 < len(client_id) <= 80 and client_id.isprintable()):
        wrong["client_id"] = "Send an identifier of 1 to 80 characters that is unique to this record."
    elif Visit.objects.filter(street=sheet.street, client_id=client_id).exclude(pk=standing.id).exists():
        wrong["client_id"] = "Another visit was recorded under this identifier; send a new one."
    if why := wrong_moment(at, now()):
        wrong["at"] = why
    elif at < sheet.earliest and sheet.attempt == 1:  # a further attempt begins within a window that is open
        wrong["at"] = "This time lies before the days on which the visit is due; correct it."
    if sheet.recheck_of and outcome == "done":
        wrong["fixed"] = "This is a re-check: say for each finding whether it is fixed."
    if wrong:
        raise VisitRefused(fields=wrong)


def finished(sheet: Sheet, outcome: str, by: Actor, at: datetime) -> Change:
    """Decide the end of a visit: its clock stops when it is recorded, which is now; `at` is when it happened."""
    recorded = now()
    setting = {
        "state": outcome, "done_at": at, "recorded_at": recorded, "done_post": by.post or 0,
        "done_holder": holder_of(by),
    }  # fmt: skip
    return Change("visits.recorded", setting, clocks=tuple(clock_rules.stop(one, recorded) for one in sheet.clocks))


def holder_of(by: Actor) -> int:
    """Return the person who acts; a machine that acts for a post counts as who holds the post."""
    return by.account or (people.holder_of(by.post, now()).account if by.post else 0) or 0


def keep(standing: Standing, change: Change, brought: Brought, client_id: str, *, by: Actor, at: datetime) -> None:
    """Keep what was brought with the visit: encrypted in the row, by a commitment in the line, photos as its files."""
    standing.content, standing.client_id = brought.text(), client_id
    bound = {"content": crypto.commitment(standing.salt, sent_text(client_id, standing.content))}
    files = [["evidence", sha] for _, sha in sorted(brought.photos)]
    more = {**change.more, "bound": bound, **({"files": files} if files else {})}
    store.act(standing, replace(change, more=more), by=by, at=at, recorded=now())
    if pairs := {("evidence", sha) for _, sha in brought.photos}:
        adopt(pairs, subject=Ref(VISIT, standing.id), street=standing.sheet.street, by=by, at=now(), field="photos")


def sent_text(client_id: str, content: str) -> str:
    """Return what the commitment of a visit binds, as one text."""
    return f"{client_id}\n{content}"


# ── findings become matters ────────────────────────────────────────────────────────────────────────────────────────


def report_all(
    standing: Standing, kind: VisitKind, place: Place, brought: Brought, *, by: Actor, at: datetime
) -> tuple[tuple[FindingState, ...], list[str]]:
    """Report each bad answer as a matter; an item that the catalogue no longer has leaves the finding without one."""
    states, numbers = [], []
    items = catalogue(standing.sheet.street).items
    for one in kind.findings(brought.answers):
        state = FindingState(one.question, one.item, one.severity)
        if one.item in items:
            receipt = report_matter(report=report_of(standing, kind, place, brought, state), by=by, at=at)
            state = replace(state, matter=receipt.id)
            numbers.append(receipt.number)
        states.append(state)
    return tuple(states), numbers


def report_of(
    standing: Standing, kind: VisitKind, place: Place, brought: Brought, found: FindingState, again: bool = False
) -> Report:
    """Return a finding as a report, named by visit and question so that it is one matter however often it is sent."""
    title, address = place.words()
    item = catalogue(standing.sheet.street).item(found.item)
    where = address if place.personal else f"{title} {address}".strip()
    seen = "复查仍未整改" if again else "发现"  # data of the street: what officials read, not a sentence of the product
    text = f"{kind.table.title.zh}{seen}：{item.title.zh}。{kind.question(found.question).title.zh}"
    lon, lat = places.inside(place.lon, place.lat, place.grid)
    grid = place.grid if lon is None and is_grid(place.grid) else 0  # a grid that is gone: the unrouted list rings
    own = tuple(("before", sha) for key, sha in brought.photos if key in ("", found.question))
    return Report(
        street=standing.sheet.street, source=SOURCE, source_id=f"{standing.id}/{found.question}", channel="visit",
        item=found.item, title=item.title.zh, text=f"{text}。{brought.note}" if brought.note else f"{text}。",
        lon=lon, lat=lat, grid=grid, address=where,
        urgent=found.severity == "serious", photos=own,
    )  # fmt: skip


def report_finding(*, visit: int, question: str, item: str, by: Actor, at: datetime) -> str:
    """Make a finding a matter that is none yet, under an item of the present catalogue; returns its number."""
    with scope.scoped(*scope.of(by)):
        standing = _lock(visit, by, rules.RECHECKERS)
        found = next((one for one in standing.sheet.findings if one.question == question), None)
        if found is None or found.matter:
            raise Invalid(fields={"question": "There is no such finding, or it is a matter already."})
        kind = reads.kind_of_sheet(standing.sheet)
        place, brought = Place.objects.get(pk=standing.sheet.place), Brought.read(standing.content)
        found = replace(found, item=catalogue(standing.sheet.street).item(item).code)
        bare = replace(brought, photos=())
        receipt = report_matter(report=report_of(standing, kind, place, bare, found), by=by, at=at)
        change = Change("visits.finding_reported", findings=(replace(found, matter=receipt.id),))
        store.save([store.act(standing, change, by=by, at=at, recorded=now())])
        return receipt.number


# ── what follows ───────────────────────────────────────────────────────────────────────────────────────────────────


def _afterwards(standing: Standing, kind: VisitKind, outcome: str, *, by: Actor, at: datetime) -> list[Standing]:
    """Go again, re-check, or let the plan rest: returns the visit that follows, if any."""
    plan = VisitPlan.objects.select_for_update().filter(pk=standing.sheet.plan).first() if standing.sheet.plan else None
    following: list[Standing] = []
    if outcome in AGAIN:
        following = _again(standing, kind, by=by)
    elif outcome == "done" and standing.sheet.open_findings:
        following = [plan_recheck(standing, kind, by=by, at=at)]
    if plan:
        plan.visit = following[0].id if following and outcome in AGAIN else 0
        plan.save(update_fields=["visit"])
        if outcome == "moved" and plan.active:
            planning.close_plan(plan, why="moved", by=by, at=at)
    return following


def _again(standing: Standing, kind: VisitKind, *, by: Actor) -> list[Standing]:
    """Nobody home or refused: the next attempt is due within the same window, which is open from today on."""
    sheet, today = standing.sheet, planning.day_of(now())
    closes = planning.day_of(sheet.latest - timedelta(seconds=1))
    if today > closes or sheet.attempt >= kind.table.attempts:
        return []
    window = Window(today, closes)
    fresh = replace(
        sheet, attempt=sheet.attempt + 1, state="planned", done_at=None, recorded_at=None, done_post=0, done_holder=0,
        earliest=window.begins_at(reads.ZONE), latest=window.ends_at(reads.ZONE),
    )  # fmt: skip
    return [planning.begin(fresh, window, by=by, at=now())]


def plan_recheck(standing: Standing, kind: VisitKind, *, by: Actor, at: datetime) -> Standing:
    """Plan the re-check of what a visit found: by another person, within the checklist's days."""
    sheet, today = standing.sheet, planning.day_of(now())
    origin = sheet.recheck_of or standing.id
    window = Window(today, today + timedelta(days=kind.table.recheck.days))
    post, holder = (sheet.first_post, sheet.first_holder) if sheet.recheck_of else (sheet.done_post, sheet.done_holder)
    who = assigning.another(kind.table, sheet.street, sheet.grid, now(), post=post, holder=holder, turn=origin)
    fresh = replace(
        sheet, plan=0, attempt=1, recheck_of=origin, first_post=post, first_holder=holder, post=who.post, unit=who.unit,
        state="planned", done_at=None, recorded_at=None, done_post=0, done_holder=0, open_findings=0, findings=(),
        earliest=window.begins_at(reads.ZONE), latest=window.ends_at(reads.ZONE),
    )  # fmt: skip
    return planning.begin(fresh, window, by=by, at=at)


def _tell(following: Sequence[Standing]) -> None:
    """Tell who re-checks that there is something to look at; other visits appear in the worklist by themselves."""
    for one in following:
        if one.sheet.recheck_of and one.sheet.post:
            about = Ref(VISIT, one.id)
            notify(
                street=one.sheet.street, post=one.sheet.post, kind="visits.planned", subject=about, params={}, at=now()
            )


def recheck_visit(
    *, visit: int, fixed: Mapping[str, bool], client_id: str, by: Actor, at: datetime, note: str = "",
    photos: Photos = (), lon: float | None = None, lat: float | None = None,
) -> Recorded:  # fmt: skip
    """Record a re-check: for each open finding of the first visit whether it is fixed. Never by who made that visit.

    What is not fixed goes back to who handled it, or becomes a new matter when the first one is closed, and is looked at
    again. Locks both visits' rows. Raises SameVisitor, VisitRefused, VisitOver, NotYourVisit, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        standing = _lock(visit, by, rules.RECHECKERS)
        sheet = standing.sheet
        origin = store.lock(sheet.recheck_of) if sheet.recheck_of else None
        if origin is None:
            raise VisitRefused(fields={"visit": "This visit is no re-check; record it with its checklist."})
        if rules.same_person(by.post, holder_of(by), first=(sheet.first_post, sheet.first_holder)):
            raise SameVisitor
        text = check_note(note, needed=not all(fixed.values()))
        brought = Brought(
            {f"fixed.{key}": bool(value) for key, value in fixed.items()}, text, tuple(photos), point_text(lon, lat)
        )
        if found := _sent_before(standing, client_id, "done", brought):
            return found
        _check(standing, "", client_id, by, at)
        kind = reads.kind_of_sheet(sheet)
        states, numbers = _settle(standing, origin, kind, fixed, brought, by=by, at=at)
        change = replace(finished(sheet, "done", by, at), code="visits.rechecked", more={"of": origin.id})
        keep(standing, change, brought, client_id, by=by, at=at)
        store.act(
            origin,
            Change("visits.findings_rechecked", findings=states, more={"by": visit}),
            by=by,
            at=at,
            recorded=now(),
        )
        following = [plan_recheck(standing, kind, by=by, at=at)] if origin.sheet.open_findings else []
        store.save([standing, origin, *following])
        _tell(following)
        return Recorded(visit, "done", numbers, following[0].id if following else 0)


def _settle(
    standing: Standing, origin: Standing, kind: VisitKind, fixed: Mapping[str, bool], brought: Brought, *, by: Actor,
    at: datetime,
) -> tuple[tuple[FindingState, ...], list[str]]:  # fmt: skip
    """Decide each open finding by what the re-check saw; returns the findings as they are then, and new matters."""
    waiting = {one.question: one for one in origin.sheet.findings if one.state == OPEN}
    if missing := waiting.keys() ^ fixed.keys():
        wrong = {f"fixed.{key}": "Say for each open finding, and for no other, whether it is fixed." for key in missing}
        raise VisitRefused(fields=wrong)
    place, states, numbers = Place.objects.get(pk=standing.sheet.place), [], []
    for key, one in waiting.items():
        one = replace(one, rechecks=one.rechecks + 1)
        if fixed[key]:
            one = replace(one, state=FIXED)
        else:
            one, number = _not_fixed(standing, kind, place, brought, one, by=by, at=at)
            numbers += [number] if number else []
        states.append(one)
    return tuple(states), numbers


def _not_fixed(
    standing: Standing, kind: VisitKind, place: Place, brought: Brought, one: FindingState, *, by: Actor, at: datetime
) -> tuple[FindingState, str]:
    """Send the matter back where the checker may, open a new one where it is over, else leave it in hand."""
    row = Matter.objects.filter(pk=one.matter).first()
    if row is not None and not row.done:
        moves = flow(row.flow, row.flow_version).moves_from(row.state, matter_roles(by, row))
        if any(move.do == "send_back" for move in moves):
            send_back_matter(matter=row.id, reason=brought.note, by=by, at=at)
        return one, ""
    if one.item not in catalogue(standing.sheet.street).items:
        return one, ""
    report = report_of(standing, kind, place, brought, one, again=True)
    receipt = report_matter(report=report, by=by, at=at)
    return replace(one, matter=receipt.id), receipt.number
