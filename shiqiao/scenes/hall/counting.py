"""Trips counted by community, counter, item or month: shares of delivered affairs, each opening onto the affairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.hall import reads, words
from shiqiao.scenes.hall.models import Trip
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.rules import OURS
from shiqiao.surfaces.desk.words import said, unit_title

DIMENSIONS = ("community", "station", "item", "month")
SHARES = ("done_at_once", "at_most_one", "near", "zero_trip")


@dataclass(frozen=True)
class Share:
    """How many of how many, as a share; `url` opens onto those that are counted."""

    hit: int
    of: int
    url: str = ""

    @property
    def percent(self) -> str:
        """Return the share in per cent, rounded down: 99.96% is not all."""
        return f"{self.hit * 1000 // self.of / 10:.1f}%" if self.of else "—"

    @property
    def bar(self) -> int:
        """Return the share for a bar of a hundred."""
        return self.hit * 100 // self.of if self.of else 0


@dataclass(frozen=True)
class Counted:
    """Affairs of one community, counter, item or month: the shares, the trips that we caused, and our own."""

    title: str
    total: int
    url: str
    shares: tuple[Share, ...]
    ours: int
    ours_url: str
    staff: int
    staff_url: str


def _sums() -> dict[str, Any]:
    counted = {name: Count("id", filter=reads.KEPT[name]) for name in SHARES}
    return {
        "total": Count("id"), "measured": Count("id", filter=Q(near__isnull=False)), "ours": Sum("our_trips"),
        "staff": Sum("staff_trips"), **counted,
    }  # fmt: skip


def counted(actor: Actor, by: str, filters: reads.Filters) -> tuple[list[Counted], Counted | None]:
    """Return delivered affairs counted by a dimension, and all together; in two queries, whatever there is."""
    rows = reads.narrowed(reads.affairs_of(actor), filters).filter(state="delivered")
    column: Any = TruncMonth("taken_at") if by == "month" else by
    grouped = rows.values(key=column) if by == "month" else rows.values(by)
    found = list(grouped.annotate(**_sums()))
    name = "key" if by == "month" else by
    found.sort(key=lambda row: row[name] or 0, reverse=by == "month")
    if by == "item":
        found.sort(key=lambda row: -row["total"])
    parts = [_counted(row, _title(actor.street or 0, by, row[name]), _narrow(by, row[name], filters)) for row in found]
    whole = _added(found)
    return parts, _counted(whole, _("Altogether"), _query(filters)) if whole["total"] else None


@dataclass(frozen=True)
class Reason:
    """Why people came again, how often, and whether we caused it; `url` opens onto the affairs."""

    title: str
    trips: int
    ours: bool
    url: str


def reasons(actor: Actor, filters: reads.Filters) -> list[Reason]:
    """Return why people came again for the affairs that are counted, what we caused first; in one query."""
    rows = reads.narrowed(reads.affairs_of(actor), filters).filter(state="delivered")
    told = Trip.objects.filter(affair__in=rows.values("pk"), place__gt=1)
    counted = dict(told.values_list("reason").annotate(n=Count("id")))
    return [
        Reason(words.say(words.REASONS, code), counted[code], code in OURS, _url(_query(filters), code))
        for code in sorted(counted, key=lambda code: (code not in OURS, -counted[code]))
    ]


def _url(query: Mapping[str, Any], kept: str = "") -> str:
    return f"{reverse('desk:hall:list')}?{urlencode({'tab': 'done', **query, **({'kept': kept} if kept else {})})}"


def _added(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = ("total", "measured", "ours", "staff", *SHARES)
    return {name: sum(row[name] or 0 for row in rows) for name in names}


def _title(street: int, by: str, key: Any) -> str:
    if by == "community":
        return place_title(key) if key else _("home not known")
    if by == "station":
        return unit_title(key)
    if by == "item":
        return said(guides_of(street).title("items", key))
    return f"{localtime(key):%Y-%m}"


def _query(filters: reads.Filters) -> dict[str, Any]:
    given = {"item": filters.item, "station": filters.station, "community": filters.community, "month": filters.month}
    return {name: value for name, value in given.items() if value}


def _narrow(by: str, key: Any, filters: reads.Filters) -> dict[str, Any]:
    return {**_query(filters), by: f"{localtime(key):%Y-%m}" if by == "month" else key}


def _counted(row: dict[str, Any], title: str, query: dict[str, Any]) -> Counted:
    def url(kept: str = "") -> str:
        return _url(query, kept)

    of = {"near": row["measured"]}
    shares = tuple(Share(row[name], of.get(name, row["total"]), url(name)) for name in SHARES)
    return Counted(
        title, row["total"], url(), shares, row["ours"] or 0, url("our_trips"), row["staff"] or 0, url("staff_trips")
    )
