"""The inbox of an actor."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.kernel.notices.means.known import OPENID, Means, lacking, on
from shiqiao.kernel.notices.models import Notice

MANY = 100  # unread notices are counted up to here


def _ways(actor: Actor) -> list[Q]:
    """Return the conditions, each with an index, by which a notice reaches an actor."""
    ways = []
    if actor.post is not None:
        ways.append(Q(post=actor.post) & (Q(account=None) | Q(account=actor.account)))
    if actor.account is not None:
        ways.append(Q(account=actor.account))
    return ways


def addressed_to(actor: Actor) -> QuerySet[Notice]:
    """Return the notices for the actor's present post or for the person; nobody else's."""
    return Notice.objects.filter(reduce(or_, _ways(actor), Q(pk__in=[])))


def inbox(
    actor: Actor, limit: int = 50, *, before: int | None = None, unread: bool | None = None, kinds: Collection[str] = ()
) -> list[Notice]:
    """Return the newest notices first; `before` is the id of the last one of the page before.

    `unread` keeps those that are unread (True) or read (False), `kinds` those whose kind begins with one of these.
    """
    found: dict[int, Notice] = {}
    # One query for the post and one for the person: each walks its own index, a common OR would walk all notices.
    for way in _ways(actor):
        rows = Notice.objects.filter(way)
        if unread is not None:
            rows = rows.filter(read_at__isnull=unread)
        rows = rows.filter(of_kinds(kinds))
        if before is not None:
            rows = rows.filter(id__lt=before)
        found |= {notice.id: notice for notice in rows.order_by("-id")[:limit]}
    return [found[number] for number in sorted(found, reverse=True)[:limit]]


def of_kinds(kinds: Collection[str]) -> Q:
    """Return the condition that a notice's kind begins with one of `kinds`; without any all fit."""
    return reduce(or_, (Q(kind__startswith=one) for one in kinds), Q())


def unread(actor: Actor) -> int:
    """Return how many notices are unread, counted up to `MANY`."""
    return len(addressed_to(actor).filter(read_at=None).values_list("id")[:MANY])


def means_for(audience: str, *, openid: bool = False) -> list[Means]:
    """Return the means that the installation has switched on for `resident` or `official`; none: ask nothing.

    WeChat is offered to residents only where the surface knows the person's `openid`, which nobody can type.
    """
    return [one for one in on() if audience in one.audience and not lacking(one) and (openid or one.asks != OPENID)]
