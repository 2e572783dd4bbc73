"""What waits of employment aid, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.employment import reads
from shiqiao.surfaces.desk.sockets import Pile

MOST = 100


def follow_ups(actor: Actor, at: datetime) -> list[Pile]:
    """Return deliveries whose follow-up is overdue, for those who see any."""
    due = reads.follow_ups_overdue(actor, at, MOST)
    return [Pile(_("Follow-ups overdue"), due, reverse("desk:employment:follow-ups"), "briefcase", "red")]
