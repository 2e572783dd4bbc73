"""Learning anew from what a street closed: by hand, and by the worker when enough has come."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.snapshots import touch
from shiqiao.kernel.catalogue.reads import streets
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.matters.figures import closed_since, taught
from shiqiao.kernel.suggesting import learning
from shiqiao.kernel.suggesting.models import Lesson
from shiqiao.kernel.suggesting.reads import judged

log = logging.getLogger(__name__)
MOST, LEAST = 20_000, 100  # matters that are learnt from, the newest; fewer teach nothing
HELD_BACK = 5  # the newest fifth is asked, not learnt from, when it is measured
FRESH, REST = 200, timedelta(hours=20)  # newly closed matters, and the time since the last lesson, before the next
KEPT = 12  # lessons of a street


def learn_items(*, street: int, by: Actor, at: datetime) -> Lesson:
    """Learn from a street's closed matters and say how good it is; raises Invalid when there are too few.

    Measured first: the older four fifths teach, the newest fifth is asked, once by titles and synonyms alone and once
    with what was learnt. Only what was better is used. Then all of them teach.
    """
    known = taught(street, MOST)
    if len(known) < LEAST:
        raise Invalid(
            "There is too little to learn from.",
            fields={"matters": "Wait until more matters are closed."},
        )
    codes, texts = [code for code, _ in known], [text for _, text in known]
    cut = len(known) // HELD_BACK  # newest first
    tried = learning.learn(texts[cut:], codes[cut:])
    asked = texts[:cut], codes[:cut]
    plain = learning.measure(*asked, lambda text: judged(street, text, None))
    learnt = learning.measure(*asked, lambda text: judged(street, text, tried))
    weights = learning.learn(texts, codes)
    better = tried is not None and (learnt["first"], learnt["three"]) > (plain["first"], plain["three"])
    measured = {"dictionary": plain, "learnt": learnt}
    with transaction.atomic():
        row = Lesson.objects.create(
            street=street, learnt_at=at, matters=len(known), items=len(weights.codes) if weights else 0,
            used=better and weights is not None, measured=measured, weights=weights.pack() if weights else b"",
        )  # fmt: skip
        Lesson.objects.filter(street=street, id__lt=row.id).exclude(
            id__in=Lesson.objects.filter(street=street).order_by("-id").values("id")[:KEPT]
        ).delete()
        write("suggesting.learnt", subject=Ref("lesson", row.id), street=street, by=by, at=at,
              data={"matters": row.matters, "items": row.items, "used": row.used})  # fmt: skip
        touch("suggesting")
    return row


def learn_due(*, at: datetime) -> int:
    """Learn anew in each street where enough was closed since the last time; returns in how many."""
    made = 0
    for street in due(at):
        try:
            with scope.scoped(street, street):
                learn_items(street=street, by=system("learning", street=street), at=at)
            made += 1
        except Invalid:
            log.info("street %s has too little to learn from", street)
    return made


def due(at: datetime) -> list[int]:
    """Return the streets that have enough to learn from and had their last lesson long enough ago."""
    found = []
    for street in streets():
        last = Lesson.objects.filter(street=street).order_by("-id").values_list("learnt_at", flat=True).first()
        least = FRESH if last else LEAST
        if not (last and at - last < REST) and closed_since(street, last, least) >= least:
            found.append(street)
    return found
