"""Who reads projects of renewal, who works on them, who audits, who publishes."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden

READS_ALL = frozenset({"leader", "auditor", "dispatcher", "checker"})  # every project of the street
WORKS = frozenset({"leader", "department_head", "community_head", "handler"})
AUDITS = frozenset({"leader", "department_head", "checker"})
LEADS = frozenset({"leader"})  # dates, terms, publication, the compensation decision
NOBODY = Q(pk=-1)


def seen(actor: Actor) -> Q:
    """Return the condition under which an actor sees projects and files: all, or those of the own communities."""
    if actor.street is None or actor.kind not in ("account", "system"):
        return NOBODY
    own = Q(street=actor.street)
    if actor.roles & (READS_ALL | {"system"}) and (actor.has("system") or _spans(actor)):
        return own
    span = actor.reach.span
    if span is None or not actor.roles & (WORKS | READS_ALL):
        return NOBODY
    return own & Q(community__gte=span[0] // 1000, community__lte=span[1] // 1000)


def _spans(actor: Actor) -> bool:
    span, street = actor.reach.span, actor.street or 0
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def works_on(actor: Actor) -> Q:
    """Return the condition under which an actor may write: sees it, and has a role that works or audits."""
    return seen(actor) if actor.roles & (WORKS | AUDITS | {"system"}) else NOBODY


def may(actor: Actor, roles: frozenset[str]) -> bool:
    """Tell whether an actor has one of the roles."""
    return bool(actor.roles & (roles | {"system"}))


def refuse(actor: Actor, roles: frozenset[str]) -> None:
    """Let only some roles do something; raises Forbidden."""
    if not may(actor, roles):
        raise Forbidden


# Which roles a move of a file asks for; the others ask for WORKS.
NEEDED = {
    "pass_audit": AUDITS, "fail_audit": AUDITS, "void": AUDITS, "decide": LEADS, "explain": AUDITS,
}  # fmt: skip
