"""What the desk's pages of the queue need: which counter is meant, the window, the line, bookings of a day, figures."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.scenes.hall import guideshown
from shiqiao.scenes.hall import reads as affairs
from shiqiao.scenes.hall import shown as hall_shown
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.counters import serving
from shiqiao.scenes.hall.fields import number
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import closing, figures, places, reads, rights, shown, tickets, words
from shiqiao.scenes.hall.queue.models import Closure, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plans, version_of
from shiqiao.surfaces.desk.words import person_name, unit_title
from shiqiao.surfaces.kit.errors import describe

GOING_ON = ("incomplete", "handling", "granted", "declined")  # of affairs somebody comes for
DAYS = 7  # of bookings that the chips offer


def unit_of(request: HttpRequest) -> int:
    """Return the counter that is meant: asked for, where the actor sits, or the first of the own; 0 where there is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if asked := number(request.GET.get("unit", "") or request.POST.get("unit", "")):
        return rights.access_unit(actor, asked)
    sitting = reads.my_sitting(actor)
    if sitting:
        return sitting.unit
    own = rights.units_worked(actor) or rights.units_seen(actor)
    return own[0] if own else 0


def needed_unit(request: HttpRequest) -> int:
    """Return the counter that is meant; raises NotFound where the actor has none."""
    found = unit_of(request)
    if not found:
        raise NotFound
    return found


def frame(request: HttpRequest, here: str, unit: int) -> dict[str, Any]:
    """Return what stands on every page: the counter, those one may change to, and what stands in the tabs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "here": here, "unit": unit, "unit_title": unit_title(unit) if unit else "", "units": shown.units(
            actor.street or 0, rights.units_seen(actor)), "works": unit in rights.units_worked(actor),
        "admin": "admin" in actor.roles,
    }  # fmt: skip


def window_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the page at which somebody calls: the window, what is there, the line, what is on hold."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit, street = unit_of(request), actor.street or 0
    found = frame(request, "window", unit)
    if not unit:
        return found
    sitting = reads.my_sitting(actor)
    here = sitting if sitting and sitting.unit == unit else None
    row = reads.at_window(here) if here else None
    manned = reads.manned(street, unit)
    free = [n for n in range(1, plans(street)[unit].windows + 1) if n not in manned]
    return found | line_part(request, unit, at) | {
        "sitting": here, "elsewhere": sitting if sitting and not here else None, "free": free,
        "one": shown.ticket(row, at) if row else None, "take": taken_at(row) if row else "",
        "lines": shown.lines_at(street, unit),
        "manned": [(n, person_name(account)) for n, account in sorted(manned.items())],
        "tell": [shown.booking(one) for one in reads.to_tell(actor, unit, at)], "closed": closed_said(street, unit, at),
    }  # fmt: skip


def line_part(request: HttpRequest, unit: int, at: datetime) -> dict[str, Any]:
    """Return the line of a counter, which the page asks for again and again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    street, day = actor.street or 0, places.local_day(actor.street or 0, at)
    only = request.GET.get("line", "")
    rows = [one for one in reads.waiting(street, unit, at) if only in ("", one.line)]
    sitting = reads.my_sitting(actor)
    return {
        "rows": shown.tickets(rows, at), "held": shown.tickets(reads.on_hold(unit), at), "only": only, "unit": unit,
        "missed": shown.tickets(reads.missed_today(unit, day), at), "early": at,
        "calls": bool(sitting and sitting.unit == unit),
    }  # fmt: skip


def closed_said(street: int, unit: int, at: datetime) -> tuple[str, datetime] | None:
    """Say why and until when a counter does not serve now."""
    return said_closed(reads.closed_now(street, unit, at))


def said_closed(row: Closure | None) -> tuple[str, datetime] | None:
    """Say a time closed off: why, and until when."""
    return (hall_words.say(words.REASONS, row.reason), row.ends_at) if row else None


