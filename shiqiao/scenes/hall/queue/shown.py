"""What the pages show of the queue, assembled: tickets, bookings, slots, figures; names and telephones masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.ids import from_readable, readable
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import reads, rights, words
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plans, rule_of
from shiqiao.scenes.hall.queue.tickets import KIND
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import happened, said, unit_title
from shiqiao.surfaces.kit.shapes import Step


@dataclass(frozen=True)
class Act:
    """A button with what it does."""

    do: str
    title: str
    icon: str
    url: str


@dataclass(frozen=True)
class TicketShown:
    """A ticket as the desk shows it."""

    row: QueueTicket
    url: str
    line: str
    why: str
    state: str
    tone: str
    minutes: int
    over: bool
    acts: tuple[Act, ...]


def line_title(street: int, code: str) -> str:
    """Return the title of a line; its code for one that is no longer there."""
    found = rule_of(street).line(code)
    return said(found.title) if found else code


def class_title(street: int, code: str, version: int = 0) -> str:
    """Return the title of a class, by the version that ranked; who has none comes by arrival."""
    found = rule_of(street, version).class_title(code)
    return said(found) if found else _("by arrival")


def ticket(row: QueueTicket, at: datetime) -> TicketShown:
    """Return a ticket as the desk shows it, without a query."""
    state, tone = hall_words.pair(words.TICKETS, row.state)
    until = row.called_at or at
    minutes = max(int((until - row.ready_at).total_seconds() // 60), 0)
    over = row.over or (row.state == "waiting" and minutes > rule_of(row.street).waiting.limit)
    acts = tuple(
        Act(do, _(words.ACTS[do][0]), words.ACTS[do][1], reverse("desk:queue:act", args=[row.pk, do]))
        for do in words.ACTS_IN.get(row.state, ())
    )
    return TicketShown(
        row, reverse("desk:queue:ticket", args=[row.pk]), line_title(row.street, row.line),
        class_title(row.street, row.why, row.rules), state, tone, minutes, over, acts,
    )  # fmt: skip


def tickets(rows: Sequence[QueueTicket], at: datetime) -> list[TicketShown]:
    """Return tickets for a list."""
    return [ticket(row, at) for row in rows]


@dataclass(frozen=True)
class BookingShown:
    """A booking as the desk shows it."""

    row: Booking
    number: str
    url: str
    line: str
    item: str
    who: str
    phone: str
    claims: str
    channel: str
    state: str
    tone: str
    reason: str


def booking_number(row: Booking) -> str:
    """Return the receipt number of a booking, which bears a check sign."""
    return readable(row.pk)


def number_typed(text: str) -> int:
    """Return the number behind a typed receipt number, 0 for none."""
    try:
        return from_readable(text[:20])
    except Invalid:
        return 0


def item_title(street: int, code: str) -> str:
    """Return the title of the item somebody comes for."""
    return said(guides_of(street).title("items", code)) if code else ""


def booking(row: Booking) -> BookingShown:
    """Return a booking as the desk shows it, name and telephone masked."""
    state, tone = hall_words.pair(words.BOOKINGS, row.state)
    phone = bookings.unseal(row.phone)
    claims = "、".join(class_title(row.street, code) for code in bookings.claims_of(row))
    return BookingShown(
        row, booking_number(row), reverse("desk:queue:booking", args=[row.pk]), line_title(row.street, row.line),
        item_title(row.street, row.item), mask_name(bookings.unseal(row.name)) or _("erased"),
        mask_phone(phone) if phone else "", claims, hall_words.say(words.CHANNELS, row.channel), state, tone,
        hall_words.say(words.REASONS, row.reason) if row.reason else "",
    )  # fmt: skip


def steps(ref: Ref, street: int) -> list[Step]:
    """Return what happened to a ticket or a booking, the newest first."""
    return [_step(line, street) for line in reversed(list(lines_of(ref)))]


def _step(line: Any, street: int) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    by = _("by itself") if line.actor.startswith("system.") else _("the resident") if line.actor == "resident" else ""
    details = {
        _("Window number"): str(line.data.get("window", "")),
        _("Why"): hall_words.say(words.REASONS, line.data.get("reason", "")),
        _("Class"): class_title(street, line.data["why"]) if "why" in line.data else "",
        _("Out of turn"): _("picked by the clerk") if line.data.get("picked") else "",
    }  # fmt: skip
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, by=by or actor_said(line, street), text="",
        details=[(name, value) for name, value in details.items() if value],
    )  # fmt: skip


def ticket_page(actor: Actor, row: QueueTicket, at: datetime) -> dict[str, Any]:
    """Return the page of a ticket: its periods and what happened."""
    periods = [
        (hall_words.pair(words.TICKETS, one.state)[0], one.began_at, one.ended_at,
         max(int(((one.ended_at or at) - one.began_at).total_seconds() // 60), 0))
        for one in reads.periods(row.pk)
    ]  # fmt: skip
    return {
        "one": ticket(row, at), "unit": unit_title(row.unit), "periods": periods, "steps": steps(Ref(KIND, row.pk), row.street),
        "works": row.unit in rights.units_worked(actor), "channel": hall_words.say(words.CHANNELS, row.channel),
        "reason": hall_words.say(words.REASONS, row.reason) if row.reason else "",
    }  # fmt: skip


def booking_page(actor: Actor, row: Booking, at: datetime) -> dict[str, Any]:
    """Return the page of a booking, with the way to see name and telephone in clear for those who work there."""
    works, one = row.unit in rights.units_worked(actor), booking(row)
    there = [(f"{code}:0", look) for code, look in (("name", one.who), ("phone", one.phone)) if getattr(row, code)]
    today = row.day == at.astimezone(rule_zone(row.street)).date()
    can = [do for do, states in (("arrive", ("booked", "missed") if today else ()), ("cancel", ("booked", "waitlisted"))) if
           works and row.state in states]  # fmt: skip
    untold = row.told_at is None and (row.state == "revoked" or (row.state == "booked" and row.moved_up_at))
    return {
        "one": one, "unit": unit_title(row.unit), "steps": steps(Ref(bookings.KIND, row.pk), row.street), "can": can,
        "reveal": reveal_shown(bookings.KIND, row.pk, there) if works and there else None, "works": works,
        "untold": works and untold, "revokes": works and row.state in ("booked", "waitlisted"),
        "ticket": reads.ticket_of_booking(row.pk),
    }  # fmt: skip


def rule_zone(street: int) -> Any:
    """Return the zone of a street's clock."""
    return calendar_for(street).tz


def rule_shown(street: int) -> dict[str, Any]:
    """Return the published rule in words: the order of classes, and its minutes."""
    rule = rule_of(street)
    classes = [(said(one.title), said(one.shows) if one.shows else "") for one in rule.classes]
    return {"classes": classes, "rule": rule, "lines": [(one.letter, said(one.title)) for one in rule.lines]}


def units(street: int, codes: Sequence[int] = ()) -> list[tuple[int, str]]:
    """Return counters with a queue and their titles."""
    return [(unit, unit_title(unit)) for unit in (codes or plans(street))]


def lines_at(street: int, unit: int) -> list[tuple[str, str]]:
    """Return the lines of a counter and their titles."""
    plan = plans(street).get(unit)
    return [(one.code, said(one.title)) for one in rule_of(street).lines if plan and one.code in plan.places]


def claims_offered(street: int) -> list[tuple[str, str]]:
    """Return the classes that a person can say to belong to, with what shows it."""
    return [
        (one.code, said(one.title) + (f"（{said(one.shows)}）" if one.shows else ""))
        for one in rule_of(street).claimable
    ]


def day_of(text: str, otherwise: date) -> date:
    """Read a day from an address."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return otherwise
