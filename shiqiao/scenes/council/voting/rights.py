"""Who runs a poll, who counts papers, who sees it. Ballots of a secret poll are seen by nobody before the close."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.council.voting.tables import Poll, PollElector

READS_ALL = frozenset({"leader", "auditor"})
RUNS = frozenset({"leader", "department_head", "community_head", "system"})


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def opens(actor: Actor) -> bool:
    """Tell whether an actor may open a poll."""
    return official(actor) and bool(actor.roles & RUNS)


def own_units(actor: Actor) -> set[int]:
    """Return the offices in which an actor holds or stands in for a post."""
    units = set()
    for number in actor.reach.posts:
        try:
            units.add(people.post(number).unit)
        except NotFound:
            continue
    return units


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees polls: all, those of the own office, those with a vote of one's own."""
    if not official(actor):
        return None
    if actor.roles & (READS_ALL | {"system"}):
        return Q(street=actor.street)
    own = PollElector.objects.filter(account=actor.account or -1).values("poll")
    return Q(street=actor.street) & (
        Q(unit__in=sorted(own_units(actor))) | Q(pk__in=own) | Q(account=actor.account or -1)
    )


def runs(actor: Actor, row: Poll) -> bool:
    """Tell whether an actor runs a poll: who opened it, the heads of its office, and leaders."""
    if not opens(actor) or actor.street != row.street:
        return False
    mine = row.account and row.account == actor.account
    return bool(mine or actor.roles & {"leader", "system"} or row.unit in own_units(actor))


def counts(actor: Actor, row: Poll) -> bool:
    """Tell whether an actor may mark electors and count papers: who sees the poll and has no vote of one's own to hide."""
    found = seen(actor)
    return found is not None and Poll.objects.filter(found, pk=row.pk).exists()


def refuse_unless(allowed: bool) -> None:
    """Raise Forbidden for who does not do this."""
    if not allowed:
        raise Forbidden(fields={"post": "Only who opened the poll, the head of that office or a leader does this."})
