"""Forms that wait to be filled, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.ledger import formshown, store
from shiqiao.surfaces.desk.sockets import Pile


def forms(actor: Actor, at: datetime) -> list[Pile]:
    """Return how many forms have rows to fill in the actor's ground, for those who fill them."""
    if not actor.roles & (store.FILLS - {"leader"}):
        return []
    waiting = [one for one in formshown.my_forms(actor, at) if one.progress and one.progress.open]
    return [Pile(_("Forms to fill"), len(waiting), reverse("desk:ledger:index"), "table", "yellow")]
