"""What the lake holds, as its list says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Sum

from shiqiao.base.db import scope
from shiqiao.kernel.lake.models import Mark, Partition


@dataclass(frozen=True, slots=True)
class Held:
    """Facts of a source and a street: how many, in how many months, the first and last, when the street was last written."""

    street: int
    source: str
    rows: int
    months: int
    first: date
    last: date
    written_at: datetime


def held(street: int) -> Iterator[Held]:
    """Yield what the lake holds of a street, by source."""
    with scope.scoped(street):
        mark = Mark.objects.filter(pk=street).first()
        grouped = Partition.objects.filter(street=street).values_list("source").order_by("source")
        found = list(grouped.annotate(Sum("rows"), Count("id"), Min("month"), Max("month")))
    if mark is None:
        return
    for source, rows, months, first, last in found:
        yield Held(street, source, rows, months, first, last, mark.written_at)
