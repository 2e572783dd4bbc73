"""What the town has of affairs: one of each state, so that every act has its page; one in vain before a closed counter."""

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall import actions, acts
from shiqiao.scenes.hall.demo import resident
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue.links import link_of
from shiqiao.testing.street import STREET

from .assessed import by

OPEN_ACTS = ("hand_in", "ask", "come", "errand", "hand_over", "decline", "withdraw")


def applied() -> list[str]:
    """Make affairs at the first community's station; return the pages of what can be done with each."""
    missing, complete, granted, delivered = _taken({"id_card"}), _taken(), _taken(), _vain()
    for row in (granted, delivered):
        actions.decide(affair=row.pk, granted=True, by=by("c1s1"), at=now())
    rated = _taken()
    actions.decide(affair=rated.pk, granted=True, by=by("c1s1"), at=now())
    actions.rate_by_link(affair=rated.pk, stars=4, by=resident(STREET), at=now())
    actions.deliver(affair=delivered.pk, how="post", station=delivered.at, by=by("c1s1"), at=now())
    done = [(missing, do) for do in OPEN_ACTS] + [(complete, "grant"), (granted, "deliver"), (delivered, "rate")]
    pages = [reverse("desk:hall:act", args=[row.pk, do]) for row, do in done]
    shown = [reverse("desk:hall:affair", args=[row.pk]) for row in (delivered, missing)]
    links = [reverse("portal:rating:rate", args=[link_of("a", row.pk)]) for row in (delivered, rated, missing)]
    return [*shown, *links, reverse("desk:hall:notice", args=[missing.pk]), *pages]


def _taken(brought: set[str] | None = None, **more: object) -> Affair:
    station = people.unit_by_code("c1_service_station", STREET).id
    asked = acts.Application(
        "medical_card_renewal", station, name="春石英", phone="13800007777", community=370103003001,
        brought=brought or {"id_card", "photo"}, spared={"old_card"}, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return actions.take_in(application=asked, by=by("c1s1"), at=now())


def _vain() -> Affair:
    """Somebody had stood before a closed counter yesterday at noon."""
    return _taken(shut_at=localtime(now()).replace(hour=12, minute=20) - timedelta(days=1))
