"""Matters of discipline for those who may see them: leaders, whom they name, and the person concerned; nobody else."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.scenes.supervision import rights
from shiqiao.scenes.supervision.models import DisciplineMatter, DisciplineReader, DisciplineStep

PAGE = 25


def matters_of(actor: Actor) -> QuerySet[DisciplineMatter]:
    """Return the matters of discipline that an actor sees. A leader's own matter is seen as the person concerned."""
    if actor.street is None or actor.account is None:
        return DisciplineMatter.objects.none()
    rows = DisciplineMatter.objects.filter(street=actor.street)
    if rights.leads(actor):
        return rows
    named = DisciplineReader.objects.filter(account=actor.account).values("matter")
    return rows.filter(Q(person=actor.account) | Q(pk__in=named))


def matters(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[DisciplineMatter]:
    """Return a page of the matters that an actor sees, the newest first."""
    return newest(matters_of(actor), after, limit)


def access_matter(actor: Actor, number: int) -> DisciplineMatter:
    """Return a matter that the actor may see; absent and not yours are the same NotFound."""
    return the_one(matters_of(actor).filter(pk=number))


def steps_of(matters: Sequence[int]) -> list[DisciplineStep]:
    """Return the steps of some matters in their order."""
    return list(DisciplineStep.objects.filter(matter__in=list(matters)).order_by("matter", "id"))


def readers_of(row: DisciplineMatter) -> list[int]:
    """Return whom leaders have named to see a matter."""
    return list(DisciplineReader.objects.filter(matter=row.id).order_by("id").values_list("account", flat=True))


def concerns(actor: Actor) -> bool:
    """Tell whether an actor sees any matter of discipline: for the way to the page."""
    return rights.leads(actor) or matters_of(actor).exists()
