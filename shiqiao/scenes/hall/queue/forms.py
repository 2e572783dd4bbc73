"""Forms of the queue: booking for somebody, taking a ticket, closing off, tying to an affair, publishing the rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall import reads as affairs
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.fields import line, one_of, several
from shiqiao.scenes.hall.forms import OfferForm
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import closing, publishing, rules, shown, tickets, words
from shiqiao.scenes.hall.queue.booking import NAME_MOST, Booker
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.scenes.hall.queue.places import Slot
from shiqiao.scenes.hall.rules import REASONS
from shiqiao.surfaces.desk.words import said
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]


def items_of(street: int, code: str) -> Choices:
    """Return the items of the guides that a line serves."""
    rule = publishing.rule_of(street)
    found = [one for one in guides_of(street).items if rule.line_of_field(one.field) == code]
    return [("", _("not said")), *((one.code, said(one.title)) for one in found)]


def slot_choices(slots: Sequence[Slot]) -> Choices:
    """Return the slots in which something is free, as choices: the time, and how many places are left."""
    return [
        (one.starts_at.isoformat(), _("%(from)s–%(until)s, %(free)d free") % {
            "from": f"{localtime(one.starts_at):%H:%M}", "until": f"{localtime(one.ends_at):%H:%M}", "free": one.free})
        for one in slots if one.free
    ]  # fmt: skip


class BookerForm(OfferForm):
    """Who books: the same questions at the desk and in the portal."""

    name = line(gettext_lazy("Name of the person"), required=True, most=NAME_MOST)
    phone = line(
        gettext_lazy("Telephone"), required=True, most=20, inputmode="tel",
        hint=gettext_lazy("With it the booking is found again; we call when something changes."),
    )  # fmt: skip
    claims = several(gettext_lazy("Is called first"), gettext_lazy("Shown at the window. Tick what fits, or nothing."))
    item = forms.ChoiceField(label=gettext_lazy("Business to do"), required=False)

    def __init__(self, data: Any = None, *, street: int, line: str, offers: dict[str, Any] | None = None) -> None:
        given = {"claims": shown.claims_offered(street), "item": items_of(street, line), **(offers or {})}
        super().__init__(data, offers=given)

    @property
    def booker(self) -> Booker:
        """Return who books, as it was typed."""
        given = self.cleaned_data
        return Booker(given["name"], given["phone"], given["claims"], given["item"])


class DeskBookForm(BookerForm):
    """Book for somebody at the desk or on the telephone; without a time it is the waiting list of the day."""

    channel = one_of(gettext_lazy("How it was booked"))
    starts = forms.ChoiceField(label=gettext_lazy("Time"), required=False, widget=forms.RadioSelect)
    field_order = ("starts", "name", "phone", "claims", "item", "channel")

    def __init__(self, data: Any = None, *, street: int, line: str, slots: Sequence[Slot]) -> None:
        channels = hall_words.choices(words.CHANNELS, "phone", "desk")
        super().__init__(data, street=street, line=line, offers={"channel": channels, "starts": slot_choices(slots)})
        self.initial |= {"channel": "phone"}
        if not self.fields["starts"].choices:  # type: ignore[attr-defined]
            del self.fields["starts"]

    def act(self, unit: int, line: str, day: Any, by: Actor, at: datetime) -> Booking:
        """Book it, or put the person on the waiting list where nothing is free."""
        street, channel = by.street or 0, self.cleaned_data["channel"]
        if "starts" not in self.fields:
            return bookings.join_waiting(
                street=street, unit=unit, line=line, day=day, booker=self.booker, channel=channel, by=by, at=at
            )
        if not self.cleaned_data["starts"]:
            raise Invalid(fields={"starts": "Choose a time."})
        starts = datetime.fromisoformat(self.cleaned_data["starts"])
        return bookings.book(
            street=street, unit=unit, line=line, starts_at=starts, booker=self.booker, channel=channel, by=by, at=at
        )


class DrawForm(OfferForm):
    """Take a ticket: the line, and what somebody belongs to."""

    line = one_of(gettext_lazy("Business to do"))
    claims = several(gettext_lazy("Is called first"), gettext_lazy("Shown at the window. Tick what fits, or nothing."))

    def __init__(self, data: Any = None, *, street: int, unit: int) -> None:
        super().__init__(data, offers={"line": shown.lines_at(street, unit), "claims": shown.claims_offered(street)})

    def act(self, street: int, unit: int, channel: str, by: Actor, at: datetime) -> QueueTicket:
        """Take it."""
        given = self.cleaned_data
        return tickets.take_ticket(
            street=street, unit=unit, line=given["line"], claims=given["claims"], channel=channel, by=by, at=at
        )


class CloseForm(OfferForm):
    """Close a time off."""

    line = forms.ChoiceField(label=gettext_lazy("What does not go on"), required=False)
    begins_at = forms.DateTimeField(
        label=gettext_lazy("Closed from"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Closed until"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = one_of(gettext_lazy("Why"))

    def __init__(self, data: Any = None, *, street: int, unit: int) -> None:
        lines = [("", _("everything")), *shown.lines_at(street, unit)]
        reasons = hall_words.choices(words.REASONS, *rules.WHY_OFFICE)
        super().__init__(data, offers={"line": lines, "reason": reasons})

    def act(self, unit: int, by: Actor, at: datetime) -> closing.ClosedOff:
        """Close it off."""
        given = self.cleaned_data
        return closing.close_off(
            unit=unit, line=given["line"], begins_at=given["begins_at"], ends_at=given["ends_at"], reason=given["reason"],
            by=by, at=at,
        )  # fmt: skip


class RevokeForm(OfferForm):
    """Cancel a booking because the office cannot keep it."""

    reason = one_of(gettext_lazy("Why the office cancels"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"reason": hall_words.choices(words.REASONS, *rules.WHY_OFFICE)})

    def act(self, number: int, by: Actor, at: datetime) -> Booking:
        """Cancel it."""
        return bookings.revoke(booking=number, reason=self.cleaned_data["reason"], by=by, at=at)


class TieForm(OfferForm):
    """Tie a ticket to an affair, and count the coming when it is a further one."""

    affair = line(gettext_lazy("Number of the affair"), required=True, most=14, hint=gettext_lazy("Such as 2018-12."))
    who = forms.ChoiceField(
        label=gettext_lazy("Count it as a trip"), required=False, widget=forms.RadioSelect,
        help_text=gettext_lazy("An application that is taken in now has its first trip by itself."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=gettext_lazy("Why somebody had to come again"), required=False)

    def __init__(self, data: Any = None, *, chosen: str = "") -> None:
        who = [("", _("no further trip")), *hall_words.choices(hall_words.WHO, "own", "proxy")]
        reasons = [("", "—"), *hall_words.choices(hall_words.REASONS, *(one for one in REASONS if one != "our_notice"))]
        super().__init__(data, offers={"who": who, "reason": reasons})
        self.initial |= {"affair": chosen}

    def act(self, row: QueueTicket, by: Actor, at: datetime) -> QueueTicket:
        """Tie it."""
        given = self.cleaned_data
        found = affairs.found(by, given["affair"])
        if len(found) != 1:
            raise Invalid(fields={"affair": "There is no such affair, or several; give its whole number."})
        came = Came(given["who"], row.unit, given["reason"]) if given["who"] else None
        return tickets.tie(ticket=row.pk, affair=found[0].pk, came=came, by=by, at=at)


class RuleForm(KitForm):
    """Publish the rule of the queue."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Check it and publish it."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publishing.publish_rule(street=by.street or 0, text=text, by=by, at=at)
