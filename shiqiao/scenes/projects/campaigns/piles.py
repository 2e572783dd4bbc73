"""What waits in campaigns for somebody, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.projects.campaigns import reads, rights
from shiqiao.scenes.projects.campaigns.moves import OPEN
from shiqiao.scenes.projects.campaigns.tables import CampaignItem
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return the items past their term for whose post it is: the community's while a notice runs, else the lead's."""
    posts = sorted(actor.reach.posts)
    if not rights.official(actor) or not posts:
        return []
    rows = CampaignItem.objects.filter(street=actor.street or 0, state__in=OPEN, due_at__lte=at)
    mine = rows.filter(state="notified", post__in=posts) | rows.exclude(state="notified").filter(lead__in=posts)
    found = list(mine.values_list("campaign", flat=True)[: reads.MANY + 1])
    if not found:
        return []
    many = {one: found.count(one) for one in found}
    first = max(many, key=lambda one: many[one])
    address = reverse("desk:campaigns:ledger", args=[first]) if len(many) == 1 else reverse("desk:campaigns:list")
    return [Pile(_("Campaign items past their term"), len(found), f"{address}?tab=late", "flag", "red")]
