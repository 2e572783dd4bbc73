"""What waits with leads, for the strip above "my work": those of the own posts whose next step is due."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise.investment.tables import Lead
from shiqiao.surfaces.desk.sockets import Pile

MANY = 100
OWNS = frozenset({"leader", "department_head", "community_head", "handler"})


def due(actor: Actor, at: datetime) -> list[Pile]:
    """Return the leads whose next step is due today or before; one query, by the index of owners."""
    if not actor.roles & OWNS:
        return []
    rows = Lead.objects.filter(owner_post__in=sorted(actor.reach.posts), next_on__lte=localtime(at).date())
    found, here = len(rows.values_list("id")[:MANY]), reverse("desk:investment:leads")
    return [Pile(_("Leads to follow up"), found, f"{here}?tab=mine", "building-skyscraper", "yellow")]
