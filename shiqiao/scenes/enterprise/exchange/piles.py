"""What waits of the exchange, for the strip above "my work"."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise.exchange import reads
from shiqiao.scenes.enterprise.exchange.store import day_of
from shiqiao.surfaces.desk.sockets import Pile

MOST = 100


def consents(actor: Actor, at: datetime) -> list[Pile]:
    """Return the matches that wait for the consent of a firm whose listing the actor keeps."""
    waiting = reads.waiting(actor, day_of(at), MOST)
    address = f"{reverse('desk:exchange:matches')}?tab=waiting"
    return [Pile(_("Matches that wait for a consent"), waiting, address, "arrows-join", "yellow")]
