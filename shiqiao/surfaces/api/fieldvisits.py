"""Visits on a device: what it carries along for today, with checklists, and records that are sent once and never lost."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.matters.afield import happened
from shiqiao.kernel.visits import actions, afield
from shiqiao.kernel.visits.checklists import Question
from shiqiao.surfaces.api import fieldshapes as shapes
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.field import person_of, told
from shiqiao.surfaces.api.schemas import Moment
from shiqiao.surfaces.kit.entries import OFFICIALS, declared
from shiqiao.surfaces.kit.wire import compressed

router = Router(tags=["field"])


class CarriedVisitOut(Schema):
    """A visit as a device carries it: in the order of the way; those with the same `knock` are made at one door together.

    `known` is what the registry knows today, by question, with its freshness: fresh, ageing or expired.
    """

    id: int
    base: int
    kind: str
    title: str
    checklist: str
    subject: str
    address: str
    place: str
    lon: float | None
    lat: float | None
    earliest: datetime
    latest: datetime
    attempt: int
    knock: int
    findings: list[dict[str, Any]]
    known: dict[str, Any]


class CarriedVisitsOut(Schema):
    """Your visits of today, and the checklists that they ask, by code."""

    visits: list[CarriedVisitOut]
    checklists: dict[str, list[dict[str, Any]]]


class FieldRecordIn(Schema):
    """How a visit went. `base` is the visit's journal line that the device had seen; `fixed` only for a re-check."""

    client_id: str = Field(
        ..., min_length=1, max_length=80, description="Your own identifier: sent again, recorded once"
    )
    base: int = Field(0, ge=0, lt=2**31)
    outcome: str = Field("done", max_length=10, description="done, not_home, refused or moved")
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
    ahead: int = Field(0, ge=-(10**12), le=10**12, description="Milliseconds by which the device's clock ran ahead")


class FieldRecordOut(Schema):
    """What came of it. `second`: another had recorded the visit before; yours is kept whole, and a person decides."""

    id: int
    state: str
    base: int
    second: bool
    matters: list[str]
    next: int
    again: bool


@router.get("/field/visits", response=answers({200: CarriedVisitsOut, 304: None}))
@declared(OFFICIALS, "own")
@needs("visit")
def field_visits(request: HttpRequest) -> HttpResponse:
    """Return the visits of your posts for today in the order of the way, with their checklists."""
    actor, at = person_of(request), now()
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        rows = afield.carried(actor, at)
        lists = {_list_of(one): [_question(q) for q in one.kind.table.questions] for one in rows}
        found = {"visits": [_carried(one) for one in rows], "checklists": lists}
    return compressed(request, told(request, found, at))


@router.post("/field/visits/{number}/record", response=answers({200: FieldRecordOut}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("visit")
def field_record(request: HttpRequest, number: int, body: FieldRecordIn) -> dict[str, Any]:
    """Record a visit once. One that another recorded meanwhile is kept beside it: nothing is lost, and a person decides."""
    actor = person_of(request)
    sent = actions.record_in_field(
        visit=number, outcome=body.outcome, client_id=body.client_id, answers=body.answers, fixed=body.fixed, note=body.note,
        photos=tuple(body.photos), lon=body.lon, lat=body.lat, by=actor,
        at=happened(body.happened_at, timedelta(milliseconds=body.ahead), now()),
    )  # fmt: skip
    return {
        "id": sent.visit, "state": sent.state, "base": sent.base, "second": sent.second, "matters": list(sent.matters),
        "next": sent.next, "again": sent.again,
    }  # fmt: skip


def _list_of(one: afield.Carried) -> str:
    return f"{one.row.kind}/{one.row.version}"


def _carried(one: afield.Carried) -> dict[str, Any]:
    row = one.row
    titles = {question.key: shapes.said(question.title) for question in one.kind.table.questions}
    return {
        "id": row.id, "base": row.seq, "kind": row.kind, "title": shapes.said(one.kind.table.title), "checklist": _list_of(one),
        "subject": one.subject.title, "address": one.subject.address, "place": shapes.place(row.grid),
        "lon": one.subject.lon, "lat": one.subject.lat, "earliest": row.earliest.isoformat(), "latest": row.latest.isoformat(),
        "attempt": row.attempt, "knock": one.knock,
        "findings": [{"question": f.question, "title": titles.get(f.question, f.question)} for f in one.findings],
        "known": {
            key: {"value": fact.value, "freshness": fact.freshness, "confirmed_at": fact.confirmed_at.isoformat()}
            for key, fact in one.known.items()
        },
    }  # fmt: skip


def _question(one: Question) -> dict[str, Any]:
    return {
        "key": one.key, "title": shapes.said(one.title), "kind": one.kind, "required": one.required,
        "choices": [{"code": choice.code, "title": shapes.said(choice.title)} for choice in one.choices],
        "photo": one.finding is not None or one.kind == "photo",
    }  # fmt: skip
