"""The public list: matters that everybody can see in the street, newest first, narrowed by community, kind, period, state.

One index holds all that is asked, so a page is found in it alone and then read by id. Nothing in it names a person, an
address or a text: whoever shows a row shows kind, community, state and day (see `public`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from shiqiao.base.errors import Invalid
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.public import PUBLIC_LINE
from shiqiao.kernel.matters.reads import LISTED

SHOWN = Q(line=PUBLIC_LINE, accused=0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the public list is narrowed to; empty means everything of the period. `since` bounds the work."""

    since: datetime
    until: datetime | None = None
    community: int = 0
    items: Collection[str] = ()
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of the public list; `next` is the cursor of the following one, empty at the end."""

    rows: Sequence[Matter]
    next: str = ""


def public_page(street: int, wanted: Wanted, *, after: str = "", limit: int = 30) -> PublicPage:
    """Return a page of a street's public list. Raises Invalid for a cursor that is none."""
    narrowed = SHOWN & Q(street=street, reported_at__gte=wanted.since)
    if wanted.until:
        narrowed &= Q(reported_at__lt=wanted.until)
    if wanted.community:
        narrowed &= Q(community=wanted.community)
    if wanted.items:
        narrowed &= Q(item__in=sorted(wanted.items))
    if wanted.done is not None:
        narrowed &= Q(done=wanted.done)
    if after:
        narrowed &= _beyond(after)
    chosen = Matter.objects.filter(narrowed).order_by("-reported_at", "-id")
    keys = list(chosen.values_list("id", "reported_at")[: limit + 1])
    rows = Matter.objects.only(*LISTED).in_bulk([key for key, _ in keys[:limit]])
    following = _cursor(*keys[limit - 1]) if len(keys) > limit else ""
    return PublicPage([rows[key] for key, _ in keys[:limit] if key in rows], following)


def _cursor(identifier: int, moment: datetime) -> str:
    return f"{moment.timestamp():.6f}~{identifier}"


def _beyond(after: str) -> Q:
    stamp, _, identifier = after.partition("~")
    try:
        moment = datetime.fromtimestamp(float(stamp), tz=UTC)
        last = int(identifier)
    except (ValueError, OverflowError, OSError):
        raise Invalid(fields={"older": "This address is broken: go back to the beginning of the list."}) from None
    return Q(reported_at__lte=moment) & (Q(reported_at__lt=moment) | Q(id__lt=last))
