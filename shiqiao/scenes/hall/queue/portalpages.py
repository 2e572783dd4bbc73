"""What the portal's pages of the queue need. Whoever asks is a resident without an account; a link is the proof."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.errors import NotFound, ShiqiaoError, TooMany
from shiqiao.base.limits import Limit
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.counters import counters
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import links, pages, places, reads, rules, shown, tickets, words
from shiqiao.scenes.hall.queue.errors import HoldOver, QueueNotSo
from shiqiao.scenes.hall.queue.forms import BookerForm, DrawForm
from shiqiao.scenes.hall.queue.models import Booking
from shiqiao.scenes.hall.queue.publishing import plan_of, plans, rule_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.words import unit_title
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.limits import Measure
from shiqiao.surfaces.portal.street import street_number

# Times kept and tickets taken: a browser (at once, an hour), strangers of an address, the whole address.
HOLDS = Measure(Limit("queue.browser", 12, 20), Limit("queue.strangers", 30, 60), Limit("queue.address", 200, 600))
DAYS_SHOWN = 6


def home_page(at: datetime) -> dict[str, Any]:
    """Return the counters with how many wait and for how long about."""
    street = street_number()
    waiting = reads.waiting_by_unit(street, list(plans(street)))
    closed = reads.closed_units(street, list(waiting), at)
    rows = [
        {"unit": unit, "title": unit_title(unit), "waiting": count, "closed": pages.said_closed(closed.get(unit)),
         "phone": phone_of(unit)}
        for unit, count in waiting.items()
    ]  # fmt: skip
    return {"rows": rows, **shown.rule_shown(street)}


def phone_of(unit: int) -> str:
    """Return the telephone on which a counter is asked."""
    there = counters(street_number())
    return there[unit].phone if unit in there else people.unit(unit).phone


def station_page(unit: int, query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the free times of a counter for a line, by day."""
    street = street_number()
    plan_of(street, unit)
    line = line_of(unit, query.get("line", ""))
    days: dict[date, list[places.Slot]] = {}
    for slot in places.free_slots(street, unit, line, at):
        days.setdefault(places.local_day(street, slot.starts_at), []).append(slot)
    asked = shown.day_of(query.get("day", ""), next(iter(days), places.local_day(street, at)))
    return {
        "unit": unit, "title": unit_title(unit), "line": line, "lines": shown.lines_at(street, unit), "chosen": asked,
        "days": [(day, sum(one.free for one in found)) for day, found in days.items()], "slots": days.get(asked, []),
        "free": sum(one.free for one in days.get(asked, [])), "closed": pages.closed_said(street, unit, at),
        "gone": "gone" in query, "minutes": rule_of(street).slots.hold,
    }  # fmt: skip


def line_of(unit: int, asked: str) -> str:
    """Return the line that is asked for, the counter's first for anything else."""
    lines = [code for code, _title in shown.lines_at(street_number(), unit)]
    return asked if asked in lines else next(iter(lines), "")


def held(unit: int, given: Mapping[str, str], at: datetime) -> str:
    """Keep a time; returns where to go on: to the form, or back where the time has just gone."""
    line, starts = line_of(unit, given.get("line", "")), moment(given.get("starts", ""))
    back = f"{reverse('portal:queue:station', args=[unit])}?line={line}"
    if starts is None:
        return back
    try:
        row = bookings.hold_place(
            street=street_number(), unit=unit, line=line, starts_at=starts, channel="portal", by=resident(), at=at
        )
    except bookings.SlotTaken:
        return f"{back}&day={localtime(starts):%Y-%m-%d}&gone=1"
    return reverse("portal:queue:booking", args=[links.link_of("b", row.pk)])


