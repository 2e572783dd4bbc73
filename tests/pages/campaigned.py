"""What the town has of campaigns beside its demo: a matter found where an item was struck off."""

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Report, report_matter
from shiqiao.scenes.projects.campaigns.tables import CampaignItem
from shiqiao.testing.street import STREET
from tests.access.world import Side

from .assessed import by


def campaigned(home: Side) -> list[str]:
    """Return the page that asks whether it is the same place, none where nothing is struck off; and a notice."""
    row = CampaignItem.objects.filter(kind="estate_renewal", state="struck_off").order_by("pk").first()
    if row is None:
        return []
    told = Report(
        street=STREET, source="test", source_id="campaigned", channel="patrol", item="06001", text="又搭起来了",
        lon=row.lon, lat=row.lat,
    )  # fmt: skip
    number = report_matter(report=told, by=by("c4head"), at=now()).number
    return [
        f"{reverse('desk:campaigns:again', args=[row.pk])}?matter={number}",
        reverse("desk:campaigns:act", args=[row.pk, "use"]),
    ]
