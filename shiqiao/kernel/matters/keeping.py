"""How an office keeps what it promises: shares and typical times over all matters of a month, by kind; nobody's name in it.

Counted are all terms that were promised for matters reported in the month: kept when they were met in time, broken when
they were met late or have run out; what may still be met counts as neither. So nobody looks better by not closing matters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shiqiao.base.db.scope import scoped
from shiqiao.kernel.matters.store import KIND

# Echo: a person's answer. Handle: the work itself, all stretches of a matter that came back.
_SQL = """
SELECT kinds.kind, clock.name,
  count(*) FILTER (WHERE clock.late IS FALSE),
  count(*) FILTER (WHERE clock.late OR (clock.stopped_at IS NULL AND clock.paused_at IS NULL AND clock.due_at < %(at)s)),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM clock.stopped_at - matter.reported_at))
    FILTER (WHERE clock.stopped_at IS NOT NULL)
FROM matters_matter matter
JOIN clocks_clock clock ON clock.kind = %(subject)s AND clock.subject = matter.id AND clock.name IN ('echo', 'handle')
JOIN unnest(%(items)s::text[], %(kinds)s::text[]) AS kinds(item, kind) ON kinds.item = matter.item
WHERE matter.street = %(street)s AND matter.reported_at >= %(since)s AND matter.reported_at < %(until)s
  AND matter.channel <> 'import'
GROUP BY GROUPING SETS ((kinds.kind, clock.name), (clock.name))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How often a term was kept, out of how many, and the middle time from the report until it was met (None: never)."""

    kept: int
    of: int
    middle: timedelta | None

    @property
    def share(self) -> int | None:
        """Return the share in whole per cent, rounded down, so that 100 means all; None without any."""
        return self.kept * 100 // self.of if self.of else None


def kept(
    street: int, kinds: Mapping[str, str], *, since: datetime, until: datetime, at: datetime
) -> dict[tuple[str, str], Kept]:
    """Return how terms of matters reported from `since` up to `until` were kept, by (kind, clock); kind "" is all together.

    `kinds` says which kind an item counts to. Clocks are `echo` and `handle`.
    """
    given: dict[str, Any] = {
        "street": street, "since": since, "until": until, "at": at, "subject": KIND,
        "items": list(kinds), "kinds": list(kinds.values()),
    }  # fmt: skip
    with scoped(street), connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        rows = cursor.fetchall()
    return {
        (kind or "", name): Kept(met, met + broken, timedelta(seconds=float(middle)) if middle is not None else None)
        for kind, name, met, broken, middle in rows
    }