def moment(text: str) -> datetime | None:
    """Read a moment with its zone, None for anything else."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else None


# ── a booking, by its link ─────────────────────────────────────────────────────────────────────────────────────────


def booking_page(secret: str, data: Any, at: datetime) -> tuple[BookerForm | None, dict[str, Any]]:
    """Return the form of a hold, None for what is no hold, and what the page of a booking shows; raises NotFound."""
    row = reads.booking_of(street_number(), links.opened(secret, "b"))
    is_held = row.state == "held" and row.hold_until is not None and row.hold_until > at
    state = "expired" if row.state == "held" and not is_held else row.state
    late = state == "expired" and data is not None and data.get("do") == "confirm"  # what was typed is not lost
    form = BookerForm(data, street=row.street, line=row.line) if is_held or late else None
    said, tone = hall_words.pair(words.BOOKINGS, state)
    found, name, phone = reads.ticket_of_booking(row.pk), bookings.unseal(row.name), bookings.unseal(row.phone)
    return form, {
        "form": form, "row": row, "state": state, "said": said, "tone": tone, "secret": secret,
        "unit_title": unit_title(row.unit),
        "number": shown.booking_number(row), "line": shown.line_title(row.street, row.line), "name": mask_name(name),
        "phone": mask_phone(phone) if phone else "", "item": row.item, "item_title": shown.item_title(row.street, row.item),
        "reason": hall_words.say(words.REASONS, row.reason) if row.reason else "", "again": again(row),
        "ticket": reverse("portal:queue:ticket", args=[links.link_of("t", found.pk)]) if found else "",
        "can_arrive": can_arrive(row, at), "can_cancel": row.state in ("held", "booked", "waitlisted"),
        "late": rule_of(row.street).waiting.late, "counter_phone": phone_of(row.unit),
    }  # fmt: skip


def again(row: Booking) -> str:
    """Return where the same can be booked again."""
    return f"{reverse('portal:queue:station', args=[row.unit])}?line={row.line}&day={row.day:%Y-%m-%d}"


def can_arrive(row: Booking, at: datetime) -> bool:
    """Tell whether somebody who booked can say to be there: on the day, from half an hour before."""
    if row.state not in ("booked", "missed") or row.starts_at is None or row.day != places.local_day(row.street, at):
        return False
    return (row.starts_at - at).total_seconds() <= 1800


def booking_acted(secret: str, given: Mapping[str, str], context: dict[str, Any], at: datetime) -> str:
    """Do what was pressed; returns where to go on, empty where it is refused: the form says why, else `refused`."""
    form: BookerForm | None = context["form"]
    number, by = links.opened(secret, "b"), resident(reporter=True)
    here = reverse("portal:queue:booking", args=[secret])
    try:
        if given.get("do") == "cancel":
            bookings.cancel(booking=number, by=by, at=at)
        elif given.get("do") == "arrive":
            row = tickets.arrive(booking=number, channel="portal", by=by, at=at)
            return reverse("portal:queue:ticket", args=[links.link_of("t", row.pk)])
        elif form is not None:
            if not form.is_valid():
                return ""
            return confirmed(number, form, at)
    except NotFound:
        raise
    except ShiqiaoError as error:
        if form is None:
            context["refused"] = describe(error)["message"]
        else:
            form.add_action_error(error)
        return ""
    return here


def confirmed(number: int, form: BookerForm, at: datetime) -> str:
    """Book what is kept, or the same time once more when its minutes are over; returns where the booking stands."""
    asked = {"booking": number, "booker": form.booker, "by": resident(reporter=True), "at": at}
    try:
        row = bookings.confirm(**asked)
    except (HoldOver, QueueNotSo):
        row = bookings.confirm_late(**asked)
    return reverse("portal:queue:booking", args=[links.link_of("b", row.pk)])


# ── the waiting list, a ticket, finding again ──────────────────────────────────────────────────────────────────────


def wait_page(unit: int, query: Mapping[str, str], data: Any, at: datetime) -> tuple[BookerForm, dict[str, Any]]:
    """Return the form of the waiting list of a day."""
    street = street_number()
    plan_of(street, unit)
    line, day = line_of(unit, query.get("line", "")), shown.day_of(query.get("day", ""), places.local_day(street, at))
    form = BookerForm(data, street=street, line=line)
    return form, {
        "form": form, "unit": unit, "title": unit_title(unit), "line": line, "day": day,
        "line_title": shown.line_title(street, line),
    }  # fmt: skip


def waitlisted(form: BookerForm, context: Mapping[str, Any], at: datetime) -> str:
    """Put somebody on the list; returns where to go on, empty where the form has something to say."""
    if not form.is_valid():
        return ""
    try:
        row = bookings.join_waiting(
            street=street_number(), unit=context["unit"], line=context["line"], day=context["day"], booker=form.booker,
            channel="portal", by=resident(), at=at,
        )  # fmt: skip
    except ShiqiaoError as error:
        form.add_action_error(error)
        return ""
    return reverse("portal:queue:booking", args=[links.link_of("b", row.pk)])


def draw_page(unit: int, data: Any, at: datetime) -> tuple[DrawForm, dict[str, Any]]:
    """Return the form of a ticket on the phone."""
    street = street_number()
    plan_of(street, unit)
    form = DrawForm(data, street=street, unit=unit)
    closed, waiting = pages.closed_said(street, unit, at), len(reads.waiting(street, unit, at))
    return form, {"form": form, "unit": unit, "title": unit_title(unit), "closed": closed, "waiting": waiting}


def drawn(form: DrawForm, unit: int) -> str:
    """Take the ticket; returns where to go on, empty where the form has something to say."""
    row = acted(form, street_number(), unit, "portal", resident())
    return reverse("portal:queue:ticket", args=[links.link_of("t", row.pk)]) if row else ""


def ticket_data(secret: str, at: datetime) -> dict[str, Any]:
    """Return a ticket's place in the line: numbers and sentences, no names; raises NotFound."""
    row = reads.ticket_of(street_number(), links.opened(secret, "t"))
    place = reads.place_in_line(row, at)
    said, tone = hall_words.pair(words.TICKETS, row.state)
    return {
        "number": row.number, "state": row.state, "said": said, "tone": tone, "window": row.window, "calls": row.calls,
        "ahead": place.ahead if place else None, "minutes": place.minutes if place else None,
        "ended": row.state in rules.ENDED,
    }  # fmt: skip


