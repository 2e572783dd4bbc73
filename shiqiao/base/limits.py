"""How often something may be done: leaking buckets in the database, so that all processes count together.

A bucket fills by each act and leaks evenly; an act that would overflow it is refused and does not count, so whoever waits
as long as they are told gets through. One act costs one statement, which holds the row's lock and nothing else: ask
outside the transaction of the act. The key of a bucket is a keyed hash that changes every day, so nobody reads an address
out of the table, and yesterday's row means nothing today.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from shiqiao.base import crypto
from shiqiao.base.time import now

KEPT = timedelta(days=1)
_LEFT = "GREATEST(b.used - b.rate * GREATEST(extract(epoch FROM excluded.at - b.at), 0), 0)::real"
_TAKE = f"""
INSERT INTO shiqiao_bucket AS b (key, used, size, rate, refused, at) VALUES (%s, 1, %s, %s, %s < 1, %s)
ON CONFLICT (key) DO UPDATE SET
  refused = {_LEFT} + 1 > excluded.size + 0.001,
  used = {_LEFT} + CASE WHEN {_LEFT} + 1 > excluded.size + 0.001 THEN 0 ELSE 1 END,
  size = excluded.size, rate = excluded.rate, at = GREATEST(excluded.at, b.at)
RETURNING used, refused
"""
_ASK = "SELECT GREATEST(used - rate * GREATEST(extract(epoch FROM %s - at), 0), 0)::real FROM shiqiao_bucket WHERE key = %s"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many acts at once, and so many an hour in the long run; `per_hour` 0 never leaks (for what works once)."""

    name: str
    at_once: int
    per_hour: int

    def wait(self, used: float) -> float:
        """Return the seconds until a bucket that is filled so far takes another act."""
        over = used + 1 - self.at_once
        if over <= 0.001:
            return 0.0
        return over / self.per_hour * 3600 if self.per_hour else math.inf


class Asked(NamedTuple):
    """One limit for one caller, by an opaque key."""

    key: bytes
    limit: Limit


def asked(limit: Limit, who: str) -> Asked:
    """Return a limit as it counts for `who` (an address, a browser, a token) today."""
    return Asked(crypto.keyed_hash(who, use=f"limit.{limit.name}.{now().date().isoformat()}"), limit)


def once(name: str, what: str) -> Asked:
    """Return a bucket that takes one act and never leaks, for what may be used once (within a day)."""
    return Asked(crypto.keyed_hash(what, use=f"once.{name}"), Limit(name, 1, 0))


def take(*wanted: Asked) -> float:
    """Count one act against each limit in turn, up to the first that refuses it.

    Returns 0 when all took it, else the seconds after which the one that refused would take it. Name the narrowest limit
    first: whoever overdoes it alone then uses up nothing of what is shared with neighbours.
    """
    for key, limit in wanted:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [key, limit.at_once, limit.per_hour / 3600, limit.at_once, now()])
            used, refused = cursor.fetchone()
        if refused:
            return max(limit.wait(used), 0.001)
    return 0.0


def wait(*wanted: Asked) -> float:
    """Return for how many seconds one of the limits would still refuse an act, without counting one."""
    longest = 0.0
    for key, limit in wanted:
        with connection.cursor() as cursor:
            cursor.execute(_ASK, [now(), key])
            found = cursor.fetchone()
        longest = max(longest, limit.wait(found[0]) if found else 0.0)
    return longest


def forget_old(*, at: datetime) -> int:
    """Delete buckets that nobody has touched for a day; the worker's round. Returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shiqiao_bucket WHERE at < %s", [at - KEPT])
        return int(cursor.rowcount)
