"""What the town has of votes beside its demo: papers of which one is missing, and a link to vote."""

from django.urls import reverse

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.contract import Elector, Rule, open_poll
from shiqiao.testing.street import STREET
from tests.access.world import Side

from .assessed import by


def voted(home: Side) -> list[str]:
    """Return the page that explains a missing paper, the count beside it, and the page of a link."""
    one, other = by("leader1"), by("c1head")
    electors = [Elector(seat, "residents", f"表决人{seat}（虚构）") for seat in range(1, 6)]
    row = open_poll(
        street=STREET, about=Ref("community", STREET * 1000), title="夜间停车公约（虚构）", question="是否同意？", secret=True,
        electors=electors, rule=Rule(), by=other, at=now(),
    )  # fmt: skip
    for seat in (1, 2, 3):
        casting.mark_paper(poll=row.pk, seat=seat, by=one, at=now())
    for who in (one, other):
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 2}}, by=who, at=now())
    return [
        reverse("desk:voting:explain", args=[row.pk]),
        reverse("desk:voting:count", args=[row.pk]),
        reverse("desk:voting:record-pdf", args=[home.poll_closed]),
        reverse("portal:vote:cast", args=[home.vote_secret]),
    ]