def ticket_page(secret: str, at: datetime) -> dict[str, Any]:
    """Return the page of a ticket."""
    row = reads.ticket_of(street_number(), links.opened(secret, "t"))
    return {
        "data": ticket_data(secret, at), "row": row, "unit_title": unit_title(row.unit), "secret": secret,
        "line": shown.line_title(row.street, row.line), "why": shown.class_title(row.street, row.why, row.rules),
        "reason": hall_words.say(words.REASONS, row.reason) if row.reason else "",
        "now": [(one.number, one.window) for one in reads.called(row.street, row.unit)], "unit": row.unit,
        "early": row.ready_at if row.ready_at > at else None,
    }  # fmt: skip


def left(secret: str, at: datetime) -> str:
    """Leave the line; returns where to go on. What is no longer waiting stays as it is."""
    try:
        tickets.act(ticket=links.opened(secret, "t"), do="leave", by=resident(reporter=True), at=at)
    except NotFound:
        raise
    except ShiqiaoError:
        pass
    return reverse("portal:queue:ticket", args=[secret])


class FindForm(KitForm):
    """Number and telephone of a booking."""

    number = forms.CharField(
        label=gettext_lazy("Number on the receipt"), max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=20, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )


def found(data: Any, wait: float) -> tuple[FindForm, str]:
    """Return the form and the link of the booking that it names; an unknown one says the same as a wrong telephone."""
    form = FindForm(data)
    if data is None or not form.is_valid():
        return form, ""
    if wait:
        raise TooMany(after=wait)
    given = form.cleaned_data
    row = reads.booking_by_phone(street_number(), shown.number_typed(given["number"]), given["phone"])
    if row is None:
        form.add_error(
            None, _("There is no such booking, or the telephone is another one. Compare both with the receipt.")
        )
        return form, ""
    return form, reverse("portal:queue:booking", args=[links.link_of("b", row.pk)])
