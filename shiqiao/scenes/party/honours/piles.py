"""What waits in honours and learning for somebody, for the strip above "my work"."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.party.honours import reads, rights
from shiqiao.surfaces.desk.sockets import Pile

SOON = 7  # days before a criterion's day


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return criteria of pursuits that are due within a week or over, and for leaders the honours that lapse soon."""
    if not rights.seen(actor) or not actor.reach.posts:
        return []
    today, found = localdate(at), []
    criteria = reads.open_criteria(actor, sorted(actor.reach.posts), today + timedelta(days=SOON))
    if criteria:
        over = any(one.due < today for one in criteria)
        pursuits = {one.pursuit for one in criteria}
        one = len(pursuits) == 1
        url = reverse("desk:honours:pursuit", args=[pursuits.pop()]) if one else reverse("desk:honours:list")
        found.append(Pile(_("Criteria of pursuits due"), len(criteria), url, "target", "red" if over else "yellow"))
    lapsing = reads.lapsing(actor, today) if "leader" in actor.roles else []
    if lapsing:
        url = f"{reverse('desk:honours:list')}?tab=lapsing"
        found.append(Pile(_("Honours that lapse soon"), len(lapsing), url, "medal", "yellow"))
    return found
