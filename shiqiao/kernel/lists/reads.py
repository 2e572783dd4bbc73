"""Whose saved views a person may use, and how the person has lists shown."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.rows import the_one
from shiqiao.kernel.lists.models import Look, SavedView
from shiqiao.kernel.lists.rules import SHARES
from shiqiao.kernel.people import reads as people


def unit_of(actor: Actor) -> int:
    """Return the unit whose shared views an actor uses: that of the present post; 0 for none."""
    return people.post(actor.post).unit if actor.post else 0


def views(actor: Actor) -> list[SavedView]:
    """Return the actor's own views and those shared with the actor's unit, the own ones first, each kind in its order."""
    if not actor.account:
        return []
    unit = unit_of(actor)
    usable = Q(account=actor.account) | Q(unit=unit) if unit else Q(account=actor.account)
    rows = SavedView.objects.filter(usable)
    return sorted(rows, key=lambda row: (row.account != actor.account, row.place, row.id))


def access_view(actor: Actor, number: int) -> SavedView:
    """Return a view that the actor may change: an own one. Others' and absent ones are the same NotFound."""
    return the_one(SavedView.objects.filter(pk=number, account=actor.account or 0))


def may_share(actor: Actor) -> bool:
    """Tell whether an actor may share views with the own unit."""
    return bool(actor.roles & SHARES and unit_of(actor))


def look(actor: Actor) -> Look:
    """Return how an actor has lists shown; the usual way when nothing was chosen."""
    row = Look.objects.filter(pk=actor.account or 0).first()
    return row or Look(account=actor.account or 0, street=actor.street or 0)
