"""Saying over the API about which unit of the office a matter complains."""

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.matters.complaints import name_accused
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import AccusedIn, AccusedOut
from shiqiao.surfaces.api.views import actor_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["matters"])


@router.post("/matters/{number}/accused", response=answers({200: AccusedOut}, 404, 409))
@declared(OFFICIALS, "reach")
@needs("move")
def accused(request: HttpRequest, number: str, body: AccusedIn) -> dict[str, str]:
    """Say about which unit this matter complains; nobody of it sees the matter from then on, and it is never given to it."""
    actor = actor_of(request)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        row = access_matter(actor, number)
        name_accused(matter=row.id, unit=body.unit, reason=body.reason, by=actor, at=now())
    return {"number": number, "unit": body.unit}
