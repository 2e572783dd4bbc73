"""What waits in deliberation for somebody, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.council import moves, reads, rights, voices
from shiqiao.scenes.council.meeting_tables import CouncilCall, CouncilMeeting
from shiqiao.scenes.council.tables import CouncilBody, CouncilTerm, CouncilTopic
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return topics to review or late and comments to let through of whose body one convenes, and calls unanswered."""
    posts = sorted(actor.reach.posts)
    if not rights.official(actor) or not posts:
        return []
    own = [row.pk for row in CouncilBody.objects.filter(street=actor.street, convener__in=posts)]
    return [*_of_bodies(actor, own, at), *_calls(actor, posts)]


def _of_bodies(actor: Actor, own: list[int], at: datetime) -> list[Pile]:
    if not own:
        return []
    rows = CouncilTopic.objects.filter(body__in=own, street=actor.street)
    late = rows.filter(state__in=moves.OPEN, due_at__lte=at)[: reads.MANY].count()
    fresh = rows.filter(state="submitted")[: reads.MANY].count()
    said = len(voices.waiting(actor, own))
    address = reverse("desk:council:topics")
    told = [
        Pile(_("Topics past their term"), late, f"{address}?tab=late", "messages", "red"),
        Pile(_("Topics to review"), fresh, f"{address}?tab=submitted", "messages", "yellow"),
        Pile(_("Comments to let through"), said, reverse("desk:council:voices"), "message", "yellow"),
    ]
    return [one for one in told if one.count]


def _calls(actor: Actor, posts: list[int]) -> list[Pile]:
    terms = CouncilTerm.objects.filter(post__in=posts).values("pk")
    open_ones = CouncilMeeting.objects.filter(street=actor.street, state="convened").values("pk")
    found = list(CouncilCall.objects.filter(term__in=terms, answer="", meeting__in=open_ones)[: reads.MANY])
    if not found:
        return []
    address = reverse("desk:council:meeting", args=[found[0].meeting])
    return [Pile(_("Calls to council meetings to answer"), len(found), address, "calendar-event", "blue")]
