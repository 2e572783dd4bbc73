"""How many open matters each post carries: counted up to a limit, in one query, however many there are."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from shiqiao.base.actor import Actor
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.powers import may

MOST = 99
# What breaks first is counted first, so that late ones are never missed; the index open_by_post alone answers.
_COUNT = """
SELECT c.post, count(*), count(*) FILTER (WHERE seen.next_due < %s) FROM unnest(%s::bigint[]) AS c(post)
CROSS JOIN LATERAL (
  SELECT next_due FROM matters_matter AS m WHERE m.post = c.post AND NOT m.done ORDER BY m.next_due, m.id LIMIT %s
) AS seen GROUP BY c.post"""


class Carried(NamedTuple):
    """Open matters of a post and those of them that are late; `MOST` + 1 stands for more."""

    open: int
    late: int


def carried(actor: Actor, posts: Iterable[int], at: datetime) -> dict[int, Carried]:
    """Return what posts carry: for those who look after persons any post of their street, for others the own ones."""
    street = {row.id for row in people.posts(actor.street or 0)}
    mine = street if may("look", actor.roles) else street & actor.reach.posts
    wanted = sorted(mine & set(posts))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [at, wanted, MOST + 1])
        return {post: Carried(count, late) for post, count, late in cursor.fetchall()}