def bookings_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the bookings of a counter and day."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit, street = needed_unit(request), actor.street or 0
    today = places.local_day(street, at)
    day = shown.day_of(request.GET.get("day", ""), today)
    days = places.workdays(street, today, DAYS)
    return frame(request, "bookings", unit) | {
        "day": day, "days": days if day in days else [day, *days], "lines": shown.lines_at(street, unit),
        "rows": [shown.booking(one) for one in reads.bookings(actor, unit, day)], "day_text": day.isoformat(),
        "tell": [shown.booking(one) for one in reads.to_tell(actor, unit, at)],
    }  # fmt: skip


def slots_of(request: HttpRequest, unit: int, at: datetime) -> tuple[str, date, list[places.Slot]]:
    """Return the line and day that somebody is booked for, with what is free."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    lines = [code for code, _title in shown.lines_at(street, unit)]
    asked = request.GET.get("line", "")
    line = asked if asked in lines else next(iter(lines), "")
    today = places.local_day(street, at)
    day = shown.day_of(request.GET.get("day", ""), today)
    slots = places.free_slots(street, unit, line, at, lead=False)
    return line, day, [one for one in slots if places.local_day(street, one.starts_at) == day]


def closed_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the times closed off at a counter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit = needed_unit(request)
    rows = [
        (row, hall_words.say(words.REASONS, row.reason), line_said(row.street, row.line))
        for row in reads.closures(actor, unit, at)
    ]
    return frame(request, "closed", unit) | {"rows": rows}


def line_said(street: int, line: str) -> str:
    """Return the title of a line that is closed off; without one it is everything."""
    return shown.line_title(street, line) if line else _("everything")


def figures_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return waiting times and how tickets and bookings ended, by counter, for a month."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    street = actor.street or 0
    today = places.local_day(street, at)
    month = month_of(request.GET.get("month", ""), today)
    first = date.fromisoformat(f"{month}-01")
    seen = set(rights.units_seen(actor))
    rows = [(unit_title(one.station), one) for one in figures.waits(street, month) if one.station in seen]
    return frame(request, "figures", unit_of(request)) | {
        "rows": rows, "month": first, "before": f"{first - timedelta(days=1):%Y-%m}", **shown.rule_shown(street),
        "after": f"{first + timedelta(days=32):%Y-%m}" if month < f"{today:%Y-%m}" else "",
    }  # fmt: skip


def month_of(text: str, today: date) -> str:
    """Read a month from an address, the present one for anything else."""
    try:
        return f"{date.fromisoformat(f'{text[:7]}-01'):%Y-%m}"
    except ValueError:
        return f"{today:%Y-%m}"


def rule_page(request: HttpRequest) -> dict[str, Any]:
    """Return the published rule in words."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    return frame(request, "rule", unit_of(request)) | shown.rule_shown(street) | {"version": version_of(street)}


# ── a ticket and its affair ────────────────────────────────────────────────────────────────────────────────────────


def chosen(request: HttpRequest) -> str:
    """Return the number of the affair that was chosen from those that were found; empty for none."""
    asked = number(request.GET.get("affair", ""))
    return affairs.access_affair(request.actor, asked).number if asked else ""  # type: ignore[attr-defined]


def tie_page(actor: Actor, row: QueueTicket, text: str, at: datetime) -> dict[str, Any]:
    """Return the open affairs of whoever stands at the window: as was searched for, else by the telephone of the booking."""
    found = [one for one in affairs.found(actor, text) if one.state in GOING_ON] if text else []
    if not text and (mark := reads.phone_mark(row)):
        found = affairs.of_phone(actor, mark)
    return {"one": shown.ticket(row, at), "text": text, "found": hall_shown.rows_of(found, at), "searched": bool(text)}


def wanted_page(request: HttpRequest, row: QueueTicket, at: datetime) -> dict[str, Any]:
    """Return the items that the counter of a ticket serves, by field: what was booked for first. Raises NotFound."""
    if row.unit not in rights.units_worked(request.actor):  # type: ignore[attr-defined]
        raise NotFound
    text = request.GET.get("q", "")[:60]
    table, street = guides_of(row.street), row.street
    served = {one.code for one in table.items if row.unit in serving(one, street)}
    fields = [
        (field, [one for one in items if one.code in served])
        for field, items in guideshown.listed(street, text, lambda code: take_url(code, row))
    ]
    item = reads.item_booked(row)
    booked = (shown.item_title(street, item), take_url(item, row)) if item in served else None
    return {
        "one": shown.ticket(row, at), "fields": [one for one in fields if one[1]], "text": text, "booked": booked,
    }  # fmt: skip


