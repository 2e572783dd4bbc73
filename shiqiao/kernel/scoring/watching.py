"""What makes figures look better than the work: found in journal and matters, listed for whoever reviews.

Nothing here is a verdict: each line opens onto its matter, where the reason of the act stands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden

REVIEWS = frozenset({"leader", "auditor"})
LISTED = 100
NEAR = "2 hours"  # before a term ends
MANY = 5  # extensions granted by one post on one day
AGAIN = "3 days"  # after the end, within which the same thing is reported anew
BESIDE = 50  # metres


@dataclass(frozen=True, slots=True)
class Found:
    """One line: the matter, when, which post did it (code), and what is to be seen, as parameters of the watch's words.

    `was` and `becomes` are due times; `other` is the number of another matter; `many` a count.
    """

    number: str
    at: datetime
    who: str
    was: datetime | None = None
    becomes: datetime | None = None
    other: str = ""
    many: int = 0


_DAYS = """l.street = %(street)s AND l.kind = 'matter'
AND l.recorded_at >= %(since)s::timestamp AT TIME ZONE %(zone)s
AND l.recorded_at < %(until)s::timestamp AT TIME ZONE %(zone)s"""
# A line holds the clocks that it changed; the last shift of such a clock is the one that the line made.
_SHIFTS = f"""SELECT l.id, l.subject, l.actor, l.happened_at AS at, c -> 'shifts' -> -1 ->> 'do' AS did,
  (c -> 'shifts' -> -1 ->> 'from')::timestamptz AS was, (c -> 'shifts' -> -1 ->> 'to')::timestamptz AS becomes
FROM journal_line l CROSS JOIN LATERAL jsonb_array_elements(l.data -> 'clocks') c
WHERE {_DAYS} AND l.code IN ('matters.corrected', 'matters.granted') AND c ->> 'name' = 'handle'
  AND jsonb_array_length(COALESCE(c -> 'shifts', '[]')) > 0"""

WATCHES: Mapping[str, str] = {
    # Another item with a longer term.
    "relabelled": f"""SELECT m.number, s.at, s.actor, s.was, s.becomes, '', 0 FROM ({_SHIFTS}) s
      JOIN matters_matter m ON m.id = s.subject WHERE s.did = 'correct' AND s.becomes > s.was""",
    # More time, or another item, when the term was all but over or had passed.
    "near_due": f"""SELECT m.number, s.at, s.actor, s.was, s.becomes, '', 0 FROM ({_SHIFTS}) s
      JOIN matters_matter m ON m.id = s.subject
      WHERE s.was < s.becomes AND s.at > s.was - %(near)s::interval""",
    # One post grants more time again and again on one day; a line for each of the matters.
    "mass_extension": f"""SELECT m.number, s.at, s.actor, s.was, s.becomes, '', s.many FROM (
        SELECT x.*, count(*) OVER (PARTITION BY x.actor, (x.at AT TIME ZONE %(zone)s)::date) AS many
        FROM ({_SHIFTS}) x WHERE x.did = 'extend') s
      JOIN matters_matter m ON m.id = s.subject WHERE s.many >= %(many)s""",
    # Closed or declined, and reported anew by the office at the same place for the same item, without reopening it.
    "created_again": """SELECT o.number, n.reported_at, '', NULL, NULL, n.number, 0
      FROM matters_matter o JOIN matters_matter n ON n.street = o.street AND n.grid = o.grid AND n.item = o.item
        AND n.reported_at > o.ended_at AND n.reported_at < o.ended_at + %(again)s::interval AND n.id <> o.id
      WHERE o.street = %(street)s AND o.reopened = 0 AND o.grid > 0 AND n.repeat_of = 0 AND n.duplicate_of = 0
        AND o.ended_at >= %(since)s::timestamp AT TIME ZONE %(zone)s
        AND o.ended_at < %(until)s::timestamp AT TIME ZONE %(zone)s
        AND n.channel IN ('phone', 'counter', 'patrol', 'inspection')
        AND (n.address <> '' AND n.address = o.address OR sqrt(
          power((n.lon - o.lon) * 111320 * cos(radians(o.lat)), 2) + power((n.lat - o.lat) * 111320, 2)) <= %(beside)s)""",
    # Whoever checked it, or called the reporter, is the post or the person that had finished it.
    "self_checked": f"""SELECT m.number, l.happened_at, l.actor, NULL, NULL, '', 0
      FROM journal_line l JOIN matters_matter m ON m.id = l.subject
      JOIN people_post p ON p.code = l.actor AND p.street = l.street
      LEFT JOIN people_holding h ON h.post_id = p.id AND h.account_id = m.finished_holder
        AND h.during @> (l.happened_at AT TIME ZONE %(zone)s)::date
      WHERE {_DAYS} AND l.code IN ('matters.closed', 'matters.called_back') AND m.finished_by > 0
        AND (p.id = m.finished_by OR h.id IS NOT NULL) AND NOT m.on_spot""",
}


def watched(actor: Actor, since: date, until: date, codes: Collection[str] = tuple(WATCHES)) -> dict[str, list[Found]]:
    """Return by watch (all, or some by code) what was found on days [since, until), the latest first, at most `LISTED` each.

    Raises Forbidden for who does not review.
    """
    if not actor.roles & REVIEWS:
        raise Forbidden("Leaders and auditors look at this.")
    given = given_for(actor.street or 0, since, until)
    return {code: _found(sql, given) for code, sql in WATCHES.items() if code in codes}


def given_for(street: int, since: date, until: date) -> dict[str, Any]:
    """Return what the statements of watches are given for days [since, until)."""
    return {
        "street": street, "since": since, "until": until, "zone": settings.TIME_ZONE, "near": NEAR,
        "many": MANY, "again": AGAIN, "beside": BESIDE,
    }  # fmt: skip


def _found(sql: str, given: Mapping[str, Any]) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 2 DESC, 1 LIMIT {LISTED}", given)
        return [Found(*row) for row in cursor.fetchall()]
