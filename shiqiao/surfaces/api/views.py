"""The REST API, version 1: parse → action or read → shape. Every route names its errors."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema, Status, UploadedFile
from pydantic_core import to_json

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.moves import bring_up
from shiqiao.kernel.matters.requests import withdraw_request
from shiqiao.kernel.matters.undo import undo_move
from shiqiao.kernel.suggesting.reads import suggest
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.api import moving, shapes
from shiqiao.surfaces.api.answers import answers, leads_to
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import (
    AddressOut,
    FileOut,
    ItemOut,
    MatterDetail,
    MoveIn,
    PageOut,
    ReceiptOut,
    ReportIn,
)  # fmt: skip
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router()
REPORTING = frozenset({"reporter", "grid_member", "dispatcher", "handler", "community_head"})


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls; the authentication left it there."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def street_of(actor: Actor, given: str = "") -> int:
    """Return the street an actor works in; raises Invalid when it must be named."""
    if actor.street is not None:
        return actor.street
    if not (given.isascii() and given.isdecimal() and len(given) == 9):
        raise Invalid(fields={"street": "Name the street (9 digits): your token serves several."})
    return int(given)


@router.post(
    "/reports",
    response=answers({201: ReceiptOut, 200: ReceiptOut}, 404, 409),
    tags=["matters"],
    openapi_extra=leads_to(201, "matter", "move", "undo"),
)
@declared(OFFICIALS, "street", roles=REPORTING)
@needs("report")
def report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """Report a matter. 201 with number, person and terms; 200 when the same report was received before."""
    actor = actor_of(request)
    if not actor.roles & REPORTING:
        raise Forbidden
    made = moving.report_of(body, street_of(actor, body.street), actor)
    receipt = actions.report_matter(report=made, by=actor, at=body.happened_at or now())
    # Written directly: checking our own answer against its schema at each report is for the tests.
    content = to_json(shapes.receipt(receipt))
    return HttpResponse(content, status=200 if receipt.again else 201, content_type="application/json; charset=utf-8")


class ListQuery(Schema):
    """What a list is narrowed to."""

    tab: str = ""
    open: bool | None = None
    item: str = ""
    line: str = ""
    state: str = ""
    channel: str = ""
    grid: int = Field(0, ge=0, lt=10**15)
    community: int = Field(0, ge=0, lt=10**12)
    unrouted: bool = False
    asked: bool = False
    paused: bool = False
    text: str = ""
    after: str = ""


@router.get("/matters", response=answers({200: PageOut}), tags=["matters"])
@declared(OFFICIALS, "reach")
@needs("read")
def matters(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """List or search the matters you may see, 50 a page; `after` is the former page's `next`."""
    with transaction.atomic():
        scope.set_scope(*scope.of(actor_of(request)))
        given = query.dict()
        page = reads.matters(
            actor_of(request), reads.Filters(**{k: v for k, v in given.items() if k != "after"}), after=query.after
        )
    return {"matters": [shapes.listed(row) for row in page.rows], "next": page.next}


@router.get("/matters/{number}", response=answers({200: MatterDetail}, 404), tags=["matters"])
@declared(OFFICIALS, "reach")
@needs("read")
def matter(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one matter with its person, clocks, possible moves and journal."""
    with transaction.atomic():
        scope.set_scope(*scope.of(actor_of(request)))
        return shapes.detail(reads.access_matter(actor_of(request), number), actor_of(request))


@router.post("/matters/{number}/moves/{do}", response=answers({200: MatterDetail}, 404, 409), tags=["matters"])
@declared(OFFICIALS, "reach")
@needs("move")
def move(request: HttpRequest, number: str, do: str, body: MoveIn) -> dict[str, Any]:
    """Make a move; which ones you may make stands in the matter's `moves`."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = reads.access_matter(actor, number)
        sheet = moving.make(row, do, body, actor)
        # Only a correction changes what is not on the sheet: the place in words.
        row = reads.access_matter(actor, number) if do == "correct" else bring_up(row, sheet)
        return shapes.detail(row, actor, sheet.clocks)


@router.post("/matters/{number}/undo", response=answers({200: MatterDetail}, 404, 409), tags=["matters"])
@declared(OFFICIALS, "reach")
@needs("move")
def undo(request: HttpRequest, number: str) -> dict[str, Any]:
    """Undo your own last act on a matter: within a minute, and only what has not left the house."""
    return taken_back(actor_of(request), number, undo_move)


@router.post("/matters/{number}/withdraw", response=answers({200: MatterDetail}, 404, 409), tags=["matters"])
@declared(OFFICIALS, "reach")
@needs("move")
def withdraw(request: HttpRequest, number: str) -> dict[str, Any]:
    """Withdraw your own open request."""
    return taken_back(actor_of(request), number, withdraw_request)


def taken_back(actor: Actor, number: str, take: Callable[..., Any]) -> dict[str, Any]:
    """Take something back and return the matter as it is then."""
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        take(matter=reads.access_matter(actor, number).id, by=actor, at=now())
        return shapes.detail(reads.access_matter(actor, number), actor)


@router.get("/items", response=answers({200: list[ItemOut]}), tags=["catalogue"])
@declared(OFFICIALS, "street")
@needs("read")
def items(request: HttpRequest, street: str = "", text: str = "") -> list[dict[str, Any]]:
    """Return the catalogue's items, or with `text` those that it suggests."""
    known = catalogue(street_of(actor_of(request), street))
    chosen = [known.items[one.code] for one in suggest(known.street, text)] if text else known.items.values()
    return [{**item.model_dump(exclude={"form", "flow", "unit", "synonyms", "category_title"})} for item in chosen]


@router.get("/addresses", response=answers({200: list[AddressOut]}), tags=["territory"])
@declared(OFFICIALS, "street")
@needs("read")
def addresses(request: HttpRequest, text: str, street: str = "") -> list[dict[str, Any]]:
    """Return the places that a text may mean, best first."""
    hits = territory.find_address(text[:200], street_of(actor_of(request), street))
    return [
        {"name": h.name, "kind": h.kind, "lon": h.lon, "lat": h.lat, "grid": shapes.code(h.grid), "score": h.score}
        for h in hits
    ]


@router.get("/grids.geojson", response=answers({200: dict[str, Any]}), tags=["territory"])
@declared(OFFICIALS, "street")
@needs("read")
def grids(request: HttpRequest, street: str = "") -> dict[str, Any]:
    """Return the street's grids and communities as GeoJSON (WGS84)."""
    return territory.geojson(street_of(actor_of(request), street))


@router.post("/files", response=answers({201: FileOut}), tags=["files"])
@declared(OFFICIALS, "own")
@needs("report")
def upload(request: HttpRequest, response: HttpResponse, file: File[UploadedFile], purpose: str = "report") -> Status:
    """Store a file for a report or a move to come; returns its hash.

    Told by content: pictures (jpeg, png, webp, heic), pdf, docx, xlsx, xls, mp3, m4a and weba up to 20 MB, mp4, mov and
    webm up to 100 MB. Pictures are made anew as JPEG without what the camera wrote; in recordings everything beside sound and
    picture is blanked. `purpose` before and after take only what can be seen.
    """
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        kept = store(
            file,
            name=file.name or "",
            subject=UPLOAD,
            purpose=purpose,
            street=street_of(actor),
            by=actor,
            at=now(),
        )  # type: ignore[arg-type]
    return Status(201, {"hash": kept.sha256, "media": kept.kind, "size": kept.size})
