"""The field app over the API: what a device carries along, numbers set aside, and acts that are done once.

`GET` answers carry `Server-Time`, by which a device knows how far its clock runs ahead, and an `ETag`: asked again with
`If-None-Match` they are empty while nothing has changed.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status
from pydantic_core import to_json

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters import afield
from shiqiao.kernel.matters.actions import Given, Report
from shiqiao.kernel.matters.ondevice import carried, of_rows
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.notices.reads import unread
from shiqiao.surfaces.api import fieldmoves as moves
from shiqiao.surfaces.api import fieldshapes as shapes
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import Moment
from shiqiao.surfaces.api.views import REPORTING, actor_of, street_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared
from shiqiao.surfaces.kit.wire import compressed

router = Router(tags=["field"])
Evidence = moves.Evidence


class NumbersIn(Schema):
    """How many numbers to set aside."""

    count: int = Field(20, ge=1, le=afield.AT_ONCE)


class NumbersOut(Schema):
    """Numbers that are yours until a report of yours takes them."""

    numbers: list[str]


class When(Schema):
    """When it happened by the device's clock, and by how many milliseconds that ran ahead of the server's then."""

    happened_at: Moment | None = None
    ahead: int = Field(0, ge=-(10**12), le=10**12)

    def moment(self) -> datetime:
        """Return the moment that counts; a clock that is wrong costs no act."""
        return afield.happened(self.happened_at, timedelta(milliseconds=self.ahead), now())


class FixIn(Schema):
    """What was put right on the spot."""

    result: str = Field(..., max_length=8000)
    evidence: Evidence = Field([], max_length=20, description="Pairs of purpose and the hash that POST /files returned")


class FieldReportIn(When):
    """A report of a device. Without words the item's title is the text."""

    client_id: str = Field(..., min_length=1, max_length=80, description="Your own identifier: sent again, done once")
    number: str = Field("", pattern=r"^([0-9]{12,20})?$", description="One that was set aside for you")
    item: str = Field(..., max_length=10)
    text: str = Field("", max_length=8000)
    lon: float | None = None
    lat: float | None = None
    grid: str = Field("", pattern=r"^([0-9]{15})?$")
    address: str = Field("", max_length=200)
    urgent: bool = False
    files: Evidence = Field([], max_length=20, description="Pairs of purpose and the hash that POST /files returned")
    fix: FixIn | None = None


class FieldMoveIn(When, moves.MoveWords):
    """A move of a device, which had seen the matter up to its line `base`; `do` = note keeps words and pictures beside it."""

    client_id: str = Field(..., min_length=1, max_length=80, description="Your own identifier: sent again, done once")
    do: str = Field(..., min_length=1, max_length=40)
    base: int = Field(..., ge=0, lt=2**31)


class StandingOut(Schema):
    """Where a matter stands; `base` is its last journal line."""

    number: str
    title: str
    item: str
    state: str
    state_title: str
    done: bool
    base: int


class SentOut(StandingOut):
    """What came of an act; `again` when it had come before."""

    again: bool
    person: str
    place: str


class CarriedOut(StandingOut):
    """A matter as a device carries it."""

    text: str
    address: str
    lon: float | None
    lat: float | None
    place: str
    due_at: datetime | None
    warn_at: datetime | None
    urgent: bool
    supervised: int
    paused_until: str | None
    reported_at: datetime
    evidence: list[str]
    parts: list[str]
    likely: dict[str, Any] | None
    asked_for: str
    moves: list[dict[str, Any]]


class ActedOut(StandingOut):
    """One act of your own record; `do` is empty for a report."""

    client_id: str
    do: str
    do_title: str
    at: datetime


class DayOut(Schema):
    """What a device carries along: open matters of your posts, what breaks first on top; what you sent; what waits."""

    tasks: list[CarriedOut]
    own: list[ActedOut]
    unread: int


class GroundOut(Schema):
    """Items by name and initials, grids by their outlines (WGS84)."""

    street: str
    items: list[dict[str, Any]]
    grids: list[dict[str, Any]]


class SinceOut(CarriedOut):
    """A matter as it stands, with the lines that a device has not seen."""

    lines: list[dict[str, Any]]


@router.get("/field/day", response=answers({200: DayOut, 304: None}))
@declared(OFFICIALS, "own")
@needs("read")
def field_day(request: HttpRequest) -> HttpResponse:
    """Return what a device of yours carries along today."""
    actor, at = person_of(request), now()
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        tasks = [shapes.carried(one, at) for one in carried(actor, at)]
        own = [shapes.acted(*one) for one in afield.own_acts(actor)]
    return told(request, {"tasks": tasks, "own": own, "unread": unread(actor)}, at)


