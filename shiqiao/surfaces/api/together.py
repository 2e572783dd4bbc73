"""Merging, splitting and summoning over the API; parting and all further moves are in `moves`."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.matters import reads
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.merging import merge_matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.summons import Called, summon_units
from shiqiao.surfaces.api import shapes
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import MatterDetail, MergeIn, SplitIn, SummonIn
from shiqiao.surfaces.api.views import actor_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["matters"])


def _shown(actor: Actor, row: Matter) -> dict[str, Any]:
    return shapes.detail(reads.access_matter(actor, row.number), actor)


@router.post("/matters/{number}/merge", response=answers({200: MatterDetail}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("move")
def merge(request: HttpRequest, number: str, body: MergeIn) -> dict[str, Any]:
    """Merge other matters into this one; every reporter is kept, answered with it, and judges apart."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = reads.access_matter(actor, number)
        others = [reads.access_matter(actor, other).id for other in body.others]
        merge_matters(main=row.id, others=others, reason=body.reason, by=actor, at=body.happened_at or now())
        return _shown(actor, row)


@router.post("/matters/{number}/split", response=answers({200: MatterDetail}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("move")
def split(request: HttpRequest, number: str, body: SplitIn) -> dict[str, Any]:
    """Give parts of this matter to others; each is a matter of its own."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = reads.access_matter(actor, number)
        parts = [Part(one.text, one.item, one.handler, int(one.grid or 0)) for one in body.parts]
        split_matter(matter=row.id, parts=parts, reason=body.reason, by=actor, at=body.happened_at or now())
        return _shown(actor, row)


@router.post("/matters/{number}/summon", response=answers({200: MatterDetail}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("move")
def summon(request: HttpRequest, number: str, body: SummonIn) -> dict[str, Any]:
    """Call several units to this matter; each gets a part with its own clocks."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = reads.access_matter(actor, number)
        given = {"item": body.item, "place": body.place, "meet_at": body.meet_at, "reason": body.reason}
        units = [Called(one.unit, one.item) for one in body.units]
        summon_units(matter=row.id, units=units, by=actor, at=body.happened_at or now(), **given)
        return _shown(actor, row)
