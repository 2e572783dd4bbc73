"""What the walk looks at of regional Party building beside one page of each: the forms of each act, and residents' bookings."""

from datetime import timedelta

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.party import reporting
from shiqiao.scenes.party.links import link_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking
from shiqiao.scenes.party.tables import ListMatch
from shiqiao.testing.street import STREET
from tests.access.world import Side

from .assessed import by


def stationed(home: Side) -> list[str]:
    """Let a member report in; return the forms that no list leads everybody to, and bookings by their links."""
    head, community = by("c1head"), territory.communities(STREET)[0].code
    who = Who("member", home.stationed, "苗在职", "13800008822")
    report = reporting.report_in(who=who, community=community, by=head, at=now())
    claim = reporting.claim_service(reported=report.pk, service="order", by=head, at=now())
    day = now().date()
    hours = reporting.write_hours(claim=claim.pk, served_on=day, minutes=90, what="巡逻", by=by("c1g1"), at=now())
    at = {"desk": "desk:party", "portal": "portal:party"}
    pages = [
        reverse(f"{at['desk']}:report", args=[report.pk]),
        *(reverse(f"{at['desk']}:report-act", args=[report.pk, do]) for do in ("hours", "end")),
        reverse(f"{at['desk']}:hours-act", args=[hours.pk, "refuse"]),
        *(reverse(f"{at['desk']}:unit-act", args=[home.stationed, do]) for do in ("assess", "contact")),
        reverse(f"{at['desk']}:occasion-act", args=[home.occasion, "book"]),
        f"{reverse('desk:party:unit-new')}?organisation={home.organisation}",
    ]
    due = Occasion.objects.filter(street=STREET, state="open", ends_at__lt=now()).first()
    claimed = ListMatch.objects.filter(street=STREET, state="claimed").first()
    if due:
        pages.append(reverse(f"{at['desk']}:occasion-act", args=[due.pk, "deliver"]))
    if claimed:
        pages.append(f"{reverse('desk:party:new')}?match={claimed.pk}")
    return pages + [
        reverse(f"{at['portal']}:booking", args=[link_of(one.pk)])
        for state in ("came", "booked", "waiting")
        if (one := _booking(state))
    ]


def _booking(state: str) -> ServiceBooking | None:
    """Return a booking of a state that can still be acted upon, if the town has one."""
    rows = ServiceBooking.objects.filter(street=STREET, state=state)
    if state == "came":
        rows = rows.filter(rated_at=None, ended_at__gt=now() - timedelta(days=10))
    return rows.order_by("pk").first()
