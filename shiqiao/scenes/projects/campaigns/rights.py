"""Who sees which items, who keeps a campaign's ledger, who works on its ground, who re-checks."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.db.reach import within
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.projects.campaigns.tables import CampaignItem

READS_ALL = frozenset({"leader", "auditor", "dispatcher", "checker"})
OPENS = frozenset({"leader", "department_head"})  # campaigns
GROUND = frozenset({"community_head", "grid_member"})  # of the place: they find, and see that it is put right
NOT_KEEPER = "Only a leader or the office that leads the campaign does this."


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor reads every item of the street."""
    return official(actor) and bool(actor.roles & (READS_ALL | {"system"}))


def own_posts(actor: Actor) -> set[int]:
    """Return the posts of the offices in which an actor holds or stands in for a post: what they lead is theirs to keep."""
    units = set()
    for number in actor.reach.posts:
        try:
            units.add(people.post(number).unit)
        except NotFound:
            continue
    return {row.id for row in people.posts(actor.street or 0) if row.unit in units}


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees items; None for nothing."""
    if not official(actor):
        return None
    if reads_all(actor):
        return Q(street=actor.street)
    found = Q(lead__in=sorted(own_posts(actor)))
    if actor.roles & GROUND and actor.reach.span:
        found |= within(*actor.reach.span)
    return found & Q(street=actor.street)


def keeps(actor: Actor, lead: int) -> bool:
    """Tell whether an actor keeps the ledger of a campaign that a post leads: a leader, or who is of the same office."""
    if not official(actor):
        return False
    return bool(actor.roles & {"leader", "system"}) or lead in own_posts(actor)


def grounds(actor: Actor, grid: int) -> bool:
    """Tell whether a place lies on an actor's ground: a head of community, a grid member."""
    span = actor.reach.span
    return bool(actor.roles & GROUND and span and span[0] <= grid <= span[1])


def finds(actor: Actor, lead: int) -> bool:
    """Tell whether an actor may enter items at all."""
    return keeps(actor, lead) or bool(official(actor) and actor.roles & GROUND and actor.reach.span)


def may(actor: Actor, by: str, row: CampaignItem) -> bool:
    """Tell whether an actor is one of those by whom a move is made; that another re-checks is asked apart."""
    if actor.street != row.street:
        return False
    if by == "keeper":
        return keeps(actor, row.lead)
    if by == "ground":
        return keeps(actor, row.lead) or grounds(actor, row.grid)
    if by == "checker":
        return keeps(actor, row.lead) or "checker" in actor.roles
    return False


def opens(actor: Actor) -> bool:
    """Tell whether an actor may open a campaign."""
    return official(actor) and bool(actor.roles & (OPENS | {"system"}))


def reveals(actor: Actor, row: CampaignItem) -> bool:
    """Tell whether an actor may see an owner in clear, for a reason: who keeps the ledger, and who has the ground."""
    return keeps(actor, row.lead) or grounds(actor, row.grid)


def refuse(by: Actor, how: str, row: CampaignItem) -> None:
    """Raise Forbidden for who does not make this kind of move."""
    if not may(by, how, row):
        told = {
            "ground": "Only the community of the place or the office that leads the campaign does this.",
            "checker": "A checker or the office that leads the campaign re-checks.",
        }
        raise Forbidden(fields={"post": told.get(how, NOT_KEEPER)})
