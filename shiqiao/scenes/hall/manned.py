"""The hall and the service stations as a page shows them: who works there, when each is open, what was done there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, Q, Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import PostRow
from shiqiao.scenes.hall import reads, rights
from shiqiao.scenes.hall.counters import Counter, counters, is_open, staff_of, usual_hours
from shiqiao.scenes.hall.counting import Share
from shiqiao.scenes.hall.models import OPEN
from shiqiao.scenes.hall.rules import RESIDENTS
from shiqiao.surfaces.desk.words import in_language, person_name, post_title

Sums = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Member:
    """Who works at a counter; `decided` is None where the reader may not see what a person did."""

    post: str
    name: str
    note: str
    decided: int | None


@dataclass(frozen=True)
class Manned:
    """A counter of a street with its people and what was done there in a month."""

    title: str
    phone: str
    hours: str
    open: bool
    hall: bool
    staff: tuple[Member, ...]
    here: int
    late: int
    taken: int
    delivered: int
    at_once: Share
    ours: int
    stars: float | None
    urls: Mapping[str, str]


def counters_page(actor: Actor, month: str, at: datetime) -> dict[str, Any]:
    """Return the page of counters for a month written 2018-06; three queries, however many counters there are."""
    month = month or f"{localdate(at):%Y-%m}"
    filters = reads.Filters(month=month)
    done, open_now = _done(actor, filters), _open(actor, at)
    everybody = counters(actor.street) if actor.street else {}
    persons = _persons(actor, filters) if any(_told(actor, one) for one in everybody.values()) else {}
    rows = [_manned(actor, one, month, at, done, open_now, persons) for one in everybody.values()]
    return {"rows": rows, "month": month, "filters": filters, "people": sum(len(row.staff) for row in rows)}


def _told(actor: Actor, counter: Counter) -> bool:
    return rights.looks_after(actor, counter) or rights.at(actor, counter)


def _done(actor: Actor, filters: reads.Filters) -> Sums:
    rows = reads.narrowed(reads.affairs_of(actor), filters).values("station")
    counted = rows.annotate(
        taken=Count("id"), delivered=Count("id", filter=Q(state="delivered")), ours=Sum("our_trips"),
        once=Count("id", filter=Q(state="delivered", at_once=True)), stars=Avg("stars", filter=Q(rated_way__in=RESIDENTS)),
    )  # fmt: skip
    return {row["station"]: row for row in counted}


def _open(actor: Actor, at: datetime) -> Sums:
    rows = reads.affairs_of(actor).filter(OPEN).values("at")
    late = Count("id", filter=Q(state="handling", due_at__lt=at))
    return {row["at"]: row for row in rows.annotate(n=Count("id"), late=late)}


def _persons(actor: Actor, filters: reads.Filters) -> Mapping[tuple[int, int], int]:
    """Return by counter and account how many affairs of the month somebody decided."""
    rows = reads.narrowed(reads.affairs_of(actor), filters).filter(decided_by__gt=0)
    told = rows.values_list("at", "decided_by").annotate(n=Count("id"))
    return {(unit, account): n for unit, account, n in told}


def _manned(
    actor: Actor,
    one: Counter,
    month: str,
    at: datetime,
    done: Sums,
    open_now: Sums,
    persons: Mapping[tuple[int, int], int],
) -> Manned:
    street, sums, here = actor.street or 0, done.get(one.unit, {}), open_now.get(one.unit, {})
    delivered = sums.get("delivered", 0)
    return Manned(
        in_language(one.title_zh, one.title_en), one.phone, usual_hours(one, street, localdate(at)), is_open(one, street, at),
        one.hall, tuple(_member(actor, one, post, at, persons) for post in staff_of(one, street)),
        here.get("n", 0), here.get("late", 0), sums.get("taken", 0), delivered,
        Share(sums.get("once", 0), delivered, _url(one, month, tab="done", kept="done_at_once")), sums.get("ours") or 0,
        sums.get("stars"),
        {
            "taken": _url(one, month, tab="all"), "delivered": _url(one, month, tab="done"),
            "ours": _url(one, month, tab="all", kept="our_trips"),
        },
    )  # fmt: skip


def _url(one: Counter, month: str, **more: str) -> str:
    return f"{reverse('desk:hall:list')}?{urlencode({**more, 'station': one.unit, 'month': month})}"


def _member(
    actor: Actor, counter: Counter, post: PostRow, at: datetime, persons: Mapping[tuple[int, int], int]
) -> Member:
    now = people.holder_of(post.id, at)
    account = now.account or 0
    note = {"holder": "", "deputy": _("deputy"), "nobody": _("nobody")}.get(now.by, _("stands in"))
    seen = rights.looks_after(actor, counter) or (account and account == actor.account)
    return Member(
        post_title(post.id), person_name(account), note, persons.get((counter.unit, account), 0) if seen else None
    )
