"""The demo's regional Party building: over 200 landed projects by records, of which residents really booked; once only."""

import time

from shiqiao.base.time import now
from shiqiao.scenes.party import demo, figures, reads
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking, ServiceHours, ServiceProject
from shiqiao.scenes.party.tables import ListMatch, UnitAssessment
from shiqiao.testing.street import STREET, Street


def test_the_demo_shows_over_two_hundred_landed_projects(street: Street) -> None:
    began = time.monotonic()
    demo.load(STREET)
    first = time.monotonic()
    demo.load_more(STREET)
    last = time.monotonic()
    print(f"loaded in {first - began:.1f} s and {last - first:.1f} s")
    assert figures.landed(STREET) > 200
    counted = (ServiceProject.objects.count(), ServiceBooking.objects.count(), Occasion.objects.count())
    demo.load(STREET)
    demo.load_more(STREET)
    assert counted == (ServiceProject.objects.count(), ServiceBooking.objects.count(), Occasion.objects.count())
    told = figures.of_projects(ServiceProject.objects.values_list("pk", flat=True))
    booked = [one for one in told.values() if one.residents]
    print(f"landed {figures.landed(STREET)}, booked {len(booked)}, came {sum(one.came for one in told.values())}, "
          f"rated {sum(one.rated for one in told.values())}, again {sum(one.again for one in told.values())}")  # fmt: skip
    assert len(booked) > 200
    assert sum(one.rated for one in told.values()) > 100
    assert any(one.again for one in told.values())
    assert ServiceBooking.objects.filter(state="waiting").exists()
    assert {row.state for row in ListMatch.objects.all()} == {"proposed", "claimed", "project", "declined"}
    assert ServiceHours.objects.filter(state="confirmed").exists()
    assert ServiceHours.objects.filter(state="waiting").exists()
    assert UnitAssessment.objects.filter(year=2017).count() == 18
    assert not Occasion.objects.filter(delivered_at__gt=now()).exists()
    assert len(reads.upcoming(STREET, now(), reads.soon(now()))) > 10
