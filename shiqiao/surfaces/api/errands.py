"""Errands of the field app: small things that scenes let a person tell with one tap, also without a network, done once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import ErrandKind
from shiqiao.base.time import now
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.field import When, person_of, told
from shiqiao.surfaces.api.fieldmoves import Evidence
from shiqiao.surfaces.api.sockets import errands
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["field"])


class ErrandActOut(Schema):
    """What can be told of an errand, and what it asks: pairs of code and title, words, a photo."""

    do: str
    title: str
    icon: str
    main: bool
    choices: list[tuple[str, str]]
    numbers: list[tuple[str, str]]
    ticks: list[tuple[str, str]]
    words: bool
    photo: bool


class ErrandOut(Schema):
    """Something small that is yours to tell."""

    key: str
    title: str
    text: str
    place: str
    due_at: datetime | None
    tone: str
    acts: list[ErrandActOut]


class ErrandsOut(Schema):
    """Your errands, what is most urgent on top."""

    errands: list[ErrandOut]


class ErrandIn(When):
    """One act of one errand."""

    client_id: str = Field(..., min_length=1, max_length=80, description="Your own identifier: sent again, done once")
    key: str = Field(..., max_length=60)
    do: str = Field(..., max_length=20)
    choice: str = Field("", max_length=40)
    numbers: dict[str, int] = Field({}, max_length=20)
    ticks: list[str] = Field([], max_length=40)
    words: str = Field("", max_length=2000)
    photos: Evidence = Field([], max_length=9, description="Pairs of purpose and the hash that POST /files returned")


class ErrandDoneOut(Schema):
    """What came of it; `again` when it had come before."""

    key: str
    do: str
    again: bool


@router.get("/field/errands", response=answers({200: ErrandsOut, 304: None}))
@declared(OFFICIALS, "own")
@needs("read")
def field_errands(request: HttpRequest) -> HttpResponse:
    """Return what is yours to tell with one tap, of all scenes."""
    actor, at = person_of(request), now()
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        rows = [_shown(one) for kind in errands for one in kind.carried(actor, at)]
    return told(request, {"errands": rows}, at)


@router.post("/field/errands", response=answers({200: ErrandDoneOut}, 404, 409))
@declared(OFFICIALS, "own")
@needs("move")
def field_errand(request: HttpRequest, body: ErrandIn) -> dict[str, Any]:
    """Do an act of an errand once; `happened_at` is when it happened, however much later it is sent."""
    actor, given = person_of(request), body.model_dump(include={"choice", "numbers", "ticks", "words", "photos"})
    again = _kind(body.key).do(body.key, body.do, given, body.client_id, actor, body.moment())
    return {"key": body.key, "do": body.do, "again": again}


def _kind(key: str) -> ErrandKind:
    found = next((one for one in errands if key.startswith(f"{one.code}:")), None)
    if found is None:
        raise NotFound
    return found


def _shown(one: Any) -> dict[str, Any]:
    names = ("do", "title", "icon", "main", "choices", "numbers", "ticks", "words", "photo")
    return {
        **{name: getattr(one, name) for name in ("key", "title", "text", "place", "due_at", "tone")},
        "acts": [{name: getattr(act, name) for name in names} for act in one.acts],
    }  # fmt: skip
