"""Who keeps the firms of a street, who reads a firm's file, who acts for it."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.publishing import office_of
from shiqiao.scenes.enterprise.tables import FirmSteward

READS_ALL = frozenset({"leader", "auditor"})
ORGANISATION = registry.KINDS["organisation"]


def whole_street(actor: Actor) -> bool:
    """Tell whether an actor reaches over the whole street."""
    span, street = actor.reach.span, actor.street or 0
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def is_system(actor: Actor, street: int) -> bool:
    """Tell whether the system itself acts, in this street."""
    return actor.kind == "system" and actor.street in (None, street)


def keeps(actor: Actor) -> bool:
    """Tell whether an actor keeps the files of all firms: a leader of the street, or somebody of the office that does."""
    if actor.street is None:
        return False
    if "leader" in actor.roles and whole_street(actor):
        return True
    return office_of(actor.street) in actor.reach.units


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor reads the files of all firms: who keeps them, and the auditor."""
    return keeps(actor) or bool(actor.street and actor.roles & READS_ALL and whole_street(actor))


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor reads rows with an `organisation`; None for nothing.

    Who keeps or audits all reads all. A community's head reads the firms of the own territory, a steward the own firms.
    Others, grid members and other departments among them, read nothing here.
    """
    street = actor.street
    if street is None:
        return None
    if is_system(actor, street) or reads_all(actor):
        return Q(street=street)
    own = Q(organisation__in=led_by(actor))
    if "community_head" in actor.roles:
        own |= Q(organisation__in=registry.rows_of(actor, ORGANISATION).values("pk"))
    return Q(street=street) & own


def led_by(actor: Actor) -> list[int]:
    """Return the firms of which the actor is steward, with all numbers that were merged into them."""
    posts = sorted(actor.reach.posts)
    rows = FirmSteward.objects.filter(street=actor.street or 0, post__in=posts, ended_at=None) if posts else ()
    live = set(registry.resolved("organisation", [row.organisation for row in rows]).values())
    return [one for those in registry.merged_ids("organisation", live).values() for one in those]


def refuse_others(by: Actor, street: int) -> None:
    """Let only those act who keep the firms' files; raises Forbidden."""
    if is_system(by, street) or (by.street == street and keeps(by)):
        return
    raise Forbidden(fields={"post": "Only the office that keeps the firms, or a leader, does this."})


def acts_for(actor: Actor, street: int, organisation: int) -> bool:
    """Tell whether an actor acts for a firm: who keeps the files, or the firm's steward."""
    if is_system(actor, street):
        return True
    return actor.street == street and actor.kind == "account" and (keeps(actor) or organisation in led_by(actor))


def units_of(actor: Actor) -> set[int]:
    """Return the units for which an actor speaks: those of the posts held, and those that a head reads."""
    return set(actor.reach.units) | {people.post(one).unit for one in actor.reach.posts}


def answers(actor: Actor, unit: int) -> bool:
    """Tell whether an actor speaks for a unit: one of its people."""
    return actor.kind == "account" and unit in units_of(actor)


def refuse_strangers(by: Actor, street: int, organisation: int) -> None:
    """Let only those act for a firm who keep the files or are its steward; to others it is not there. Raises NotFound."""
    if not acts_for(by, street, organisation):
        raise NotFound
