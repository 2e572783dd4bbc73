"""What waits in front teams for somebody, for the strip above "my work": today's line of the day log."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.party.fronts import reads
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return the teams in which the actor has not written today's line."""
    found = reads.without_a_line(actor, localdate(at)) if actor.account else []
    if not found:
        return []
    url = (
        reverse("desk:fronts:log", args=[found[0].pk]) if len(found) == 1 else f"{reverse('desk:fronts:list')}?tab=mine"
    )
    return [Pile(_("Day logs of front teams"), len(found), url, "users-group", "blue")]
