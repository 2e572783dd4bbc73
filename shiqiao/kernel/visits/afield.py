"""Visits on a device that works without a network: what it carries along, and records that are sent once and never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.visits import knocks, reads, recording, rules, seconds, store
from shiqiao.kernel.visits.answers import Brought, Photos, check_note, point_text
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.errors import NotYourVisit
from shiqiao.kernel.visits.models import Finding, Visit
from shiqiao.kernel.visits.rules import AGAIN, OPEN, RECHECKERS, RECORDERS, Stop
from shiqiao.kernel.visits.stating import Known, known_facts
from shiqiao.kernel.visits.store import Standing
from shiqiao.kernel.visits.subjects import Shown, shown

MOST = 60  # visits that a device carries along: more than anybody makes in two days
AHEAD = timedelta(days=2)  # also what opens within these


@dataclass(frozen=True, slots=True)
class Carried:
    """A visit as a device carries it: in the order of the way, those of one knock behind each other."""

    row: Visit
    subject: Shown
    kind: VisitKind
    knock: int
    findings: Sequence[Finding]
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a record: the visit, and whether it came second, so that a person decides. `again`: it had come before."""

    visit: int
    state: str
    base: int
    second: bool = False
    matters: Sequence[str] = field(default=())
    next: int = 0
    again: bool = False


def carried(actor: Actor, at: datetime) -> list[Carried]:
    """Return the visits of a person's posts for today in the order of the way, what breaks first on top; a fixed number of
    queries."""
    page = reads.visits(actor, reads.Filters(tab="mine"), limit=MOST)
    rows = [row for row in page.rows if row.earliest <= at + AHEAD]
    named, shared = shown(actor, rows), knocks.together(row.id for row in rows)
    found = reads.findings([row.recheck_of for row in rows if row.recheck_of])
    facts = known_facts(actor, rows, at)
    by_id = {row.id: row for row in rows}
    return [
        Carried(
            by_id[number], named[number], reads.kind_of(by_id[number]), shared.get(number, 0),
            [one for one in found.get(by_id[number].recheck_of, ()) if one.state == OPEN], facts.get(number, {}),
        )
        for number in way(rows, named, shared)
    ]  # fmt: skip


def way(rows: Sequence[Visit], named: Mapping[int, Shown], shared: Mapping[int, int]) -> list[int]:
    """Order visits as one goes: by the route over doors, with everything that is due at a door made with its first."""
    stops = [Stop(row.id, row.latest, row.grid, named[row.id].lon, named[row.id].lat) for row in rows]
    behind: dict[int, list[int]] = {}
    for number in rules.route(stops):
        behind.setdefault(shared.get(number) or -number, []).append(number)
    return [number for group in behind.values() for number in group]


def record_in_field(
    *, visit: int, outcome: str, client_id: str, by: Actor, at: datetime, answers: Mapping[str, Any] | None = None,
    fixed: Mapping[str, bool] | None = None, note: str = "", photos: Photos = (), lon: float | None = None,
    lat: float | None = None,
) -> Sent:  # fmt: skip
    """Record a visit that a device sends. One that was recorded by another meanwhile is kept, and a person decides.

    Of two acts of one person's own, made without a network, the second is the next attempt. Sent again with the same
    `client_id` it returns the first answer. Raises what recording raises, but never VisitOver.
    """
    if by.kind != "account" or not by.account:
        raise Forbidden("Only a person who is signed in works with a device.")
    values: dict[str, Any] = {"client_id": client_id, "note": note, "photos": photos, "lon": lon, "lat": lat}
    with scope.scoped(*scope.of(by)):
        standing = store.lock(visit)
        roles = rules.roles_of(by, standing.sheet)
        if not roles:
            raise NotFound
        if not roles & (RECHECKERS if standing.sheet.recheck_of else RECORDERS):
            raise NotYourVisit
        number = visit
        if standing.sheet.state != "planned" and standing.client_id != client_id:
            number = _mine_again(standing, client_id, by)
            if not number:
                return _second(standing, outcome, answers or {}, fixed or {}, values, by=by, at=at)
        if fixed and outcome == "done":
            made = recording.recheck_visit(visit=number, fixed=fixed, by=by, at=at, **values)
        else:
            made = recording.record_visit(visit=number, outcome=outcome, answers=answers, by=by, at=at, **values)
        seq = Visit.objects.values_list("seq", flat=True).get(pk=number)
        return Sent(number, made.state, seq, matters=made.matters, next=made.next, again=made.again)


def _mine_again(standing: Standing, client_id: str, by: Actor) -> int:
    """Return the next attempt of a visit at which the same person found nobody; also the one that took this very record."""
    sheet = standing.sheet
    if sheet.state not in AGAIN or sheet.done_holder != by.account:
        return 0
    rows = Visit.objects.filter(
        subject_kind=sheet.subject_kind, subject_id=sheet.subject_id, kind=sheet.kind, place=sheet.place, plan=sheet.plan,
        latest=sheet.latest, attempt__gt=sheet.attempt,
    )  # fmt: skip
    taken = rows.filter(client_id=client_id).first()
    found = taken or rows.filter(state="planned").order_by("attempt").first()
    return found.id if found else 0


def _second(
    standing: Standing, outcome: str, answers: Mapping[str, Any], fixed: Mapping[str, bool], values: Mapping[str, Any],
    *, by: Actor, at: datetime,
) -> Sent:  # fmt: skip
    kind = reads.kind_of_sheet(standing.sheet)
    if fixed:
        note, point = check_note(values["note"]), point_text(values["lon"], values["lat"])
        said = {f"fixed.{key}": bool(value) for key, value in fixed.items()}
        brought = Brought(said, note, tuple(values["photos"]), point)
    else:
        point = point_text(values["lon"], values["lat"])
        brought = recording.brought_of(kind, outcome, answers, values["note"], values["photos"], point)
    row = seconds.keep_second(standing, outcome, brought, values["client_id"], by=by, at=min(at, now()))
    seq = Visit.objects.values_list("seq", flat=True).get(pk=standing.id)
    state = "second" if row.choice != seconds.SAME else standing.sheet.state
    return Sent(standing.id, state, seq, second=row.choice != seconds.SAME)
