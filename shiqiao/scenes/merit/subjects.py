"""How others show what merit keeps, known to them by reference only."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.merit import cadres, reads, store, words
from shiqiao.scenes.merit.models import Bulletin, MeritAppeal, MonthLooked, Remark

Told = dict[int, tuple[str, str, str]]


def consequences(actor: Actor, ids: list[int]) -> Told:
    """Return the consequences that an actor sees."""
    return {
        row.id: (
            f"{words.named(row.kind, row.subject)} {words.follows(row.points, row.card)}",
            reverse("desk:merit:one", args=[row.id]), row.state,
        )
        for row in reads.seen_by(actor).filter(pk__in=ids)
    }  # fmt: skip


def appeals(actor: Actor, ids: list[int]) -> Told:
    """Return the appeals against what an actor sees."""
    rows = MeritAppeal.objects.filter(pk__in=ids, consequence__in=reads.seen_by(actor).values("pk"))
    return {row.id: (_("Appeal"), reverse("desk:merit:one", args=[row.consequence]), row.state) for row in rows}


def months(actor: Actor, ids: list[int]) -> Told:
    """Return months that were looked at, for those who decide."""
    if not reads.reads_all(actor):
        return {}
    rows = MonthLooked.objects.filter(pk__in=ids, street=actor.street or 0)
    at = reverse("desk:merit:month")
    return {row.id: (f"{row.month:%Y-%m}", f"{at}?month={row.month:%Y-%m}", "") for row in rows}


def bulletins(actor: Actor, ids: list[int]) -> Told:
    """Return published bulletins of the actor's street."""
    rows = Bulletin.objects.filter(pk__in=ids, street=actor.street or 0)
    return {
        row.id: (f"{row.month:%Y-%m}", reverse("desk:merit:bulletin", args=[f"{row.month:%Y-%m}"]), "") for row in rows
    }


def remarks(actor: Actor, ids: list[int]) -> Told:
    """Return remarks on persons that an actor sees."""
    rows = Remark.objects.filter(pk__in=ids, street=actor.street or 0)
    return {
        row.id: (row.period, f"{reverse('desk:merit:cadre', args=[row.person])}?period={row.period}", "")
        for row in rows
        if cadres.sees(actor, row.person)
    }


KINDS: Mapping[str, Callable[[Actor, list[int]], Told]] = {
    store.KIND: consequences, store.APPEAL: appeals, store.MONTH: months, store.BULLETIN: bulletins, store.REMARK: remarks,
}  # fmt: skip
