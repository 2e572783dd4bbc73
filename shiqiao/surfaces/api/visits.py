"""Visits for phones and other systems: list mine, show one with its checklist, record one. Recording is idempotent."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.actions import Recorded
from shiqiao.kernel.visits.models import Visit
from shiqiao.kernel.visits.subjects import Shown, shown
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import Moment
from shiqiao.surfaces.api.shapes import code, person
from shiqiao.surfaces.api.views import actor_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["visits"])


class VisitOut(Schema):
    """A visit in a list. `base` is the number of its journal lines: what a device that works offline has seen."""

    id: int
    kind: str
    version: int
    state: str
    subject: dict[str, Any]
    grid: str
    lon: float | None
    lat: float | None
    earliest: datetime
    latest: datetime
    attempt: int
    recheck_of: int
    post: str
    base: int


class VisitPage(Schema):
    """A page of a list; `next` is the cursor of the following page, empty at the end."""

    visits: list[VisitOut]
    next: str


class VisitDetail(VisitOut):
    """A visit with its checklist; of a re-check, the findings to look at again."""

    title: dict[str, str]
    questions: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    done_at: datetime | None
    recorded_at: datetime | None


class RecordIn(Schema):
    """How a visit went. `fixed` only for a re-check, `answers` only for a visit that took place."""

    client_id: str = Field(
        ...,
        min_length=1,
        max_length=80,
        description="Your own identifier of this record: sending it again changes nothing",
    )
    outcome: str = Field("done", description="done, not_home, refused or moved")
    answers: dict[str, Any] = {}
    fixed: dict[str, bool] = {}
    note: str = Field("", max_length=4000)
    photos: list[tuple[str, str]] = Field(
        [],
        max_length=60,
        description="Pairs of question (empty: the visit as a whole) and the hash that POST /files returned",
    )
    lon: float | None = None
    lat: float | None = None
    happened_at: Moment | None = None


class RecordedOut(Schema):
    """What came of it: the matters of its findings, the visit that follows (0: none)."""

    id: int
    state: str
    matters: list[str]
    next: int
    again: bool


@router.get("/visits", response=answers({200: VisitPage}))
@declared(OFFICIALS, "reach")
@needs("visit")
def visits(request: HttpRequest, tab: str = "mine", kind: str = "", after: str = "") -> dict[str, Any]:
    """List the open visits you may see, what breaks first on top; `tab` is mine, unit, territory or empty."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        page = reads.visits(actor, reads.Filters(tab=tab, kind=kind), after=after)
        named = shown(actor, page.rows)
    return {"visits": [_listed(row, named[row.id]) for row in page.rows], "next": page.next}


@router.get("/visits/{number}", response=answers({200: VisitDetail}, 404))
@declared(OFFICIALS, "reach")
@needs("visit")
def visit(request: HttpRequest, number: int) -> dict[str, Any]:
    """Return one visit with the checklist of the version that it began with."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        return _detail(reads.access_visit(actor, number), actor)


@router.post("/visits/{number}/record", response=answers({200: RecordedOut}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("visit")
def record(request: HttpRequest, number: int, body: RecordIn) -> dict[str, Any]:
    """Record a visit or a re-check; the same `client_id` with the same content returns the first answer."""
    made = _record(actor_of(request), number, body)
    return {"id": made.visit, "state": made.state, "matters": made.matters, "next": made.next, "again": made.again}


def _record(actor: Actor, number: int, body: RecordIn) -> Recorded:
    common: dict[str, Any] = {
        "visit": number, "client_id": body.client_id, "note": body.note, "photos": tuple(body.photos), "lon": body.lon,
        "lat": body.lat, "by": actor, "at": body.happened_at or now(),
    }  # fmt: skip
    if body.fixed and body.outcome == "done":
        return actions.recheck_visit(fixed=body.fixed, **common)
    return actions.record_visit(outcome=body.outcome, answers=body.answers, **common)


def _listed(row: Visit, subject: Shown) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "version": row.version, "state": row.state,
        "subject": {"kind": row.subject_kind, "id": row.subject_id, "title": subject.title, "address": subject.address},
        "grid": code(row.grid), "lon": subject.lon, "lat": subject.lat, "earliest": row.earliest, "latest": row.latest,
        "attempt": row.attempt, "recheck_of": row.recheck_of, "post": person(row.post, 0)["post"], "base": row.seq,
    }  # fmt: skip


def _detail(row: Visit, actor: Actor) -> dict[str, Any]:
    table = reads.kind_of(row).table
    about = row.recheck_of or row.id
    return {
        **_listed(row, shown(actor, [row])[row.id]), "title": table.title.model_dump(),
        "questions": [] if row.recheck_of else [one.model_dump(mode="json") for one in table.questions],
        "findings": [
            {"question": one.question, "item": one.item, "severity": one.severity, "state": one.state}
            for one in reads.findings([about]).get(about, [])
        ],
        "done_at": row.done_at, "recorded_at": row.recorded_at,
    }  # fmt: skip
