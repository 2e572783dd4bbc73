"""Campaigns and their items as an actor may see them; lists by keyset, never a query a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.scenes.projects.campaigns import rights, rules
from shiqiao.scenes.projects.campaigns.again import fits
from shiqiao.scenes.projects.campaigns.moves import OPEN, STATES, STRUCK
from shiqiao.scenes.projects.campaigns.publishing import rules_of
from shiqiao.scenes.projects.campaigns.store import ITEM, unseal
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignEntry, CampaignItem, CampaignSighting

PAGE, MANY, ON_MAP, CAMPAIGNS = 25, 99, 3000, 60
TABS = ("open", "late", "fixed", "struck", "late_found", "again", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the ledger is narrowed to."""

    tab: str = "open"
    state: str = ""
    community: int = 0


def campaigns(actor: Actor, *, limit: int = CAMPAIGNS) -> list[Campaign]:
    """Return the campaigns of the actor's street, the newest first."""
    if not rights.official(actor):
        return []
    return list(Campaign.objects.filter(street=actor.street or 0).order_by("-since", "-pk")[:limit])


def access_campaign(actor: Actor, number: int) -> Campaign:
    """Return a campaign of the actor's street; absent and not yours are the same NotFound."""
    if not rights.official(actor):
        raise NotFound
    return the_one(Campaign.objects.filter(pk=number, street=actor.street or 0))


def of_origin(actor: Actor, origin: Ref) -> list[Campaign]:
    """Return the campaigns that a record called for."""
    rows = Campaign.objects.filter(street=actor.street or 0, origin_kind=origin.kind, origin_id=origin.id)
    return list(rows.order_by("pk")[:9])


def items_of(actor: Actor) -> QuerySet[CampaignItem]:
    """Return the items that an actor sees."""
    condition = rights.seen(actor)
    return CampaignItem.objects.none() if condition is None else CampaignItem.objects.filter(condition)


def _tab(tab: str, at: datetime) -> Q:
    return {
        "open": Q(state__in=OPEN), "late": Q(state__in=OPEN, due_at__lte=at), "fixed": Q(state="fixed"),
        "struck": Q(state__in=STRUCK), "late_found": Q(late_found=True), "again": Q(first__gt=0) | Q(reopened__gt=0),
    }.get(tab, Q())  # fmt: skip


def ledger(
    actor: Actor, campaign: int, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE
) -> Page[CampaignItem]:
    """Return a page of a campaign's items: open ones by what is due first, others the newest first."""
    rows = items_of(actor).filter(_tab(filters.tab, at), campaign=campaign)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.community:
        rows = rows.filter(community=filters.community)
    if filters.tab in ("open", "late"):
        return soonest(rows, "due_at", after, limit)
    return newest(rows, after, limit)


def cells(actor: Actor, campaigns: Iterable[int]) -> dict[int, list[rules.Cell]]:
    """Return by campaign how many items, and how much area, stand where in which state; one query over one index."""
    rows = items_of(actor).filter(campaign__in=list(campaigns)).values("campaign", "community", "state")
    found: dict[int, list[rules.Cell]] = {}
    for row in rows.annotate(n=Count("id"), m=Sum("area"), late=Count("id", filter=Q(late_found=True))).order_by():
        one = rules.Cell(row["community"], row["state"], row["n"], row["m"], row["late"])
        found.setdefault(row["campaign"], []).append(one)
    return found


def counted(actor: Actor, campaign: int, at: datetime) -> dict[str, int]:
    """Count what stands in the tabs, up to `MANY` + 1 each."""
    rows = items_of(actor).filter(campaign=campaign)
    return {tab: len(rows.filter(_tab(tab, at)).values_list("pk")[: MANY + 1]) for tab in TABS if tab != "all"}


def on_map(actor: Actor, campaign: int) -> list[CampaignItem]:
    """Return the items of a campaign for the map, without their texts."""
    rows = items_of(actor).filter(campaign=campaign)
    return list(rows.only("id", "number", "lon", "lat", "state", "due_at", "street").order_by("pk")[:ON_MAP])


