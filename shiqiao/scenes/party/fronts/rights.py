"""Who forms a front team, who leads it, who writes its day log. All officials of the street see the board."""

from datetime import date

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.scenes.party import leading
from shiqiao.scenes.party.fronts.tables import FrontMember, FrontTeam

FORMS = frozenset({"leader", "department_head"})


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees teams: those of the own street; None for nothing."""
    return Q(street=actor.street) if leading.official(actor) else None


def forms(actor: Actor) -> bool:
    """Tell whether an actor may form a team."""
    return leading.official(actor) and bool(actor.roles & (FORMS | {"system"}))


def standing(team: int, account: int, day: date) -> str:
    """Return the role of an account in a team on a day, empty for none."""
    row = FrontMember.objects.filter(team=team, account=account, during__contains=day).first() if account else None
    return row.role if row else ""


def manages(actor: Actor, row: FrontTeam, day: date) -> bool:
    """Tell whether an actor settles a team: a leader of the street, who formed it, or the team's leader of the day."""
    if actor.street != row.street:
        return False
    formed = row.formed_by and row.formed_by == actor.account
    return leading.leads(actor) or bool(formed) or standing(row.pk, actor.account or 0, day) == "leader"


def logs(actor: Actor, row: FrontTeam, day: date) -> bool:
    """Tell whether an actor writes the day log: a member on that day."""
    return actor.street == row.street and bool(standing(row.pk, actor.account or 0, day))
