"""Hazard points (隐患点): the register, checks with photo and state, and a danger that becomes a matter linked back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.matters.actions import Report, report_matter
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.errors import CoordinateInvalid
from shiqiao.kernel.territory.reads import find_address, locate
from shiqiao.scenes.duty.emergency import rights
from shiqiao.scenes.duty.emergency.groundtables import Hazard, HazardCheck
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.rules import STATES
from shiqiao.scenes.duty.emergency.store import HAZARD, Files, enter, note, once, seal, unseal, written
from shiqiao.scenes.duty.emergency.tables import Response

DEEPEST, NEAR_ENOUGH = 1000, 0.6  # centimetres; of an address, how sure it has to be


@dataclass(frozen=True, slots=True)
class HazardGiven:
    """What a hazard point is: code, kind, title, place (an address, or a point in WGS84), its owner, who answers for it."""

    code: str
    kind: str
    title: str
    place: str
    post: int
    owner: str = ""
    lon: float | None = None
    lat: float | None = None
    invented: bool = False


@transaction.atomic
def add_hazard(*, given: HazardGiven, by: Actor, at: datetime) -> Hazard:
    """Enter a hazard point into the register. Raises Forbidden, Invalid, Conflict for a code that is there."""
    rights.refuse_commander(by)
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        code, title = (
            written(given.code, "code", "Give it a number.", 40),
            written(given.title, "title", "Name it.", 80),
        )
        place = written(given.place, "place", "Write where it is.", 120)
        wrong = {}
        if plan_of(street).hazard(given.kind) is None:
            wrong["kind"] = "Choose a kind of hazard point that the plan has."
        if given.post not in {row.id for row in people.posts(street)}:
            wrong["post"] = "Choose the post that answers for it."
        if wrong:
            raise Invalid(fields=wrong)
        lon, lat, grid = point_of(place, given.lon, given.lat, street)
        try:
            with transaction.atomic():
                row = Hazard.objects.create(
                    street=street, code=code, kind=given.kind, title=title, community=grid // 1000, grid=grid, lon=lon,
                    lat=lat, place=seal(place), owner=seal(written(given.owner, "owner", most=80)), post=given.post,
                    added_at=at, invented=given.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("A hazard point has this number already; give it another one.") from error
        note("duty.hazard_added", Ref(HAZARD, row.pk), street, by, at, kind=row.kind, grid=grid, post=row.post)
    return row


def point_of(place: str, lon: float | None, lat: float | None, street: int) -> tuple[float, float, int]:
    """Return longitude, latitude and grid: of the point that was picked, else of the written address. Raises Invalid."""
    if lon is None or lat is None:
        hit = next(iter(find_address(place, street, 1)), None)
        if hit is None or hit.score < NEAR_ENOUGH or hit.lon is None or hit.lat is None:
            raise Invalid(fields={"place": "This address is not in the address book; pick the place on the map."})
        lon, lat = hit.lon, hit.lat
    try:
        grid = locate(lon, lat).grid
    except CoordinateInvalid as error:
        raise Invalid(fields={"place": "The place is no point of the map; pick it again."}) from error
    if grid // 1_000_000 != street:
        raise Invalid(fields={"place": "The place lies outside the street; pick it again."})
    return lon, lat, grid


@transaction.atomic
def retire_hazard(*, hazard: int, words: str, by: Actor, at: datetime) -> Hazard:
    """Take a hazard point off the register: the danger is gone for good. Raises NotFound, Forbidden, Invalid, Conflict."""
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row = _lock(hazard, by)
        row.gone_why = seal(written(words, "words", "Write why it is no hazard any more."))
        row.gone_at = at
        row.save(update_fields=["gone_at", "gone_why"])
        note("duty.hazard_retired", Ref(HAZARD, row.pk), row.street, by, at)
    return row


def _lock(hazard: int, by: Actor) -> Hazard:
    row = Hazard.objects.select_for_update().filter(pk=hazard, street=by.street or 0).first()
    if row is None:
        raise NotFound
    if row.gone_at is not None:
        raise Conflict("This hazard point is off the register; look for another one.")
    return row


@dataclass(frozen=True, slots=True)
class Checked:
    """How a hazard point was found: safe, water or closed; water in centimetres, what was looked at (by place in the
    list of its kind), words, photos (purpose, hash), and whether it is to become a matter."""

    state: str
    photos: Files
    depth: int = 0
    answers: tuple[int, ...] = ()
    words: str = ""
    matter: bool = False


@transaction.atomic
def check_hazard(
    *, hazard: int, found: Checked, by: Actor, at: datetime, client_id: str = ""
) -> tuple[HazardCheck, bool]:
    """Enter a check of a hazard point with its photo. A danger may become a matter, which leads back to the point.

    Sent again with the same `client_id` it is done once. Locks the point. Raises NotFound, Forbidden, Invalid, Conflict.
    """
    with scope.scoped(*scope.of(by)):
        row = _lock(hazard, by)
        rights.refuse_other(by, (row.post,), row.grid)
        made, again = once(client_id, "check", by, at, lambda: _check(row, found, by, at).pk)
        return HazardCheck.objects.get(pk=made), again


def _check(row: Hazard, found: Checked, by: Actor, at: datetime) -> HazardCheck:
    wrong = {}
    if found.state not in STATES:
        wrong["state"] = "Choose how the place is."
    if not 0 <= found.depth <= DEEPEST:
        wrong["depth"] = "Write the depth of the water in centimetres."
    if not found.photos:
        wrong["photo"] = "Add a photo."
    if wrong:
        raise Invalid(fields=wrong)
    words = written(found.words, "words", "Write what is dangerous." if found.matter else "", 500)
    running = _running(row)
    one = HazardCheck.objects.create(
        street=row.street, hazard=row.pk, response=running.pk if running else 0, state=found.state,
        answers=sorted(set(found.answers)), depth=found.depth, note=seal(words), files=[sha for _, sha in found.photos],
        post=by.post or 0, account=by.account or 0, at=at, recorded_at=now(),
    )  # fmt: skip
    adopt(found.photos, subject=Ref(HAZARD, row.pk), street=row.street, by=by, at=at, field="photo")
    if found.matter:
        one.matter = _report(row, one, words, found.photos, by, at)
        one.save(update_fields=["matter"])
    _stands(row, one)
    note("duty.hazard_checked", Ref(HAZARD, row.pk), row.street, by, at, check=one.pk, state=one.state, depth=one.depth,
         files=one.files, matter=one.matter or None)  # fmt: skip
    if running is not None:
        enter(
            running, "checked", by=by, at=at, code=row.title, post=row.post, text=words, hazard=row.pk, state=one.state
        )
    return one


def _stands(row: Hazard, one: HazardCheck) -> None:
    """Let the point stand as its latest check says; one that was told late changes no later one."""
    row.checks += 1
    if row.checked_at is None or one.at >= row.checked_at:
        row.state, row.checked_at = one.state, one.at
    row.save(update_fields=["checks", "state", "checked_at"])


def _running(row: Hazard) -> Response | None:
    """Return the running response for which a point is dangerous, the most severe first."""
    plan = plan_of(row.street)
    kinds = [one.code for one in plan.kinds if row.kind in one.hazards]
    found = Response.objects.select_for_update().filter(street=row.street, ended_at=None, kind__in=kinds)
    return found.order_by("level", "pk").first()


def _report(row: Hazard, one: HazardCheck, words: str, photos: Files, by: Actor, at: datetime) -> int:
    told = Report(
        street=row.street, source="emergency", source_id=f"check-{one.pk}", channel="patrol",
        item=plan_of(row.street).matter_item, text=f"{row.title}：{words}", lon=row.lon, lat=row.lat, address=unseal(row.place),
        urgent=True, happened_at=at, photos=tuple(("before", sha) for _purpose, sha in photos),
    )  # fmt: skip
    return report_matter(report=told, by=by, at=at).id
