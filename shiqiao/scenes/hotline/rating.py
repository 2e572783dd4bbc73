"""The three rates of a month, for the street, its communities and units: ours beside theirs, down to the orders."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.lookups import by_ids, one_by_id
from shiqiao.scenes.hotline.exchange import Exchange, exchange_of
from shiqiao.scenes.hotline.models import Exclusion, Order, UpstreamResult
from shiqiao.scenes.hotline.rates import Rates, Scored, ours, parts, rates, theirs
from shiqiao.scenes.hotline.reads import orders_of

ZONE = ZoneInfo(settings.TIME_ZONE)
SIDES = ("ours", "theirs")
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """An order of the month with what both sides say, and where it belongs."""

    order: int
    community: int
    unit: int
    ours: Scored
    theirs: Scored


@dataclass(frozen=True, slots=True)
class RateLine:
    """A line of the table: a key (street, community or unit), how many orders, and the rates of both sides."""

    kind: str
    key: int
    orders: int
    ours: Rates
    theirs: Rates


def month_of(text: str, at: datetime) -> tuple[str, datetime, datetime]:
    """Return a month `2018-06` with its first moment and that of the next; the present one for anything else."""
    local = at.astimezone(ZONE)
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=ZONE)
    except ValueError:
        first = datetime(local.year, local.month, 1, tzinfo=ZONE)
    year, month = divmod(first.year * 12 + first.month, 12)
    return f"{first:%Y-%m}", first, datetime(year, month + 1, 1, tzinfo=ZONE)


def standings(actor: Actor, since: datetime, until: datetime, at: datetime) -> list[Standing]:
    """Return the orders received in a period, of those an actor sees, as the rates see them."""
    return _standings(orders_of(actor), since, until, at)


def street_standings(street: int, since: datetime, until: datetime, at: datetime) -> list[Standing]:
    """Return all orders of a street received in a period as the rates see them: for the command line."""
    return _standings(Order.objects.filter(street=street), since, until, at)


def _standings(orders: QuerySet[Order], since: datetime, until: datetime, at: datetime) -> list[Standing]:
    """A few queries for each two thousand orders."""
    rows = list(orders.filter(received_at__gte=since, received_at__lt=until).order_by("id"))
    found: list[Standing] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        matters = by_ids(row.matter for row in some)
        if lacking := [row.matter for row in some if row.matter not in matters]:
            one_by_id(lacking[0])  # says in which month of the archive it lies: no rate leaves anything out silently
        results = UpstreamResult.objects.in_bulk([row.id for row in some])
        excluded = set(
            Exclusion.objects.filter(order__in=[row.id for row in some], approved=True).values_list("order", flat=True)
        )
        found += [_standing(row, matters[row.matter], results.get(row.id), row.id in excluded, at) for row in some]
    return found


def _standing(row: Order, matter: Any, result: UpstreamResult | None, excluded: bool, at: datetime) -> Standing:
    mine = ours(
        row.id, state=row.state, excluded=excluded, respond_by=row.respond_by, echoed_at=matter.echoed_at, at=at,
        responded=matter.responded, solved=matter.solved, satisfied=matter.satisfied,
    )  # fmt: skip
    said = result or UpstreamResult()
    their = theirs(
        row.id, state=row.state, contacted=said.contacted, solved=said.solved, satisfied=said.satisfied,
        excluded=said.excluded,
    )  # fmt: skip
    return Standing(row.id, matter.community, matter.unit, mine, their)


def groups(found: Iterable[Standing], street: int, exchange: Exchange | None = None) -> list[RateLine]:
    """Reckon the rates of the street, then of each community, then of each unit."""
    exchange, rows = exchange or exchange_of(street), list(found)
    keys: dict[str, Callable[[Standing], int]] = {
        "street": lambda one: street, "community": lambda one: one.community, "unit": lambda one: one.unit,
    }  # fmt: skip
    return [
        _group(kind, key, some, exchange) for kind, key_of in keys.items() for key, some in _split(rows, key_of).items()
    ]


def _split(rows: Iterable[Standing], key_of: Callable[[Standing], int]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for one in rows:
        found[key_of(one)].append(one)
    return dict(sorted(found.items()))


def _group(kind: str, key: int, some: list[Standing], exchange: Exchange) -> RateLine:
    weights = exchange.weights.model_dump()
    both = [rates((getattr(one, side) for one in some), weights, exchange.part) for side in SIDES]
    return RateLine(kind, key, len(some), *both)


def drilled(
    found: Iterable[Standing], *, kind: str, key: int, side: str, rate: str, hit: bool, exchange: Exchange
) -> list[int]:
    """Return the orders behind a figure: those that count for a rate on a side, and reached it (`hit`) or did not."""
    chosen = []
    for one in found:
        if kind in ("community", "unit") and getattr(one, kind) != key:
            continue
        part = parts(getattr(one, side if side in SIDES else "ours"), exchange.part).get(rate)
        if part is not None and (part == 1) == hit:
            chosen.append(one.order)
    return chosen
