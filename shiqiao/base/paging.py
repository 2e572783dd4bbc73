"""Pages of lists by cursor: where the last row stood, never how many rows were passed.

A cursor that is not one begins at the top: it comes from an address, and a page too many is better than an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet

T = TypeVar("T")
_LAST = 2**63 - 1
_NEVER = "-"  # stands for a row without the moment that a list is ordered by


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list and the cursor of the next one, empty at the end."""

    rows: Sequence[T]
    next: str = ""


def cut(found: Sequence[T], limit: int, cursor: Callable[[T], object]) -> Page[T]:
    """Return a page of `limit` rows from as many and one more; `cursor` tells where a row stands."""
    rows = found[:limit]
    return Page(rows, str(cursor(rows[-1])) if len(found) > limit and rows else "")


def newest(rows: QuerySet[Any], after: str, limit: int) -> Page[Any]:
    """Return a page of rows, the highest number first."""
    if number := _number(after):
        rows = rows.filter(pk__lt=number)
    return cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.pk)


def soonest(rows: QuerySet[Any], moment: str, after: str, limit: int) -> Page[Any]:
    """Return a page of rows by a moment, the earliest first; rows without it come last."""
    if place := _place(after):
        at, number = place
        never = Q(**{moment: None})
        later = Q(**{f"{moment}__gt": at}) | Q(**{moment: at, "pk__gt": number}) | never
        rows = rows.filter(never, pk__gt=number) if at is None else rows.filter(later)
    found = list(rows.order_by(F(moment).asc(nulls_last=True), "pk")[: limit + 1])
    return cut(found, limit, lambda row: _written(row, moment))


def latest(rows: QuerySet[Any], moment: str, after: str, limit: int) -> Page[Any]:
    """Return a page of rows by a moment that each has, the latest first."""
    if (place := _place(after)) and place[0]:
        at, number = place
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": number}))
    return cut(list(rows.order_by(f"-{moment}", "-pk")[: limit + 1]), limit, lambda row: _written(row, moment))


def _written(row: Any, moment: str) -> str:
    at = getattr(row, moment)
    return f"{at.isoformat() if at else _NEVER}_{row.pk}"


def _number(text: str) -> int:
    return min(int(text[:20]), _LAST) if text.isascii() and text.isdigit() else 0


def _place(after: str) -> tuple[datetime | None, int] | None:
    """Read a cursor of moment and number; None for what is none, a moment without its zone among it."""
    moment, _, written = after.rpartition("_")
    try:
        at = None if moment == _NEVER else datetime.fromisoformat(moment)
    except ValueError:
        return None
    number = _number(written)
    return (at, number) if number and (at is None or at.tzinfo) else None
