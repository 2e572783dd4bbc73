"""Forms that wait to be filled, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.ledger import reads, store
from shiqiao.surfaces.desk.sockets import Pile

MOST = 100


def forms(actor: Actor, at: datetime) -> list[Pile]:
    """Return how many forms have rows to fill in the actor's ground, for those who fill them."""
    if not actor.roles & (store.FILLS - {"leader"}):
        return []
    waiting = reads.forms_waiting(actor, MOST)
    return [Pile(_("Forms to fill"), waiting, reverse("desk:ledger:index"), "table", "yellow")]
