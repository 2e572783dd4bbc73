"""Campaigns and items in the model street."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects.campaigns import opening, steps
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven, ItemGiven
from shiqiao.scenes.projects.campaigns.steps import Given
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.testing.street import INSIDE, STREET, Street

Open = Callable[..., Campaign]
Find = Callable[..., CampaignItem]
Step = Callable[..., CampaignItem]


def lead() -> int:
    """Return the post that leads: the head of city management."""
    return people.post_by_code("city.head", STREET).id


@pytest.fixture
def begin(street: Street) -> Open:
    """Open a campaign; what is given replaces the usual."""

    def make(by: str = "leader4", **more: object) -> Campaign:
        values: dict[str, object] = {
            "kind": "unlawful_building", "title": "拆违拆临专项行动（虚构）", "lead": lead(), "since": date(2018, 3, 1),
            "until": date(2018, 12, 31), "baseline": date(2018, 6, 30),
        }  # fmt: skip
        given = CampaignGiven(**{**values, **more})  # type: ignore[arg-type]
        return opening.open_campaign(given=given, by=street.actor(by), at=now())

    return make


@pytest.fixture
def find(street: Street) -> Find:
    """Enter an item with a photo from before; what is given replaces the usual."""

    def make(campaign: Campaign, by: str = "city2", **more: object) -> CampaignItem:
        actor = street.actor(by)
        values: dict[str, object] = {
            "place": "春元里小区3号楼南侧", "what": "彩钢板房一间", "area": Decimal("24.5"), "owner_kind": "person",
            "owner": "苗石英", "built": 2009, "lon": INSIDE[0], "lat": INSIDE[1],
            "photos": (street.photo(by=actor, purpose="before", colour="gray"),),
        }  # fmt: skip
        return opening.record_item(
            campaign=campaign.pk, given=ItemGiven(**{**values, **more}), by=actor, at=now()  # type: ignore[arg-type]
        )  # fmt: skip

    return make


@pytest.fixture
def step(street: Street) -> Step:
    """Make a move of an item; photos from after come by themselves where they are needed."""

    def make(row: CampaignItem, do: str, by: str = "city2", **given: object) -> CampaignItem:
        actor = street.actor(by)
        usual: dict[str, object] = {
            "identify": {"basis": "no_permit"}, "enforce": {"decision": "演示强拆〔2018〕3号"}, "use": {"use": "green"},
        }.get(do, {})  # fmt: skip
        if do in ("self_fix", "enforced") and "photos" not in given:
            given["photos"] = (street.photo(by=actor),)
        both = Given(**{**usual, **given})  # type: ignore[arg-type]
        return steps.make_move(item=row.pk, do=do, given=both, by=actor, at=now())

    return make


@pytest.fixture
def struck(find: Find, step: Step) -> Callable[[Campaign], CampaignItem]:
    """Return an item that went all the way to striking off."""

    def make(campaign: Campaign) -> CampaignItem:
        row = find(campaign)
        for do, by in (("identify", "city2"), ("notify", "city2"), ("self_fix", "c1head"), ("recheck", "check1")):
            step(row, do, by)
        return step(row, "strike_off")

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
