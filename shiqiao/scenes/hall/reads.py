"""Affairs as an actor may see them; lists by keyset, never counted exactly, never a query a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, make_aware

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.hall import rights
from shiqiao.scenes.hall.counters import mine
from shiqiao.scenes.hall.models import OPEN, Affair, AffairEntry, Trip
from shiqiao.scenes.hall.rules import CLOSED, OUR_NOTICE, OUT_OF_HOURS
from shiqiao.scenes.hall.rules import REASONS as GIVEN
from shiqiao.scenes.hall.work import unseal

SEALED = frozenset({"name", "phone", "identity", "proxy_name", "proxy_phone"})
PAGE, MANY, FOUND_MOST, YEAR, YEARS = 25, 99, 50, 4, 3
TABS = ("here", "incomplete", "late", "fetch", "done", "all")
BY_DUE = frozenset({"late"})
REASONS = (OUR_NOTICE, CLOSED, *GIVEN, OUT_OF_HOURS)  # why somebody came again, ours first


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: a tab, an item, a counter, a community, a month, and what followed from the trips."""

    tab: str = "all"
    item: str = ""
    station: int = 0
    community: int = 0
    month: str = ""
    kept: str = ""


# What followed from the trips, as a condition; `sources` says the same in SQL.
KEPT: Mapping[str, Q] = {
    "done_at_once": Q(at_once=True), "at_most_one": Q(trips__lte=1), "more_trips": Q(trips__gt=1),
    "zero_trip": Q(own_trips=0, trips__lte=1), "near": Q(near=True), "far": Q(near=False),
    "our_trips": Q(our_trips__gt=0), "staff_trips": Q(staff_trips__gt=0), "late": Q(late=True),
}  # fmt: skip


def kept(code: str) -> Q | None:
    """Return the condition of what followed from the trips, or of a reason why somebody came again; None for neither."""
    if code in REASONS:
        return Q(pk__in=Trip.objects.filter(reason=code, place__gt=1).values("affair"))
    return KEPT.get(code)


def affairs_of(actor: Actor) -> QuerySet[Affair]:
    """Return the affairs that an actor sees."""
    condition = rights.seen(actor)
    return Affair.objects.none() if condition is None else Affair.objects.filter(condition)


def _tab(actor: Actor, tab: str, at: datetime) -> Q:
    return {
        "here": OPEN & Q(at__in=sorted(mine(actor))), "incomplete": Q(state="incomplete"),
        "late": Q(state="handling", due_at__lt=at), "fetch": Q(state__in=("granted", "declined")),
        "done": Q(state="delivered"),
    }.get(tab, Q())  # fmt: skip


def narrowed(rows: QuerySet[Affair], filters: Filters) -> QuerySet[Affair]:
    """Narrow affairs to what the filters say beside the tab."""
    if filters.item:
        rows = rows.filter(item=filters.item)
    if filters.station:
        rows = rows.filter(station=filters.station)
    if filters.community:
        rows = rows.filter(community=filters.community)
    if filters.month:
        rows = rows.filter(taken_at__range=month_span(filters.month))
    condition = kept(filters.kept)
    return rows if condition is None else rows.filter(condition)


def month_span(month: str) -> tuple[datetime, datetime]:
    """Return the first and last moment of a month written 2018-06, or of a year written 2018; raises ValueError."""
    first = date.fromisoformat(f"{month}-01" if len(month) > YEAR else f"{month}-01-01")
    following = (first + timedelta(days=32 if len(month) > YEAR else 366)).replace(day=1)
    if len(month) == YEAR:
        following = following.replace(month=1)
    return make_aware(datetime.combine(first, time())), make_aware(datetime.combine(following, time())) - timedelta(
        microseconds=1
    )


def affairs(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[Affair]:
    """Return a page of affairs: late ones by what broke first, others the newest first."""
    rows = narrowed(affairs_of(actor), filters).filter(_tab(actor, filters.tab, at))
    if filters.tab in BY_DUE:
        return soonest(rows, "due_at", after, limit)
    return newest(rows, after, limit)


def found(actor: Actor, text: str) -> list[Affair]:
    """Find affairs by number (12: of three years), whole name, telephone or identity number; the newest first."""
    text = text.strip()
    ways = (
        Q(name_blind=sealing.name_blind(text)) | Q(phone_blind=sealing.phone_blind(text)) | Q(number__in=_numbers(text))
    )
    ways |= Q(identity_blind=sealing.number_blind(registry_rules.squeeze_number(text)))
    return list(affairs_of(actor).filter(ways).order_by("-id")[:FOUND_MOST]) if text else []


def of_phone(actor: Actor, mark: bytes) -> list[Affair]:
    """Return the affairs that go on of whoever has a telephone, by its keyed number; the newest first."""
    going = Q(phone_blind=mark) & ~Q(state__in=("delivered", "withdrawn"))
    return list(affairs_of(actor).filter(going).order_by("-id")[:FOUND_MOST])


def _numbers(text: str) -> list[str]:
    """Return the numbers that may be meant: as it stands, and of the last years where only the serial is given."""
    this = localdate(now()).year
    return [text, *(f"{this - n}-{text}" for n in range(YEARS) if text.isdigit())]


def counts(actor: Actor, at: datetime, tabs: Iterable[str] = ("here", "incomplete", "late", "fetch")) -> dict[str, int]:
    """Count what stands in the tabs that ask for something, up to `MANY` + 1; a query each."""
    rows = affairs_of(actor)
    return {tab: len(rows.filter(_tab(actor, tab, at)).values_list("id")[: MANY + 1]) for tab in tabs}


def access_affair(actor: Actor, affair: int) -> Affair:
    """Return an affair that the actor sees; absent and not yours are the same NotFound."""
    return the_one(affairs_of(actor).filter(pk=affair))


def entries_of(row: Affair) -> list[AffairEntry]:
    """Return what was said about an affair, oldest first."""
    return list(AffairEntry.objects.filter(affair=row.pk).order_by("id"))


def trips_of(row: Affair) -> list[Trip]:
    """Return the comings of an affair and the errands for it, oldest first."""
    return list(Trip.objects.filter(affair=row.pk).order_by("id"))


def open_field(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return a sealed value of an affair in clear, for those who work at a counter; for the socket of reveals."""
    row = affairs_of(actor).filter(pk=number).first()
    if row is None or field not in SEALED or not getattr(row, field) or not rights.works(actor):
        raise NotFound
    return Clear(row.street, unseal(getattr(row, field)))


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, Affair]:
    """Return those of some affairs that the actor sees, in one query."""
    return {row.pk: row for row in affairs_of(actor).filter(pk__in=list(ids))}
