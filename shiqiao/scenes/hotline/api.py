"""The exchange over the wire: orders come in, and what 12345 tells about them."""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.scenes.hotline import reads, words
from shiqiao.scenes.hotline.intake import Taken, take_in_orders
from shiqiao.scenes.hotline.reading import check
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.scenes.hotline.store import ACTS, refuse_others
from shiqiao.scenes.hotline.upstream import CallBack, tell_state
from shiqiao.surfaces.api.answers import answers, leads_to
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import Moment
from shiqiao.surfaces.api.views import street_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["hotline"])
MOST = 200
Kind = Literal["consultation", "help", "complaint", "denunciation", "suggestion", "other"]
Upstream = Literal["", "pending", "handling", "objecting", "returned", "answered", "closed", "withdrawn"]


class OrderIn(Schema):
    """An order. Moments carry their offset; `issued_at` later than before makes a number a further round."""

    number: str = Field(..., max_length=200)
    text: str = Field(..., max_length=20000)
    received_at: Moment
    issued_at: Moment | None = None
    deadline: Moment | None = None
    kind: Kind = "other"
    category: str = Field("", max_length=120)
    title: str = Field("", max_length=80)
    name: str = Field("", max_length=200)
    phone: str = Field("", max_length=60)
    address: str = Field("", max_length=2000)
    confidential: bool = False
    urgent: bool = False
    state: Upstream = ""


class OrdersIn(Schema):
    """A batch of orders; sending it again is harmless."""

    street: str = Field("", pattern=r"^([0-9]{9})?$")
    orders: list[OrderIn] = Field(..., min_length=1, max_length=MOST)


class TakenOut(Schema):
    """What became of one order of a batch, in its order: new, again, updated, same, changed or rejected."""

    number: str
    verdict: str
    round: int
    matter: str
    fields: dict[str, str]


class BatchOut(Schema):
    """What became of a batch; the counts add up to its orders."""

    counts: dict[str, int]
    orders: list[TakenOut]


class RoundOut(Schema):
    """One round of an order number."""

    number: str
    round: int
    matter: str
    state: str
    upstream_state: str
    received_at: datetime
    issued_at: datetime
    deadline: datetime | None
    confidential: bool


class StateIn(Schema):
    """What 12345 tells: upheld, refused, withdrawn, deadline, call_back, or one of its states."""

    state: str = Field(..., max_length=20)
    deadline: Moment | None = None
    contacted: bool | None = None
    solved: bool | None = None
    satisfied: Literal["", "yes", "partly", "no"] = ""
    called_at: Moment | None = None
    excluded: bool = False


@router.post(
    "/orders",
    response=answers({200: BatchOut}, 409),
    openapi_extra=leads_to(200, "rounds", "state", value="$response.body#/orders/0/number"),
)
@declared(OFFICIALS, "street", roles=ACTS)
@needs("hotline")
def take(request: HttpRequest, body: OrdersIn) -> dict[str, Any]:
    """Take up to 200 orders in; each is answered by itself, those that cannot be used with a sentence for each field."""
    actor, at = _caller(request), now()
    rows = [(number, _incoming(one, at)) for number, one in enumerate(body.orders, start=1)]
    found = take_in_orders(rows=rows, street=street_of(actor, body.street), by=actor, at=at)
    orders = [_said(row, one.number) for row, one in zip(found.rows, body.orders, strict=True)]
    return {"counts": found.tally.counts, "orders": orders}


@router.get("/orders/{number}", response=answers({200: list[RoundOut]}, 404))
@declared(OFFICIALS, "street", roles=reads.SEES)
@needs("hotline")
def rounds(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Return the rounds of an order number, the last first."""
    actor = _caller(request, acts=False)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        return [_round(row) for row in reads.access_number(actor, number)]


@router.post("/orders/{number}/state", response=answers({200: RoundOut}, 404, 409))
@declared(OFFICIALS, "street", roles=ACTS)
@needs("hotline")
def state(request: HttpRequest, number: str, body: StateIn) -> dict[str, Any]:
    """Write down what 12345 tells about the last round of a number; telling it again changes nothing."""
    actor = _caller(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = reads.access_number(actor, number)[0]
        said = body.dict(exclude={"state", "deadline"})
        result = CallBack(**said) if body.state == "call_back" else None
        done = tell_state(order=row.id, state=body.state, deadline=body.deadline, result=result, by=actor, at=now())
        return _round(done)


def _caller(request: HttpRequest, *, acts: bool = True) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if acts:
        refuse_others(actor)
    elif not actor.roles & reads.SEES:
        raise Forbidden
    return actor


def _incoming(one: OrderIn, at: datetime) -> Incoming | dict[str, str]:
    said = one.dict()
    said["issued_at"] = one.issued_at or one.received_at
    naive = {name: _ZONE for name, value in said.items() if isinstance(value, datetime) and value.tzinfo is None}
    if naive:
        return naive
    found = Incoming(**said)
    return check(found, at) or found


_ZONE = "Send a moment as ISO 8601 with its offset, for example 2018-06-27T10:00:00+08:00."


def _said(row: Taken, number: str) -> dict[str, Any]:
    fields = {name: words.said(why) for name, why in row.wrong.items()}
    return {"number": number, "verdict": row.verdict, "round": row.round, "matter": row.matter, "fields": fields}


def _round(row: Any) -> dict[str, Any]:
    names = ("number", "round", "state", "upstream_state", "received_at", "issued_at", "deadline", "confidential")
    return {**{name: getattr(row, name) for name in names}, "matter": row.matter_number}
