"""Months of the tables: the turn of a month, and what is found whichever month it lies in (decision 70)."""

import logging
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from psycopg.errors import LockNotAvailable

from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import identifier_in

log = logging.getLogger(__name__)
ZONE = ZoneInfo(settings.TIME_ZONE)
_DIGEST = "sha256(convert_to(%s || chr(31) || %s || chr(31) || {}, 'UTF8'))"
_SENT_AS = f"SELECT number, matter FROM matters_once WHERE sent = {_DIGEST.format('%s')}"
_SENT = f"""matters_matter.id IN (SELECT o.matter FROM matters_once o WHERE o.sent = ANY(
SELECT {_DIGEST.format("one")} FROM unnest(%s::text[]) one))"""


def cut_month(*, at: datetime) -> int:
    """Let a new month begin, when the local month of `at` has none yet: what comes from now on lies in its own part.

    Returns the first id of the new month, 0 when nothing was due: it has begun already, what came since the last cut is too
    little to lie apart, or as many parts stand as a list may ask. Months that were missed are not made up for: what came in
    them stays together. While somebody reads for long it gives up, so that intake does not wait behind it, and is asked again
    by the next round.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The first cut of a table that had no end reads it once.
            cursor.execute("SET LOCAL statement_timeout = '10min'")
            cursor.execute("SELECT shiqiao_cut_month(%s)", [at.astimezone(ZONE).date().replace(day=1)])
            return int(cursor.fetchone()[0])
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        log.info("the turn of the month waits: the tables are being read")
        return 0


def numbered(number: str) -> Q:
    """Return the condition for the matter of a number. The number holds the id, so that one month is asked and no more."""
    return Q(number=number, id=identifier_in(number))


def numbered_among(numbers: Sequence[str]) -> Q:
    """Return the condition for the matters of several numbers."""
    return Q(number__in=numbers, id__in=[identifier_in(number) for number in numbers])


def sent(street: int, source: str, source_ids: Sequence[str]) -> QuerySet[Matter]:
    """Return the matters that a sender of a street knows under some names; each is there once, whatever its month."""
    values = [str(street), source, list(source_ids)]
    return Matter.objects.filter(street=street).extra(where=[_SENT], params=values)


def sent_as(street: int, source: str, source_id: str) -> tuple[str, int] | None:
    """Return number and id under which a sender's report was taken in, also of a month that was put away."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT_AS, [str(street), source, source_id])
        row = cursor.fetchone()
    return (str(row[0]), int(row[1])) if row else None
