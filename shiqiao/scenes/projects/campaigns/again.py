"""A struck-off place found again by a patrol or a report: reopened, or a recurrence linked to the first; counted either way."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.scenes.projects.campaigns import rights, rules
from shiqiao.scenes.projects.campaigns.errors import FoundAlready, ItemNotSo
from shiqiao.scenes.projects.campaigns.moves import STRUCK
from shiqiao.scenes.projects.campaigns.opening import ItemGiven, add_item
from shiqiao.scenes.projects.campaigns.publishing import rules_of
from shiqiao.scenes.projects.campaigns.steps import lock
from shiqiao.scenes.projects.campaigns.store import ITEM, enter, note, run_clock, tell, unseal
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem, CampaignSighting

SAME, OTHER = "same", "other"


def fits(row: CampaignItem, matter: Any) -> bool:
    """Tell whether a matter may be about the place of an item: an item of the catalogue that its kind names, near enough."""
    rows = rules_of(row.street)
    kind = rows.kind(row.kind)
    if kind is None or matter.item not in kind.items or matter.lon is None or matter.street != row.street:
        return False
    return rules.metres_apart((matter.lon, matter.lat), (row.lon, row.lat)) <= rows.metres


@transaction.atomic
def settle_sighting(*, item: int, matter: str, meant: str, by: Actor, at: datetime) -> CampaignItem:
    """Say whether a matter is about the place of a struck-off item; the days since striking off say what it becomes.

    Returns the item as reopened, the new item of a recurrence, or the item as it was when it is another thing. Raises
    NotFound, Forbidden, Invalid, Conflict when the matter was decided upon here already.
    """
    with scope.scoped(*scope.of(by)):
        row, found = lock(item, by), access_matter(by, matter)
        if not rights.may(by, "ground", row):
            raise Forbidden(
                fields={"post": "The community of the place or the office that leads the campaign decides this."}
            )
        if row.state not in STRUCK or row.struck_at is None:
            raise ItemNotSo
        if meant not in (SAME, OTHER):
            raise Invalid(fields={"meant": "Say whether it is the same place."})
        if not fits(row, found):
            raise Invalid(fields={"matter": "This matter is about another place or another kind of thing."})
        within = rules_of(row.street).reopen_within
        what = OTHER if meant == OTHER else rules.found_again(localdate(row.struck_at), localdate(at), within)
        became = _became(row, what, found, by, at)
        _keep(row, found.id, what, became, by, at)
        return became


def _keep(row: CampaignItem, matter: int, what: str, became: CampaignItem, by: Actor, at: datetime) -> None:
    other = became.pk if became.pk != row.pk else 0
    try:
        with transaction.atomic():
            CampaignSighting.objects.create(
                street=row.street, item=row.pk, matter=matter, meant=what, became=other, account=by.account or 0, at=at
            )
    except IntegrityError as error:
        raise FoundAlready from error
    note(
        "projects.item_sighted", Ref(ITEM, row.pk), row.street, by, at, matter=matter, meant=what, became=other or None
    )


def _became(row: CampaignItem, what: str, matter: Any, by: Actor, at: datetime) -> CampaignItem:
    if what == OTHER:
        return row
    campaign = Campaign.objects.get(pk=row.campaign)
    found = _reopen(row, campaign, by, at) if what == "reopened" else _recur(row, campaign, by, at)
    tell(found, "projects.item_reopened" if what == "reopened" else "projects.item_found", at, found.lead)
    return found


def _reopen(row: CampaignItem, campaign: Campaign, by: Actor, at: datetime) -> CampaignItem:
    """It stands where it stood after identification: a fresh notice, a fresh photo from after, another re-check."""
    row.state, row.moved_at, row.reopened = "identified", at, row.reopened + 1
    row.fixed_at = row.checked_at = row.struck_at = row.used_at = None
    row.fixed_by = row.checked_by = row.struck_by = row.after = 0
    row.how = row.purpose = row.decision = ""
    run_clock(row, campaign, at)
    row.save()
    enter(row, "reopen", by=by, at=at, reopened=row.reopened, due=row.due_at)
    return row


def _recur(row: CampaignItem, campaign: Campaign, by: Actor, at: datetime) -> CampaignItem:
    """A new item of the same campaign, linked to the first one of all and counted."""
    first = row.first or row.pk
    CampaignItem.objects.select_for_update().get(pk=first)
    last = CampaignItem.objects.filter(first=first).order_by("-again").values_list("again", flat=True).first()
    given = ItemGiven(
        unseal(row.place), unseal(row.what), row.area, row.owner_kind, unseal(row.owner), row.organisation, row.built,
        row.lon, row.lat, invented=row.invented,
    )  # fmt: skip
    return add_item(campaign, given, by, at, first=first, again=(last or 0) + 1)
