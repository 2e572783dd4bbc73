"""What anybody may know about matters: kind, community, state and day of those that everybody can see in the street.

Matters of security and livelihood are people's own affairs; with community and day even their kind could point at
someone. Portal and Open311 show no more than this file gives.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.months import numbered, numbered_among
from shiqiao.kernel.matters.reads import LISTED

PUBLIC_LINE = "city"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a public list is narrowed to; empty means everything public. `since` is included, `until` is not."""

    since: datetime
    until: datetime
    items: Collection[str] = ()
    numbers: Collection[str] = ()
    done: bool | None = None


def public_matters(street: int, asked: Asked, limit: int) -> list[Matter]:
    """Return a street's public matters, newest first; by numbers alone whatever their day."""
    narrowed = Q(street=street, line=PUBLIC_LINE, accused=0)
    if asked.numbers:
        narrowed &= numbered_among(list(asked.numbers))
    else:
        narrowed &= Q(reported_at__gte=asked.since, reported_at__lt=asked.until)
    if asked.items:
        narrowed &= Q(item__in=list(asked.items))
    if asked.done is not None:
        narrowed &= Q(done=asked.done)
    return list(Matter.objects.filter(narrowed).only(*LISTED).order_by("-id")[:limit])


def sent_by(street: int, source: str, number: str) -> Matter | None:
    """Return a matter that this sender reported itself, whatever its line; None for any other."""
    return Matter.objects.filter(numbered(number), street=street, source=source).only(*LISTED, "text").first()
