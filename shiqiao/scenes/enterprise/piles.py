"""What waits about firms, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise import caring, reads, rights
from shiqiao.surfaces.desk.sockets import Pile


def firms(actor: Actor, at: datetime) -> list[Pile]:
    """Return what waits: needs put to the own unit, and for who looks after firms what is overdue there."""
    needs = reverse("desk:enterprise:needs")
    found = [
        Pile(
            _("Needs of firms for my unit"),
            caring.count_needs(actor, "asked"),
            f"{needs}?tab=asked",
            "message-2",
            "yellow",
        )
    ]
    if rights.seen(actor) is None or not (rights.keeps(actor) or rights.led_by(actor)):
        return found
    here, promises = reverse("desk:enterprise:firms"), reverse("desk:enterprise:promises")
    late = caring.count_promises(actor, "late", at)
    found.append(Pile(_("Promises to firms past their day"), late, f"{promises}?tab=late", "checkbox", "red"))
    overdue = reads.count(actor, "overdue", at)
    found.append(Pile(_("Firms whose visit is overdue"), overdue, f"{here}?tab=overdue", "building-store", "yellow"))
    if rights.keeps(actor):
        unled, all_ = reads.count(actor, "unled", at), caring.count_needs(actor, "refused")
        found.append(Pile(_("Firms without a steward"), unled, f"{here}?tab=unled", "user-off", "red"))
        found.append(Pile(_("Needs that all refused"), all_, f"{needs}?tab=refused", "alert-octagon", "red"))
    return found
