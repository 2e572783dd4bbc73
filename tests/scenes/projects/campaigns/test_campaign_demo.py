"""The demo's campaigns: three, in all states, within their days, and a second loading changes nothing."""

from datetime import datetime

from django.db.models import Count

from shiqiao.base.time import held
from shiqiao.scenes.projects.campaigns import demo, reads
from shiqiao.scenes.projects.campaigns.moves import STATES
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.testing.street import STREET, Street

PRESENT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")


def test_the_demo_leads_three_campaigns_through(street: Street) -> None:
    with held(PRESENT):
        demo.load(STREET)
        demo.load_more(STREET)
        before = CampaignItem.objects.count()
        demo.load(STREET)
        demo.load_more(STREET)
    assert (Campaign.objects.count(), CampaignItem.objects.count(), before) == (3, 220, 220)
    rows = dict(CampaignItem.objects.values_list("state").annotate(n=Count("pk")))
    assert set(rows) == set(STATES)
    estate = Campaign.objects.get(kind="estate_renewal")
    assert CampaignItem.objects.filter(campaign=estate.pk, community=370103003004).count() == 40
    assert not CampaignItem.objects.filter(moved_at__gt=PRESENT).exists()
    leader = street.actor("leader1")
    assert sum(reads.found_again(leader, Campaign.objects.get(kind="unlawful_building").pk)) == 1
    assert CampaignItem.objects.filter(late_found=True).count() >= 17
