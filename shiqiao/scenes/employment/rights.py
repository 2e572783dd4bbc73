"""Who keeps the register where, who decides, who reads all of it."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.db.reach import within
from shiqiao.base.errors import NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.employment.errors import NotYours, OfficeOnly
from shiqiao.scenes.employment.publishing import rules_of

KEEPS = frozenset({"grid_member", "community_head"})  # each in the own territory
OFFICE = frozenset({"department_head", "handler"})
READS_ALL = frozenset({"leader", "auditor"})


def whole_street(actor: Actor, street: int) -> bool:
    """Tell whether an actor reaches over a whole street."""
    span = actor.reach.span
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def leads(actor: Actor, street: int) -> bool:
    """Tell whether an actor is a leader of the street."""
    return actor.street in (None, street) and actor.has("leader") and whole_street(actor, street)


def of_office(actor: Actor, street: int, roles: frozenset[str] = OFFICE) -> bool:
    """Tell whether an actor works at the unit that the street's file names."""
    if actor.street not in (None, street) or not actor.roles & roles:
        return False
    office = rules_of(street).office
    return bool(office) and any(_there(post, office, roles) for post in actor.reach.posts)


def office_posts(street: int, roles: frozenset[str] = OFFICE) -> list[int]:
    """Return the posts of the employment office."""
    office = rules_of(street).office
    return [one.id for one in people.posts(street, roles=roles) if office and people.unit(one.unit).code == office]


def _there(post: int, office: str, roles: frozenset[str]) -> bool:
    try:
        row = people.post(post)
        return bool(roles & set(row.roles)) and people.unit(row.unit).code == office
    except NotFound:
        return False


def keeps_all(actor: Actor, street: int) -> bool:
    """Tell whether an actor keeps the register of the whole street: the employment office, a leader, the system."""
    return actor.has("system") or leads(actor, street) or of_office(actor, street)


def decides(actor: Actor, street: int) -> bool:
    """Tell whether an actor decides about benefits: the head of the employment office, or a leader."""
    return actor.has("system") or leads(actor, street) or of_office(actor, street, frozenset({"department_head"}))


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees rows with a street, a community and a grid; None for nothing."""
    street = actor.street
    if actor.has("system"):
        return Q(street=street) if street else Q()
    if not street:
        return None
    if keeps_all(actor, street) or (actor.roles & READS_ALL and whole_street(actor, street)):
        return Q(street=street)
    if actor.roles & KEEPS and actor.reach.span:
        return within(*actor.reach.span)
    return None


def reads_any(actor: Actor) -> bool:
    """Tell whether an actor sees any of the register."""
    return seen(actor) is not None


def keeps(actor: Actor, street: int, place: int) -> bool:
    """Tell whether an actor writes on the register for a place (15 digits)."""
    span = actor.reach.span
    own = actor.street == street and actor.roles & KEEPS and span and span[0] <= place <= span[1]
    return bool(own) or keeps_all(actor, street)


def refuse_others(by: Actor, street: int, place: int) -> None:
    """Raise NotYours unless the actor keeps the register there."""
    if not keeps(by, street, place):
        raise NotYours


def refuse_outside(by: Actor, street: int) -> None:
    """Raise OfficeOnly unless the actor is of the employment office or leads."""
    if not keeps_all(by, street):
        raise OfficeOnly


def place_of(row: object) -> int:
    """Return the 15-digit number of where a row lies."""
    grid, community, street = (int(getattr(row, name)) for name in ("grid", "community", "street"))
    return grid or community * 1_000 or street * 1_000_000


def may_register(actor: Actor) -> bool:
    """Tell whether an actor puts people on the register anywhere."""
    return keeps_all(actor, actor.street or 0) or bool(actor.roles & KEEPS)
