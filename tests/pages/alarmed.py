"""What the town has of emergencies beside its demo: pages that only some people reach, and a household on its list."""

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.scenes.duty.emergency import moving
from shiqiao.scenes.duty.emergency.calltables import AlarmCall
from shiqiao.scenes.duty.emergency.groundtables import Relocation, Shelter
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost
from shiqiao.testing.street import STREET
from tests.access.world import Side

from .assessed import by


def alarmed(home: Side) -> list[str]:
    """Return the pages that act, of the response of this town; and let a household be in a shelter."""
    row = Response.objects.get(pk=home.response)
    given = HouseholdGiven(STREET * 1000 + 1, 2, "春元里小区3号楼", "苗示例")
    moved = moving.list_household(response=row.pk, given=given, by=by("leader1"), at=now())
    shelter = Shelter.objects.filter(response=row.pk)[0].pk
    moving.move_household(relocation=moved.pk, shelter=shelter, by=by("leader1"), at=now())
    call = AlarmCall.objects.filter(response=row.pk, answered_at=None)[0]
    place = ResponsePost.objects.filter(response=row.pk, until=None)[0]
    ended = Response.objects.filter(street=STREET, ended_at__isnull=False).first()
    pages = [("place", [place.pk, do]) for do in ("man", "leave", "answers")]
    pages += [("call-act", [call.pk, do]) for do in ("answer", "relieve")]
    pages += [("act", [row.pk, do]) for do in ("level", "end", "call")] + [("household", [row.pk])]
    pages += [("household-act", [moved.pk, "return"])]
    pages += [
        ("household-act", [one.pk, "move"]) for one in Relocation.objects.filter(response=row.pk, moved_at=None)[:1]
    ]
    pages += [("hazard-act", [home.hazard, do]) for do in ("check", "retire")]
    if ended is not None:
        pages += [("board", [ended.pk]), ("act", [ended.pk, "review"])]
    return [reverse(f"desk:emergency:{name}", args=args) for name, args in pages]
