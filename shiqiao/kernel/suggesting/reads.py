"""Suggesting items for a text, and how good it is; served from the process without a query."""

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import whole
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.suggesting.models import Lesson
from shiqiao.kernel.suggesting.rules import Suggestion, Weights, together

LIMIT = 5


@snapshot("suggesting")
def _known() -> dict[int, Weights]:
    with whole():
        latest = Lesson.objects.order_by("street", "-id").distinct("street")
        return {row.street: Weights.unpack(bytes(row.weights)) for row in latest if row.used}


def suggest(street: int, text: str, limit: int = LIMIT) -> list[Suggestion]:
    """Suggest items of a street's catalogue for a text, best first; a person decides. Empty when nothing fits."""
    if len(text.strip()) < 2:
        return []
    return judged(street, text, _known().get(street), limit)


def judged(street: int, text: str, weights: Weights | None, limit: int = LIMIT) -> list[Suggestion]:
    """Suggest by given weights (None: by titles and synonyms alone); what is no longer offered is left out."""
    known = catalogue(street)
    named = [(item.code, score / 100) for item, score in known.suggest(text, limit=3 * limit)]
    learnt = weights.shares(text) if weights else {}
    offered = {code: said for code, said in learnt.items() if (item := known.items.get(code)) and item.offered}
    return together(named, offered, limit)


def lessons(actor: Actor, limit: int = 12) -> list[Lesson]:
    """Return the latest lessons of the actor's street, newest first, without their weights."""
    return list(Lesson.objects.filter(street=actor.street or 0).defer("weights").order_by("-id")[:limit])
