"""A street's campaign with one item and its photo, in its street alone."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.reads import middles
from shiqiao.scenes.projects.campaigns import opening
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven, ItemGiven
from shiqiao.scenes.projects.campaigns.publishing import publish_campaign_rules, rules_of
from shiqiao.testing.street import picture

FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "campaigns.yaml"


def build(street: int, grid: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    if not rules_of(street).kinds:
        office = system("test", street=street)
        publish_campaign_rules(street=street, text=FILE.read_text(encoding="utf-8"), by=office, at=now())
    by = reads.actor_for(leader)
    given = CampaignGiven(
        "unlawful_building", text[:60], by.post or 0, date(2018, 1, 1), date(2018, 12, 31), date(2018, 3, 31)
    )
    campaign = opening.open_campaign(given=given, by=by, at=now())
    kept = store(picture("blue"), name="p.jpg", subject=UPLOAD, purpose="before", street=street, by=by, at=now())
    lon, lat = middles(street)[grid]
    photos = (("before", kept.sha256),)
    found = ItemGiven(text[:60], text, Decimal(12), "firm", text[:40], 0, 2001, lon, lat, photos)
    row = opening.record_item(campaign=campaign.pk, given=found, by=by, at=now())
    about = Ref("campaign_item", row.pk)
    photo = Attachment.objects.filter(subject_kind=about.kind, subject_id=about.id)[0]
    return {"campaign": campaign.pk, "campaign_item": row.pk, "campaign_photo": photo.pk}