def access_item(actor: Actor, number: int) -> CampaignItem:
    """Return an item that the actor sees; absent and not yours are the same NotFound."""
    return the_one(items_of(actor).filter(pk=number))


def entries_of(row: CampaignItem) -> list[CampaignEntry]:
    """Return what was done with an item, oldest first."""
    return list(CampaignEntry.objects.filter(item=row.pk).order_by("id"))


def files_of(row: CampaignItem) -> list[Any]:
    """Return the pictures of an item, oldest first."""
    return attachments_of(Ref(ITEM, row.pk))


def file_of(actor: Actor, item: int, number: int) -> Any:
    """Return a picture of an item that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(ITEM, access_item(actor, item).pk))


def chain_of(actor: Actor, row: CampaignItem) -> list[CampaignItem]:
    """Return the first item of a place and its recurrences, without this one."""
    first = row.first or row.pk
    rows = items_of(actor).filter(Q(pk=first) | Q(first=first)).exclude(pk=row.pk)
    return list(rows.order_by("again", "pk")[:20])


def sightings_of(row: CampaignItem) -> list[CampaignSighting]:
    """Return the matters that were decided upon at an item, oldest first."""
    return list(CampaignSighting.objects.filter(Q(item=row.pk) | Q(became=row.pk)).order_by("pk")[:20])


def struck_near(actor: Actor, matter: Any) -> list[CampaignItem]:
    """Return the struck-off items that a matter may be about, nearest first; those decided upon are left out."""
    if matter.lon is None or matter.street != actor.street:
        return []
    held = rules_of(matter.street)
    kinds = [one.code for one in held.kinds if matter.item in one.items]
    if not kinds:
        return []
    point = (matter.lon, matter.lat)
    west, south, east, north = rules.box(point, held.metres)
    rows = items_of(actor).filter(
        street=matter.street, state__in=STRUCK, lon__range=(west, east), lat__range=(south, north), kind__in=kinds
    )
    decided = set(CampaignSighting.objects.filter(matter=matter.id).values_list("item", flat=True))
    found = [row for row in rows[:50] if row.pk not in decided and fits(row, matter)]
    return sorted(found, key=lambda row: rules.metres_apart(point, (row.lon, row.lat)))[:5]


def sighted_as(actor: Actor, matter: int) -> list[CampaignItem]:
    """Return the items that a matter reopened or made."""
    rows = CampaignSighting.objects.filter(matter=matter).exclude(meant="other")
    ids = [row.became or row.item for row in rows[:5]]
    return list(items_of(actor).filter(pk__in=ids)) if ids else []


def late_found(actor: Actor, campaign: int, *, limit: int = 5) -> list[CampaignItem]:
    """Return the items last found after the day of completeness; they stay there whatever becomes of them."""
    return list(items_of(actor).filter(campaign=campaign, late_found=True).order_by("-pk")[:limit])


def found_again(actor: Actor, campaign: int) -> tuple[int, int]:
    """Return how many recurrences a campaign has, and how often its items were reopened."""
    rows = items_of(actor).filter(campaign=campaign)
    told = rows.aggregate(n=Count("id", filter=Q(first__gt=0)), m=Sum("reopened"))
    return told["n"], told["m"] or 0


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, CampaignItem]:
    """Return those of some items that the actor sees, in one query."""
    return {row.pk: row for row in items_of(actor).filter(pk__in=list(ids))}


def of_firm(actor: Actor, organisation: int) -> list[CampaignItem]:
    """Return the items of a firm that the actor sees, the newest first."""
    return list(items_of(actor).filter(organisation=organisation).order_by("-pk")[:30])


def open_field(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return the owner of an item in clear, for those who work on it; for the socket of reveals."""
    row = items_of(actor).filter(pk=number).first()
    if row is None or field != "name" or not row.owner or not rights.reveals(actor, row):
        raise NotFound
    return Clear(row.street, unseal(row.owner))


def state_asked(text: str) -> str:
    """Return a state that was asked for, empty for none."""
    return text if text in STATES else ""
