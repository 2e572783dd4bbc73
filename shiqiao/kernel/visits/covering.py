"""Planning a visit for everybody of a circle whom nobody has visited: a grid or a community at once, in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, ShiqiaoError
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.models import Household, Organisation, Person
from shiqiao.kernel.registry.subjects import household_title
from shiqiao.kernel.visits import circles, planning, reads
from shiqiao.kernel.visits.assigning import hands
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.places import ADDRESS_MOST, TITLE_MOST, Located, Target
from shiqiao.kernel.visits.reads import ZONE
from shiqiao.kernel.visits.rules import PLANNERS, Sheet, roles_of
from shiqiao.kernel.visits.store import save

AT_ONCE = 200  # visits planned in one act; the rest by pressing again


@dataclass(frozen=True, slots=True)
class Covering:
    """What planning for a circle did: the visits, who was passed over and why, and whether more are left."""

    visits: Sequence[int]
    refused: Sequence[tuple[str, ShiqiaoError]]
    more: bool


def plan_circle(
    *,
    street: int,
    kind: str,
    place: int,
    latest: date,
    by: Actor,
    at: datetime,
    states: Sequence[str] = circles.MISSING,
) -> Covering:
    """Plan a visit until `latest` for all of a circle in a grid (15 digits) or community (12) who were missed.

    Who has a visit of this kind waiting is left alone, so that pressing twice plans nothing twice. Who cannot be planned (no
    grid on file, the door's budget of the month used up) is named with the reason, the others are planned. One transaction.
    Raises NotFound for who may not know the circle, Forbidden for who may not plan there, Invalid for the day.
    """
    chosen = reads.kind(street, kind)
    window = Window(planning.day_of(at), latest)
    if latest < window.opens or window.hours > 9600:
        raise Invalid(fields={"latest": "The last day lies before the first, or more than 400 days after it."})
    where = {"grid": place} if place > 10**14 else {"community": place}
    with scope.scoped(*scope.of(by)):
        found = list[circles.Belonging]()
        after, more = "", True
        while more and len(found) <= AT_ONCE:
            page = circles.belonging(by, kind, window.opens, states=states, after=after, limit=AT_ONCE, **where)
            found += [one for one in page.rows if not one.open]
            after, more = page.next, bool(page.next)
        targets = targets_of(found[:AT_ONCE])
        visits, refused = plan_several(street, chosen, targets, window, by=by, at=at)
    return Covering(visits, refused, more or len(found) > AT_ONCE)


def plan_several(
    street: int, kind: VisitKind, targets: Sequence[Target], window: Window, *, by: Actor, at: datetime
) -> tuple[list[int], list[tuple[str, ShiqiaoError]]]:
    """Plan one visit for each target, in the running transaction; a target that cannot be planned is named by its title."""
    good, refused = list[Target](), list[tuple[str, ShiqiaoError]]()
    for target in targets:
        if target.grid:
            good.append(target)
        else:
            error = Invalid(fields={"grid": "The grid is not known: enter the home or address in the registry first."})
            refused.append((target.title, error))
    located = [(one, Located(one.title, one.address, one.grid, one.lon, one.lat)) for one in good]
    for grid in {one.grid for one in good}:
        _may(by, kind, street, grid, at)
    visits = []
    for target, place in planning.places_for(street, kind, located, by=by, at=at):
        subject, who = target.subject or Ref("place", place.id), hands(kind.table, street, place.grid, at)
        sheet = Sheet(
            street=street, community=place.grid // 1000, grid=place.grid, line=kind.table.who.line, unit=who.unit,
            post=who.post, kind=kind.code, version=kind.version, subject_kind=subject.kind, subject_id=subject.id,
            place=place.id, earliest=window.begins_at(ZONE), latest=window.ends_at(ZONE),
        )  # fmt: skip
        try:
            with transaction.atomic():
                standing = planning.begin(sheet, window, by=by, at=at)
                save([standing])
        except ShiqiaoError as error:
            refused.append((target.title, error))
        else:
            visits.append(standing.id)
    return visits, refused


def _may(by: Actor, kind: VisitKind, street: int, grid: int, at: datetime) -> None:
    who = hands(kind.table, street, grid, at)
    ground = Sheet(
        street=street, community=grid // 1000, grid=grid, line=kind.table.who.line, unit=who.unit, post=0, kind=kind.code,
        version=0, subject_kind="", subject_id=0, place=0, earliest=at, latest=at,
    )  # fmt: skip
    if not roles_of(by, ground) & (PLANNERS | {"system"}):
        raise Forbidden("Visits in this place are planned by its community or by the department in charge.")


# ── names for the door ─────────────────────────────────────────────────────────────────────────────────────────────


def targets_of(found: Sequence[circles.Belonging]) -> list[Target]:
    """Return whom to go to as targets, each with its name and door out of the registry; a query a kind."""
    labels = _labels([one.subject for one in found])
    return [
        Target(title[:TITLE_MOST], door[:ADDRESS_MOST], grid=one.grid, subject=one.subject)
        for one in found
        for title, door in [labels.get(one.subject, (str(one.subject.id), ""))]
    ]


def _labels(subjects: Sequence[Ref]) -> Mapping[Ref, tuple[str, str]]:
    ids = {kind: [one.id for one in subjects if one.kind == kind] for kind in {one.kind for one in subjects}}
    persons = Person.objects.in_bulk(ids.get("person", []))
    homes = {row.household for row in persons.values() if row.household} | set(ids.get("household", []))
    households = Household.objects.select_related("dwelling__building").in_bulk(list(homes))
    doors = {number: household_title(row) for number, row in households.items()}
    found = {
        Ref("person", number): (sealing.open_name(row) or str(number), doors.get(row.household, ""))
        for number, row in persons.items()
    }
    found |= {
        Ref("household", number): (doors[number], doors[number])
        for number in ids.get("household", [])
        if number in doors
    }
    firms = Organisation.objects.in_bulk(ids.get("organisation", []))
    return found | {Ref("organisation", number): (row.name, row.address) for number, row in firms.items()}
