"""What the portal's pages of service projects need. Whoever asks is a resident without an account; a link is the proof."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.limits import Limit
from shiqiao.base.rows import the_one
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.scenes.party import booking, links, pages, reads, shown, words
from shiqiao.scenes.party.forms import BookForm, text_field
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking
from shiqiao.scenes.party.store import BOOKING_SEAL, unseal
from shiqiao.surfaces.desk.actforms import ActForm, acted
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.limits import Measure
from shiqiao.surfaces.portal.street import street_number

# Bookings: a browser (at once, an hour), strangers of an address, the whole address.
BOOKINGS = Measure(Limit("party.browser", 10, 20), Limit("party.strangers", 30, 60), Limit("party.address", 200, 600))


def home_page(query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the times of the weeks to come by day, with the choices of the filters."""
    return pages.calendar_page(street_number(), query, at)


def points(query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the places of those times as points of the map."""
    return shown.map_points(dict(home_page(query, at)["days"]), portal=True)


def project_page(number: int, at: datetime) -> dict[str, Any]:
    """Return a project with its times to come and what residents said; raises NotFound."""
    row = reads.access_project(resident(), number)
    times = shown.occasion_rows([one for one in reads.occasions_of(row.pk) if one.starts_at > at], at)
    return {
        "one": shown.project_rows(row.street, [row])[0], "row": row,
        "times": [one for one in times if one.row.state == "open"][::-1],
        "said": shown.stars_said(row.pk),
    }  # fmt: skip


class OwnBookForm(BookForm):
    """A resident books for himself."""

    channel = "portal"


def book_page(number: int, data: Any, at: datetime) -> tuple[OwnBookForm, dict[str, Any], str]:
    """Return the form of a booking, its page, and where to go on once it is booked; raises NotFound."""
    row = reads.access_occasion(resident(), number)
    if row.state != "open" or row.starts_at <= at:
        raise NotFound
    form = OwnBookForm(data)
    made = acted(form, row, resident())
    project = reads.access_project(resident(), row.project)
    context = {
        "form": form,
        "time": shown.occasion_rows([row], at)[0],
        "one": shown.project_rows(row.street, [project])[0],
    }
    return form, context, reverse("portal:party:booking", args=[links.link_of(made.pk)]) if made else ""


class RateForm(ActForm):
    """How it was, by somebody who came."""

    stars = forms.ChoiceField(label=gettext_lazy("How did you like it?"), widget=forms.RadioSelect)
    said = text_field(gettext_lazy("In your words, if you like"), 200, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"stars": words.choices(words.STARS)})

    def act(self, row: ServiceBooking, by: Actor, at: datetime) -> ServiceBooking:
        """Rate it."""
        told = self.cleaned_data
        return booking.rate(booking=row.pk, stars=int(told["stars"]), said=told["said"], by=by, at=at)


def booking_page(secret: str, data: Any, at: datetime) -> tuple[Any, dict[str, Any]]:
    """Return the form of a rating where one may rate, and what the page of a booking shows; raises NotFound."""
    row = the_one(ServiceBooking.objects.filter(pk=links.opened(secret), street=street_number()))
    time = the_one(Occasion.objects.filter(pk=row.occasion))
    project = reads.access_project(resident(), row.project)
    days = timedelta(days=rules_of(row.street).booking.rate_days)
    rates = row.state == "came" and row.rated_at is None and row.ended_at is not None and at <= row.ended_at + days
    sent = data if data is not None and data.get("do") == "rate" else None
    form = RateForm(sent) if rates else None
    name, phone = unseal(row.name, BOOKING_SEAL), unseal(row.phone, BOOKING_SEAL)
    before = ServiceBooking.objects.filter(occasion=row.occasion, state="waiting", pk__lt=row.pk).count()
    return form, {
        "form": form, "row": row, "state": words.pair(words.BOOKINGS, row.state),
        "one": shown.project_rows(row.street, [project])[0],
        "time": shown.occasion_rows([time], at)[0], "name": mask_name(name) if name else "", "before": before,
        "phone": mask_phone(phone) if phone else "", "secret": secret, "stars": _(words.STARS[row.stars]) if row.stars else "",
        "can_cancel": row.state in ("booked", "waiting") and time.state == "open" and at < time.starts_at,
    }  # fmt: skip


def booking_acted(secret: str, given: Mapping[str, str], context: dict[str, Any], at: datetime) -> str:
    """Cancel or rate; returns where to go on, empty where it is refused: the form says why, else `refused`."""
    here, by = reverse("portal:party:booking", args=[secret]), resident(reporter=True)
    if given.get("do") == "rate" and context["form"] is not None:
        return here if acted(context["form"], context["row"], by) else ""
    if given.get("do") != "cancel":
        return here
    try:
        booking.cancel(booking=context["row"].pk, by=by, at=at)
    except ShiqiaoError as error:
        context["refused"] = describe(error)["message"]
        return ""
    return here
