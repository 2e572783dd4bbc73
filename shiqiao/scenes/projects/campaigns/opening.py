"""Opening a campaign and entering items into its ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.errors import CoordinateInvalid
from shiqiao.kernel.territory.reads import find_address, locate
from shiqiao.scenes.projects.campaigns import rights
from shiqiao.scenes.projects.campaigns.publishing import kind_of, rules_of, version_of
from shiqiao.scenes.projects.campaigns.store import CAMPAIGN, Files, enter, next_serial, note, run_clock, seal
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.scenes.projects.store import written

OWNERS = ("firm", "person", "public", "unknown")
ORIGINS = ("rectification", "matter", "supervision_order")  # what may call for a campaign
LARGEST, OLDEST = Decimal(9_999_999), 1900
NEAR_ENOUGH = 0.6  # of an address, how sure it has to be


@dataclass(frozen=True, slots=True)
class CampaignGiven:
    """What a campaign is: its kind, title, leading post, days, and the record that called for it, if any."""

    kind: str
    title: str
    lead: int
    since: date
    until: date
    baseline: date
    origin: Ref | None = None
    invented: bool = False


@transaction.atomic
def open_campaign(*, given: CampaignGiven, by: Actor, at: datetime) -> Campaign:
    """Open a campaign with an empty ledger. Raises Invalid, Forbidden, Conflict for a record that opened one already."""
    if not rights.opens(by):
        raise Forbidden(fields={"post": "A leader or the head of a department opens a campaign."})
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        title, origin = written(given.title, "title", "Write what the campaign is called.", 80), given.origin
        _check(given, street, by)
        values: dict[str, Any] = {"origin_kind": origin.kind, "origin_id": origin.id} if origin else {}
        try:
            with transaction.atomic():
                row = Campaign.objects.create(
                    street=street, kind=given.kind, title=title, version=version_of(street), lead=given.lead,
                    since=given.since, until=given.until, baseline=given.baseline, opened_by=by.account or 0, opened_at=at,
                    invented=given.invented, **values,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict(
                "A campaign of this kind has been opened for this record; look for it in the list."
            ) from error
        days = {name: getattr(given, name).isoformat() for name in ("since", "until", "baseline")}
        note("projects.campaign_opened", Ref(CAMPAIGN, row.pk), street, by, at, kind=row.kind, lead=row.lead,
             version=row.version, origin=str(origin) if origin else None, **days)  # fmt: skip
    return row


def _check(given: CampaignGiven, street: int, by: Actor) -> None:
    wrong = {}
    if rules_of(street).kind(given.kind) is None:
        wrong["kind"] = "Choose a kind of campaign."
    if given.lead not in {row.id for row in people.posts(street)}:
        wrong["lead"] = "Choose the post that leads the campaign."
    if given.until < given.since:
        wrong["until"] = "The campaign ends before it begins; correct one of the days."
    elif not given.since <= given.baseline <= given.until:
        wrong["baseline"] = "The day of completeness lies within the campaign; correct it."
    if given.origin and (given.origin.kind not in ORIGINS or not show(by, [given.origin])):
        wrong["origin"] = "Name a record that is there and that you may see."
    if wrong:
        raise Invalid(fields=wrong)


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """What was found: where, what, how large (m²), whose, built in which year (0: not known), with photos from before."""

    place: str
    what: str
    area: Decimal
    owner_kind: str = "unknown"
    owner: str = ""
    organisation: int = 0
    built: int = 0
    lon: float | None = None
    lat: float | None = None
    photos: Files = ()
    found_on: date | None = None
    invented: bool = False


@transaction.atomic
def record_item(*, campaign: int, given: ItemGiven, by: Actor, at: datetime) -> CampaignItem:
    """Enter an item; after the campaign's day of completeness it is “found late” and stays so. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        owner = the_one(Campaign.objects.filter(pk=campaign, street=by.street or 0))
        if not rights.finds(by, owner.lead):
            raise Forbidden(fields={"post": "The office that leads the campaign, or a community, enters items."})
        return add_item(owner, given, by, at)


