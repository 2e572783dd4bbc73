"""Facts of conduct that supervision tells: orders answered in time or late; rungs of discipline, for those who may see them."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.plugs import Conduct, Conducted, conducts
from shiqiao.scenes.supervision import rights
from shiqiao.scenes.supervision.discipline import KIND as DISCIPLINE
from shiqiao.scenes.supervision.models import DisciplineMatter, DisciplineStep, SupervisionOrder
from shiqiao.scenes.supervision.store import KIND as ORDER
from shiqiao.surfaces.desk.forms import ZONE


def answered(street: int, since: date, until: date) -> Iterator[Conducted]:
    """Yield the orders that were answered: in time speaks for the person, late against."""
    rows = SupervisionOrder.objects.filter(street=street, answered_by__gt=0, **_days("answered_at", since, until))
    for row in rows.exclude(state="withdrawn").order_by("answered_at", "id"):
        if row.answered_at:
            yield Conducted(row.answered_by, row.answered_at, Ref(ORDER, row.id), not row.late)


def imposed(street: int, since: date, until: date) -> Iterator[Conducted]:
    """Yield the rungs of discipline that a leader imposed; what an order carried is told by the order."""
    rows = DisciplineStep.objects.filter(
        street=street, state="imposed", decided_by__gt=0, **_days("decided_at", since, until)
    )
    steps = list(rows.order_by("decided_at", "id"))
    persons = dict(DisciplineMatter.objects.filter(pk__in=[row.matter for row in steps]).values_list("id", "person"))
    for row in steps:
        if row.decided_at:
            yield Conducted(persons.get(row.matter, 0), row.decided_at, Ref(DISCIPLINE, row.matter), False)


def _days(name: str, since: date, until: date) -> dict[str, object]:
    return {
        f"{name}__gte": datetime.combine(since, time(), ZONE),
        f"{name}__lt": datetime.combine(until, time(), ZONE),
    }


def may_see(actor: Actor, person: int) -> bool:
    """Tell whether an actor may know of a person's discipline: leaders, and the person."""
    return rights.leads(actor) or (bool(actor.account) and actor.account == person)


def fill(scene: str) -> None:
    """Fill the socket."""
    conducts.fill(scene, Conduct("order_answered", gettext_noop("Supervision orders answered in time"), answered))
    conducts.fill(scene, Conduct("discipline", gettext_noop("Matters of discipline"), imposed, may_see))