def taken_at(row: QueueTicket) -> str:
    """Return where the application of who stands at the window is taken in: the item that was booked, or the choice."""
    item = reads.item_booked(row)
    return take_url(item, row) if item else reverse("desk:queue:wanted", args=[row.pk])


def take_url(code: str, row: QueueTicket) -> str:
    """Return where an application for an item is taken in for a ticket."""
    return f"{reverse('desk:hall:take', args=[code])}?ticket={row.pk}"


def untied_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the served tickets of a counter and month, or year, that are tied to no affair, the latest first."""
    unit, street = needed_unit(request), request.actor.street or 0  # type: ignore[attr-defined]
    span, (since, until) = span_of(request.GET.get("month", ""), f"{places.local_day(street, at):%Y-%m}")
    rows = figures.untied_tickets(street, unit, since, until)
    return frame(request, "figures", unit) | {
        "rows": shown.tickets(rows, at), "span": span, "most": figures.UNTIED_MOST,
    }  # fmt: skip


def span_of(text: str, otherwise: str) -> tuple[str, tuple[date, date]]:
    """Read a month or a year from an address, with its days [since, until); `otherwise` for anything else."""
    try:
        first, last = affairs.month_span(text[:7])
    except (ValueError, OverflowError):
        text = otherwise
        first, last = affairs.month_span(text)
    return text[:7], (localdate(first), localdate(last) + timedelta(days=1))


# ── doing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def done(request: HttpRequest, what: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """Do what a button asks; what was refused is said above the page to which it leads back."""
    try:
        what()
    except NotFound:
        raise
    except ShiqiaoError as error:
        told = describe(error)
        messages.error(request, " ".join([*told["fields"].values()] or [told["message"]]))
    else:
        if said:
            messages.success(request, said)
    return HttpResponseRedirect(to)


def window_url(request: HttpRequest, unit: int) -> str:
    """Return the address of the window's page, with the line to which it is narrowed."""
    only = request.POST.get("only", "")
    known = only and only in dict(shown.lines_at(request.actor.street or 0, unit))  # type: ignore[attr-defined]
    return f"{reverse('desk:queue:window')}?unit={unit}" + (f"&line={only}" if known else "")


def call_next(request: HttpRequest, unit: int, at: datetime) -> QueueTicket | None:
    """Call the next ticket, of one line where the page is narrowed to it; say so when nobody waits."""
    only = request.POST.get("only", "")
    found = tickets.call_next(lines=[only] if only else [], by=request.actor, at=at)  # type: ignore[attr-defined]
    if found is None:
        messages.info(request, _("Nobody waits."))
    return found


def booking_act(number: int, do: str, by: Actor, at: datetime) -> Any:
    """Do what a button on a booking's page asks; raises NotFound for what is none."""
    acts: dict[str, Callable[[], Any]] = {
        "arrive": lambda: tickets.arrive(booking=number, channel="desk", by=by, at=at),
        "cancel": lambda: bookings.cancel(booking=number, by=by, at=at),
        "told": lambda: bookings.tell(booking=number, by=by, at=at),
    }
    if do not in acts:
        raise NotFound
    return acts[do]()


def closed_off_said(found: closing.ClosedOff) -> str:
    """Say what closing a time off did."""
    return _("Closed off. %(bookings)d bookings are cancelled: tell these persons. %(tickets)d who waited are sent home.") % {
        "bookings": len(found.bookings), "tickets": len(found.tickets),
    }  # fmt: skip


def after_tie(request: HttpRequest, row: QueueTicket) -> str:
    """Return where one goes on: back to the window of who sits there, else to the ticket."""
    sitting = reads.my_sitting(request.actor)  # type: ignore[attr-defined]
    if sitting and (sitting.unit, sitting.window) == (row.unit, row.window):
        return window_url(request, row.unit)
    return reverse("desk:queue:ticket", args=[row.pk])
