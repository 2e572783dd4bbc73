"""What the town has of firms: a page of every act, from the demo's files, and a link that is not opened yet."""

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.scenes.enterprise.inviting import invite
from shiqiao.scenes.enterprise.models import FirmSeat
from shiqiao.scenes.enterprise.tables import FirmPosition, FirmPromise, FirmSteward

from .assessed import by


def cared_for() -> list[str]:
    """Return the pages of a firm with a steward, of a need that waits, of an open promise."""
    firm = FirmSteward.objects.filter(ended_at=None).order_by("pk")[0].organisation
    waiting = FirmPosition.objects.filter(state="waiting").latest("pk")
    open_ = FirmPromise.objects.filter(kept_at=None, broken_at=None).latest("pk")
    seat = FirmSeat.objects.filter(ended_at=None).order_by("pk")[0]
    made = invite(organisation=firm, name="桃企业", phone="13800007099", by=by("leader1"), at=now())
    acts = [_at("act", firm, do) for do in ("steward", "need", "promise", "visit")]
    return [
        *acts, _at("firm", firm), _at("file", firm), _at("invite", firm), _at("need", waiting.need), _at("ask", waiting.need),
        _at("promise", open_.pk, "keep"), _at("promise", open_.pk, "break"), _at("seat", seat.pk, "end"),
        reverse("portal:firm:enter", args=[made.secret]),
    ]  # fmt: skip


def _at(name: str, *args: object) -> str:
    return reverse(f"desk:enterprise:{name}", args=args)
