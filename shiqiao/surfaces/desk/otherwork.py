"""What waits beside matters: visits, and what scenes keep as work of their own. One strip leads to all of it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.visits import reads as visits
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.lists import MOST, Chip, bounded
from shiqiao.surfaces.desk.sockets import Pile, other_work


def chips(actor: Actor, at: datetime) -> list[Chip]:
    """Return what waits for an actor beside matters, those with nothing in them left out."""
    found = [*_visits(actor, at)]
    for one in sorted(other_work, key=lambda one: (one.order, one.code)):
        found += one.read(actor, at)
    return [Chip(one.title, bounded(one.count, MOST), one.url, one.tone, one.icon) for one in found if one.count]


def _visits(actor: Actor, at: datetime) -> list[Pile]:
    if "grid_member" not in actor.roles:
        return []
    soon = visits.tally(actor, visits.Filters(tab="mine", due_until=day_start(at, 1)), MOST)
    late = soon and visits.tally(actor, visits.Filters(tab="mine", overdue_at=at), MOST)  # among those due today
    here = reverse("desk:visits")
    return [Pile(_("Visits due today"), soon, here, "home-check", "red" if late else "yellow")]