def add_item(campaign: Campaign, given: ItemGiven, by: Actor, at: datetime, **more: Any) -> CampaignItem:
    """Write a new item in the running transaction; the caller has asked who may. `more` are columns of a recurrence."""
    place = written(given.place, "place", "Write where it is.", 120)
    what = written(given.what, "what", "Write what it is, in one sentence.")
    found_on = given.found_on or localdate(at)
    _check_item(given, campaign, found_on, localdate(at))
    lon, lat, grid = point_of(place, given.lon, given.lat, campaign.street)
    if not (rights.keeps(by, campaign.lead) or rights.grounds(by, grid) or more.get("first")):
        raise Forbidden(fields={"place": "This place lies outside your ground; its own community enters it."})
    serial, sign = next_serial(campaign.pk), kind_of(campaign.street, campaign.version, campaign.kind).short
    values: dict[str, Any] = {**more, "before": len(given.photos), "state": "found"}
    row = CampaignItem.objects.create(
        street=campaign.street, campaign=campaign.pk, kind=campaign.kind, serial=serial,
        number=f"{sign}{campaign.since.year}-{campaign.pk}-{serial:03}", community=grid // 1000, grid=grid, lon=lon, lat=lat,
        place=seal(place), what=seal(what), area=given.area, built=given.built, owner_kind=given.owner_kind,
        owner=seal(written(given.owner, "owner", most=80)), organisation=given.organisation, lead=campaign.lead,
        post=answering(campaign, grid // 1000), found_on=found_on, baseline=campaign.baseline, recorded_by=by.account or 0,
        recorded_at=at, moved_at=at, invented=given.invented, **values,
    )  # fmt: skip
    run_clock(row, campaign, at)
    row.save(update_fields=["term", "due_at"])
    row.refresh_from_db(fields=["late_found"])
    enter(row, "found", by=by, at=at, files=given.photos, number=row.number, campaign=campaign.pk, grid=grid,
          late_found=row.late_found or None, first=row.first or None, again=row.again or None)  # fmt: skip
    return row


def _check_item(given: ItemGiven, campaign: Campaign, found_on: date, today: date) -> None:
    wrong = {}
    if not Decimal(0) <= given.area <= LARGEST:
        wrong["area"] = "Write the area in square metres, 0 when it has none."
    if given.owner_kind not in OWNERS:
        wrong["owner_kind"] = "Choose whose it is."
    if given.built and not OLDEST <= given.built <= today.year:
        wrong["built"] = "Write the year in which it was built, or leave it empty."
    if not campaign.since <= found_on <= today:
        wrong["found_on"] = "The day of finding lies between the beginning of the campaign and today."
    if wrong:
        raise Invalid(fields=wrong)


def point_of(place: str, lon: float | None, lat: float | None, street: int) -> tuple[float, float, int]:
    """Return longitude, latitude and grid: of the point that was picked, else of the written address. Raises Invalid."""
    if lon is None or lat is None:
        hit = next(iter(find_address(place, street, 1)), None)
        if hit is None or hit.score < NEAR_ENOUGH or hit.lon is None or hit.lat is None:
            raise Invalid(fields={"place": "This address is not in the address book; pick the place on the map."})
        lon, lat = hit.lon, hit.lat
    try:
        grid = locate(lon, lat).grid
    except CoordinateInvalid as error:
        raise Invalid(fields={"place": "The place is no point of the map; pick it again."}) from error
    if grid // 1_000_000 != street:
        raise Invalid(fields={"place": "The place lies outside the street; pick it again."})
    return lon, lat, grid


def answering(campaign: Campaign, community: int) -> int:
    """Return the post that sees to it on the spot: the head of the community, else the leading post."""
    for row in people.posts(campaign.street, roles=("community_head",)):
        if row.territory // 1000 == community:
            return row.id
    return campaign.lead
