"""What the town has of firms: a page of every act, from the demo's files, and a link that is not opened yet."""

from django.test import Client
from django.urls import reverse

from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.inviting import invite
from shiqiao.scenes.enterprise.models import FirmSeat
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPosition, FirmPromise, FirmSteward

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


def at_seat() -> Client:
    """Return the browser of a firm's own person, who has a need and a listing of the firm."""
    with whole():
        firm = FirmNeed.objects.order_by("pk")[0].organisation
        made = invite(organisation=firm, name="梅企业", phone="13800007098", by=by("leader1"), at=now())
    client = Client(raise_request_exception=False)
    came = client.post(reverse("portal:firm:enter", args=[made.secret]), {"ending": "7098"})
    assert came.status_code == 303, came.content.decode()
    return client


def _at(name: str, *args: object) -> str:
    return reverse(f"desk:enterprise:{name}", args=args)
