"""The hall screen and the kiosk: pages for paired devices of a counter, and for whoever works there by the own session."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.briefly import Briefly
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.people.devices import device_of
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.hall.queue import links, pages, places, reads, rights, shown, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plans
from shiqiao.surfaces.desk.words import unit_title
from shiqiao.surfaces.kit.access import for_screens
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.qr import svg

OPENED_BY = ("community_head", "department_head", "handler", "grid_member", "leader", "admin")
KEPT = Briefly[dict[str, Any]](0.7)  # for all screens of a counter that ask at the same moment
AFTER = 20  # seconds after which a kiosk forgets a ticket that it shows
FRESH = 120  # seconds in which it shows one at all


def unit_at(request: HttpRequest) -> int:
    """Return the counter of the device, or the one that an official may look at; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "device":
        device = device_of(actor)
        if device.unit_id in plans(device.street):
            return int(device.unit_id)
        raise NotFound("This screen belongs to no counter with a queue; an administrator gives it one.")
    return pages.needed_unit(request)


# ── the screen ─────────────────────────────────────────────────────────────────────────────────────────────────────


def board(street: int, unit: int, at: datetime) -> dict[str, Any]:
    """Return what stands on the hall screen: numbers, windows, how many wait, and the sentence that is spoken. No names."""
    closed = pages.closed_said(street, unit, at)
    rows = reads.called(street, unit)
    waiting = reads.waiting(street, unit, at)
    return {
        "called": [
            {"number": one.number, "window": one.window, "state": one.state, "calls": one.calls, "key": f"{one.pk}.{one.calls}",
             "says": _("Number %(number)s, please come to window %(window)d.") % {
                 "number": " ".join(one.number), "window": one.window}}
            for one in rows
        ],
        "next": [one.number for one in waiting[: reads.SHOWN]],
        "waiting": str(len(waiting)) + "+" * (len(waiting) >= reads.MOST),
        "closed": _("%(why)s, until %(until)s") % {"why": closed[0], "until": f"{localtime(closed[1]):%H:%M}"}
        if closed else "",
        "at": at.isoformat(),
    }  # fmt: skip


@for_screens(officials=OPENED_BY)
def screen(request: HttpRequest) -> HttpResponse:
    """Show the hall screen of a counter."""
    street, unit = request.actor.street or 0, unit_at(request)  # type: ignore[attr-defined]
    found = KEPT((street, unit, get_language()), lambda: board(street, unit, now()))
    context = {"shown": found, "unit": unit, "title": unit_title(unit), **shown.rule_shown(street)}
    return render(request, "hall/queue/screen.html", context)


@for_screens(officials=OPENED_BY)
def data(request: HttpRequest) -> HttpResponse:
    """Give what stands on the screen as JSON; 304 when it shows that already."""
    street, unit = request.actor.street or 0, unit_at(request)  # type: ignore[attr-defined]
    found = KEPT((street, unit, get_language()), lambda: board(street, unit, now()))
    mark = marked(found)
    if mark in parse_etags(request.headers.get("if-none-match", "")):
        return HttpResponse(status=304, headers={"ETag": mark})
    return HttpResponse(json.dumps(found, ensure_ascii=False), "application/json", headers={"ETag": mark})


def marked(found: dict[str, Any]) -> str:
    """Return the ETag of what is shown; the moment alone makes nothing new."""
    plain = json.dumps({name: value for name, value in found.items() if name != "at"}, sort_keys=True)
    return f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'


# ── the kiosk ──────────────────────────────────────────────────────────────────────────────────────────────────────


@for_screens(officials=OPENED_BY)
def kiosk(request: HttpRequest) -> HttpResponse:
    """Let whoever stands there take a ticket: one touch for the line, one for the class. It acts as the resident."""
    unit = unit_at(request)
    if request.method == "POST":
        return drawn(request, unit, now())
    return render(request, "hall/queue/kiosk.html", kiosk_page(request, unit, now()))