@router.get("/field/ground", response=answers({200: GroundOut, 304: None}))
@declared(OFFICIALS, "street")
@needs("read")
def field_ground(request: HttpRequest) -> HttpResponse:
    """Return the street's items and grids, to be kept on the device."""
    actor = person_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        found = shapes.ground(street_of(actor))
    return compressed(request, told(request, found, now()))


@router.get("/field/choices", response=answers({200: moves.ChoicesOut, 304: None}))
@declared(OFFICIALS, "street")
@needs("read")
def field_choices(request: HttpRequest) -> HttpResponse:
    """Return whom and what a move can name: posts, units, legal grounds, terms; to be kept on the device."""
    actor, at = person_of(request), now()
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        found = moves.choices(street_of(actor), at, shapes.said, shapes.chinese())
    return told(request, found, at)


@router.post("/field/numbers", response=answers({200: NumbersOut}))
@declared(OFFICIALS, "own", roles=REPORTING)
@needs("report")
def field_numbers(request: HttpRequest, body: NumbersIn) -> dict[str, Any]:
    """Set numbers aside, so that a resident can be told one where there is no network."""
    return {"numbers": afield.set_numbers_aside(count=body.count, by=reporter_of(request), at=now())}


@router.post("/field/reports", response=answers({201: SentOut, 200: SentOut}, 404, 409))
@declared(OFFICIALS, "street", roles=REPORTING)
@needs("report")
def field_report(request: HttpRequest, body: FieldReportIn) -> Status:
    """Take in a report, with `fix` as put right on the spot. 201; 200 when the same came before."""
    actor = reporter_of(request)
    found = afield.report_in_field(report=report_of(body, actor), fix=_fix(body), by=actor, at=body.moment())
    return Status(200 if found.again else 201, shapes.sent(found))


@router.get("/field/matters/{number}", response=answers({200: SinceOut}, 404))
@declared(OFFICIALS, "reach")
@needs("read")
def field_matter(request: HttpRequest, number: str, base: int = 0) -> dict[str, Any]:
    """Return a matter as it stands, and what happened since the line that a device has seen."""
    actor = person_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row, at = access_matter(actor, number), now()
        return {**shapes.carried(of_rows(actor, [row], at)[0], at), "lines": shapes.since(row, base)}


@router.post("/field/matters/{number}/moves", response=answers({200: SentOut}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("move")
def field_move(request: HttpRequest, number: str, body: FieldMoveIn) -> dict[str, Any]:
    """Make a move once. 409 matter_changed when the matter has moved on since `base`: a person decides."""
    actor = person_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = access_matter(actor, number)
        sent = afield.move_in_field(
            matter=row.id, do=body.do, given=body.given(), base=body.base, client_id=body.client_id, by=actor,
            at=body.moment(), chosen=body.chosen(actor),
        )  # fmt: skip
        return shapes.sent(sent)


def person_of(request: HttpRequest) -> Actor:
    """Return the signed-in person; a token has no device and carries nothing."""
    actor = actor_of(request)
    if actor.kind != "account":
        raise Forbidden("Only a person who is signed in works with a device.")
    return actor


def reporter_of(request: HttpRequest) -> Actor:
    """Return the signed-in person if a post of theirs reports."""
    actor = person_of(request)
    if not actor.roles & REPORTING:
        raise Forbidden
    return actor


def report_of(body: FieldReportIn, actor: Actor) -> Report:
    """Return a report in the kernel's terms. A number that is not there is refused by its field."""
    street = street_of(actor)
    return Report(
        street=street, source=f"field.{actor.account}", source_id=body.client_id, channel="patrol", item=body.item,
        text=body.text.strip() or _title(street, body.item), lon=body.lon, lat=body.lat, grid=int(body.grid or 0),
        address=body.address, urgent=body.urgent, happened_at=body.moment(), photos=tuple(body.files), number=body.number,
    )  # fmt: skip


def _title(street: int, item: str) -> str:
    try:
        return catalogue(street).item(item).title.zh
    except ShiqiaoError:  # the intake names the field
        return item


def _fix(body: FieldReportIn) -> Given | None:
    """Return the fix with all that shows it: how it looked before was sent with the report."""
    if body.fix is None:
        return None
    before = [pair for pair in body.files if pair[0] == "before"]
    return Given(result=body.fix.result, evidence=tuple(dict.fromkeys([*before, *body.fix.evidence])))


def told(request: HttpRequest, found: Mapping[str, Any], at: datetime) -> HttpResponse:
    """Answer with what a device keeps, or with nothing when it has it already."""
    content = to_json(found)
    tag = f'"{hashlib.sha256(content + (get_language() or "").encode()).hexdigest()[:32]}"'
    same = request.headers.get("if-none-match", "") == tag
    response = HttpResponse(
        b"" if same else content, status=304 if same else 200, content_type="application/json; charset=utf-8"
    )
    for name, value in {"ETag": tag, "Server-Time": at.isoformat(), "Cache-Control": "private, no-cache"}.items():
        response.headers[name] = value
    return response
