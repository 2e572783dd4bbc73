"""What the town has of duty beside its demo: a draft, and the pages of whoever asks, agrees, approves and takes over."""

from datetime import date

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.scenes.duty import making
from shiqiao.scenes.duty.tables import LogEntry, Swap, Turn

from .assessed import by


def on_duty() -> list[str]:
    """Return the pages of a draft, of swaps, of a turn that another takes over, of an open line; none without the demo."""
    turn = Turn.objects.filter(live=True, state="standing", during__startswith__gt=now()).order_by("during").first()
    if turn is None:
        return []
    draft = making.make_roster(since=date(2018, 8, 1), until=date(2018, 8, 12), by=by("general1"), at=now())
    swaps = Swap.objects.filter(state__in=("asked", "agreed"), asked_at__gt=now().replace(day=1)).order_by("pk")
    lines = LogEntry.objects.filter(open=True).order_by("-pk")
    mine = Turn.objects.filter(live=True, state="standing", person=by("leader1").account, during__startswith__gt=now())
    return [
        reverse("desk:duty:roster", args=[draft.pk]), reverse("desk:duty:turn", args=[turn.pk]),
        reverse("desk:duty:replace", args=[turn.pk]), reverse("desk:duty:publish"),
        *(reverse("desk:duty:swap", args=[row.pk]) for row in swaps[:2]),
        *(reverse("desk:duty:swap-act", args=[row.pk, do]) for row in swaps[:1] for do in ("agree", "refuse")),
        *(reverse("desk:duty:close", args=[row.pk]) for row in lines[:1]),
        *(reverse("desk:duty:swap-ask", args=[row.pk]) for row in mine.order_by("during")[:1]),
    ]  # fmt: skip