def resident(request: HttpRequest) -> Actor:
    """Return the resident before the kiosk; never the device, never the official whose session it borrows."""
    street = request.actor.street  # type: ignore[attr-defined]
    return Actor(kind="resident", code="resident", street=street, roles=frozenset({rights.WITH_LINK}))


def kiosk_page(request: HttpRequest, unit: int, at: datetime) -> dict[str, Any]:
    """Return the step of the kiosk: which line, which class, a booking, or the ticket that was just taken."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    lines = shown.lines_at(street, unit)
    chosen = request.GET.get("line", "")
    row = taken_here(street, unit, request.GET.get("t", ""), at)
    waiting = reads.waiting(street, unit, at)
    return {
        "unit": unit, "title": unit_title(unit), "again": kiosk_url(request, unit), "after": AFTER,
        "lines": [(code, title, sum(one.line == code for one in waiting)) for code, title in lines],
        "chosen": next(((code, title) for code, title in lines if code == chosen), None), "booked": "booked" in request.GET,
        "claims": shown.claims_offered(street), "closed": pages.closed_said(street, unit, at),
        "refused": request.GET.get("refused", "")[:20], **ticket_shown(request, row, at),
    }  # fmt: skip


def kiosk_url(request: HttpRequest, unit: int) -> str:
    """Return the kiosk's address: a device knows its counter, a session names it."""
    own = "" if request.actor.kind == "device" else f"?unit={unit}"  # type: ignore[attr-defined]
    return reverse("desk:queue:kiosk") + own


def taken_here(street: int, unit: int, secret: str, at: datetime) -> QueueTicket | None:
    """Return the ticket that was taken here a moment ago; afterwards the kiosk shows nobody's ticket."""
    number = links.opened(secret, "t")
    row = QueueTicket.objects.filter(pk=number, street=street, unit=unit).first() if number else None
    return row if row and (at - row.taken_at).total_seconds() < FRESH else None


def ticket_shown(request: HttpRequest, row: QueueTicket | None, at: datetime) -> dict[str, Any]:
    """Return a ticket with its place in the line and the code that leads to it on a phone."""
    if row is None:
        return {"ticket": None}
    to = request.build_absolute_uri(reverse("portal:queue:ticket", args=[links.link_of("t", row.pk)]))
    return {"ticket": row, "place": reads.place_in_line(row, at), "code": svg(to, _("Follow your place on your phone"))}


def drawn(request: HttpRequest, unit: int, at: datetime) -> HttpResponse:
    """Take a ticket, or the one of a booking by its telephone number; what is refused is said and loses nothing."""
    street, by = request.actor.street or 0, resident(request)  # type: ignore[attr-defined]
    here = kiosk_url(request, unit)
    mark = "&" if "?" in here else "?"
    try:
        if "phone" in request.POST:
            row = arrived(street, unit, request.POST.get("phone", "")[:20], by, at)
        else:
            claims = [one for one in request.POST.getlist("claim") if one]
            row = tickets.take_ticket(
                street=street,
                unit=unit,
                line=request.POST.get("line", ""),
                claims=claims,
                channel="kiosk",
                by=by,
                at=at,
            )
    except ShiqiaoError as error:
        return HttpResponseRedirect(f"{here}{mark}booked=1&refused={describe(error)['code']}")
    return HttpResponseRedirect(f"{here}{mark}t={links.link_of('t', row.pk)}")


def arrived(street: int, unit: int, phone: str, by: Actor, at: datetime) -> QueueTicket:
    """Let somebody who booked for today arrive, by telephone number; raises NotFound."""
    day = places.local_day(street, at)
    rows = Booking.objects.filter(street=street, unit=unit, day=day, state__in=("booked", "missed"))
    row = the_one(rows.filter(phone_blind=sealing.phone_blind(phone)).order_by("starts_at"))
    return tickets.arrive(booking=row.pk, channel="kiosk", by=by, at=at)
