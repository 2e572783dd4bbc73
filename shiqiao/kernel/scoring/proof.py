"""Proving closed months: the rows that were kept add up to the counts, and there are as many as the journal says."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.reads import Finding
from shiqiao.kernel.scoring.models import Evidence, Period, TableVersion
from shiqiao.kernel.scoring.publishing import fingerprint_of, publication
from shiqiao.kernel.scoring.rules import Table
from shiqiao.kernel.scoring.selecting import Part, parts
from shiqiao.kernel.scoring.sums import AXES

PERIOD = "scoring_period"


def check_scores() -> Iterator[Finding]:
    """Prove every closed month of every street."""
    told = {
        line.subject: line.data["rows"]
        for line in JournalLine.objects.filter(kind=PERIOD, code="scoring.closed").only("subject", "data")
    }
    for period in Period.objects.order_by("id"):
        where, kept = f"{PERIOD}:{period.id}", Evidence.objects.filter(period=period.id).count()
        if told.pop(period.id, None) != kept:
            yield Finding(where, f"{kept} rows are kept, the journal says another number")
        table = Table.model_validate(TableVersion.objects.get(street=period.street, version=period.version).table)
        for part in parts(table):
            counted = _sums(period, part, "cell")
            if _sums(period, part, "evidence") != counted:
                yield Finding(where, f"the rows kept of {part.code} do not add up to its counts")
            if any(_sums(period, part, axis) != counted for axis in AXES):
                yield Finding(where, f"the sums of the month of {part.code} are not those of its days")
        public = publication(period.street, period.starts)
        if public and public.fingerprint != fingerprint_of(period):
            yield Finding(where, "the scores that were made public are no longer those that are counted")
    for number in told:
        yield Finding(f"{PERIOD}:{number}", "is in the journal but not in the table")


def _sums(period: Period, part: Part, of: str) -> list[tuple[int, ...]]:
    """Return hits and counts of every indicator by grid: from the rows kept (evidence), from days (cell), or from an axis."""
    many = range(len(part.indicators))
    added = ", ".join(f"sum(hits[{bit + 1}]), sum(counts[{bit + 1}])" for bit in many)
    given: list[Any] = [period.street, part.code, period.starts, period.ends]
    if of == "evidence":
        added = ", ".join(f"sum(hits >> {bit} & 1), sum(counts >> {bit} & 1)" for bit in many)
        table, given = "scoring_evidence WHERE period = %s AND part = %s", [period.id, part.code]
    elif of == "cell":
        table = "scoring_cell WHERE street = %s AND part = %s AND day >= %s AND day < %s"
    else:
        table = "scoring_month WHERE street = %s AND part = %s AND month >= %s AND month < %s AND axis = %s"
        given.append(of)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT grid, {added} FROM {table} GROUP BY 1 ORDER BY 1", given)
        return [tuple(int(one) for one in row) for row in cursor.fetchall()]
