"""The demo's campaigns: three, in all states, within their days, and a second loading changes nothing."""

from datetime import datetime

import pytest
from django.db.models import Count

from shiqiao.base.time import held
from shiqiao.scenes.projects.campaigns import demo, reads
from shiqiao.scenes.projects.campaigns.moves import STATES
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.testing.street import STREET, Street

PRESENT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")


@pytest.mark.long
def test_the_estate_is_led_through_from_start_to_new_use(street: Street) -> None:
    with held(PRESENT):
        demo.load(STREET)
        demo.load(STREET)
    rows = CampaignItem.objects.filter(community=370103003004)
    assert (Campaign.objects.count(), CampaignItem.objects.count(), rows.count()) == (1, 40, 40)
    assert rows.filter(state="used").count() == 18
    assert not CampaignItem.objects.filter(moved_at__gt=PRESENT).exists()
    assert CampaignItem.objects.filter(late_found=True).count() >= 3


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_large_campaigns_stand_in_all_states_and_one_place_is_found_again(street: Street) -> None:
    with held(PRESENT):
        demo.load_more(STREET)
    assert CampaignItem.objects.count() == 180
    assert set(dict(CampaignItem.objects.values_list("state").annotate(n=Count("pk")))) == set(STATES)
    leader = street.actor("leader1")
    assert sum(reads.found_again(leader, Campaign.objects.get(kind="unlawful_building").pk)) == 1
