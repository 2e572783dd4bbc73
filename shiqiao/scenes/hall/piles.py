"""What waits at somebody's counter, for the strip above "my work": affairs, and findings of 5S."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.hall import reads, rights
from shiqiao.scenes.hall.fives import reads as fives
from shiqiao.scenes.hall.fives.rights import inspects
from shiqiao.surfaces.desk.sockets import Pile


def affairs(actor: Actor, at: datetime) -> list[Pile]:
    """Return affairs that stand at the actor's counter, and those of them that are late."""
    if not rights.works(actor):
        return []
    found, here = reads.counts(actor, at, ("here", "late")), reverse("desk:hall:list")
    return [
        Pile(_("Affairs late"), found["late"], f"{here}?tab=late", "clock-exclamation", "red"),
        Pile(_("Affairs at my counter"), found["here"], f"{here}?tab=here", "id-badge-2", "blue"),
    ]


def findings(actor: Actor, at: datetime) -> list[Pile]:
    """Return findings of 5S that the actor puts right, and those to look at again for who checks."""
    if not (rights.works(actor) or inspects(actor)):
        return []
    found, here = fives.counts(actor, at, ("mine", "check")), reverse("desk:hall:findings")
    return [
        Pile(_("5S findings of mine"), found["mine"], f"{here}?tab=mine", "list-check", "yellow"),
        Pile(_("5S findings to look at again"), found["check"], f"{here}?tab=check", "list-check", "yellow"),
    ]
