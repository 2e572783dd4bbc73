"""What waits in duty for somebody, for the strip above "my work"."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.duty import reads, rights, shown
from shiqiao.scenes.duty.tables import Passing, Turn
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return check-ins that are due, the turns of the next two days, swaps that wait, open lines to acknowledge."""
    if not rights.official(actor) or not actor.account:
        return []
    found = []
    turns = list(Turn.objects.filter(
        street=actor.street or 0, person=actor.account, live=True, state="standing", during__endswith__gt=at,
        during__startswith__lt=at + timedelta(hours=48),
    ).order_by("during")[:9])  # fmt: skip
    if turns and (due := shown.check_in_of(actor, at)) is not None:
        address = reverse("desk:duty:turn", args=[due.pk])
        found.append(Pile(_("Check in for duty"), 1, address, "check", "red" if due.during.lower < at else "yellow"))
    elif turns:
        found.append(Pile(_("Turns of duty within two days"), len(turns), reverse("desk:duty:mine"), "calendar-event"))
    if waiting := len(reads.swaps_waiting(actor)):
        found.append(
            Pile(_("Swaps of turns to answer"), waiting, reverse("desk:duty:mine"), "arrows-exchange", "yellow")
        )
    running = [row.shift for row in turns if row.during.lower <= at + timedelta(hours=1)]
    if running and (unseen := Passing.objects.filter(shift__in=running, seen_at=None).count()):
        address = reverse("desk:duty:shift", args=[running[0]])
        found.append(Pile(_("Open lines to acknowledge"), unseen, address, "arrow-back-up", "yellow"))
    return found
