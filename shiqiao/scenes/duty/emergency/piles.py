"""What waits in an emergency for somebody, for the strip above "my work": calls, reports, posts, hazard points."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.duty.emergency import reads, rights
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return what waits for the actor while a response runs; nothing when calm."""
    running = reads.running(actor.street or 0) if rights.official(actor) else []
    if not running:
        return []
    board = reverse("desk:emergency:board", args=[running[0].pk])
    found = []
    if calls := reads.unanswered(actor):
        url = reverse("desk:emergency:call", args=[calls[0].pk])
        found.append(Pile(_("Calls to answer"), len(calls), url, "bell", "red"))
    if reports := reads.owed(actor):
        late = any(one.due_at <= at for one in reports)
        url = reverse("desk:emergency:report", args=[reports[0].pk])
        found.append(Pile(_("Zero reports to send"), len(reports), url, "send", "red" if late else "yellow"))
    own = rights.own_posts(actor)
    empty = [one for row in running for one in reads.places(row) if one.manning is None]
    if mine := [one for one in empty if one.row.post in own]:
        found.append(Pile(_("Posts to man"), len(mine), board, "map-pin", "red"))
    rule = reads.check_rule(actor.street or 0)
    points = reads.hazards(actor.street or 0, kinds=rule) if rule else []
    due = [one for one in points if one.post in own and (reads.check_due(one, rule) or at) <= at]
    if due:
        found.append(Pile(_("Hazard points to check"), len(due), reverse("desk:emergency:hazards"), "camera", "red"))
    return found
