"""What the portal's pages for firms share: the form of a link, what a browser keeps, the page of a firm."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from shiqiao.base.text import mask_name
from shiqiao.base.time import now
from shiqiao.scenes.enterprise import inviting, reads, seats
from shiqiao.scenes.enterprise.models import FirmSeat
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.seats import CHOSEN, COOKIE, Seat, firms_of, names_of, person_name
from shiqiao.scenes.enterprise.store import unseal
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal.gate import REMEMBERED, YEAR, resident
from shiqiao.surfaces.portal.words import either


class EnterForm(KitForm):
    """The end of the telephone number that the office has on file."""

    ending = forms.CharField(
        label=gettext_lazy("Last four digits of your telephone number"), max_length=4, min_length=4,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def act(self, secret: str, at: datetime) -> Any:
        """Open the link; returns the seat and what the browser keeps."""
        return inviting.enter(secret=secret, ending=self.cleaned_data["ending"], by=resident(), at=at)


def enter_page(secret: str, data: Any, at: datetime) -> tuple[EnterForm, dict[str, Any]]:
    """Return the form of a link and whom it invites to which firm; raises NotFound for one that opens nothing."""
    row = inviting.opened(secret, at)
    person, firm = reads.person_of(row), reads.organisations([row.organisation])
    form = EnterForm(data)
    name = mask_name(unseal(person.name))
    return form, {"form": form, "name": name, "firm": firm[row.organisation].name}


def entered(form: EnterForm, secret: str) -> tuple[FirmSeat, str] | None:
    """Open the link; returns the seat and what the browser keeps, None where the form has something to say."""
    made: tuple[FirmSeat, str] | None = acted(form, secret)
    return made


def kept(request: HttpRequest, response: HttpResponse, seat: FirmSeat, key: str) -> HttpResponse:
    """Let the browser keep the key, the firm and the street."""
    days = rules_of(seat.street).key_days
    _keep(request, response, COOKIE, key, days * 24 * 3600)
    _keep(request, response, CHOSEN, str(seat.pk), days * 24 * 3600)
    _keep(request, response, REMEMBERED, str(seat.street), YEAR)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = request.is_secure() or settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure)


def chosen(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Remember which firm is meant; a seat that is not one's own changes nothing."""
    seat: Seat = request.seat  # type: ignore[attr-defined]
    wanted = request.POST.get("seat", "")
    if wanted in {str(one.id) for one in firms_of(seat)}:
        _keep(request, response, CHOSEN, wanted, rules_of(seat.street).key_days * 24 * 3600)
    return response


def left(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the key and let the browser forget it."""
    seat, key = seats.seat_of(request), request.COOKIES.get(COOKIE, "")
    if seat is not None:
        inviting.leave(key=key, by=seat.actor, at=now())
    response.delete_cookie(COOKIE)
    response.delete_cookie(CHOSEN)
    return response


def home_page(seat: Seat, at: datetime) -> dict[str, Any]:
    """Return the page of a firm for its own people."""
    own = firms_of(seat)
    names, brand = names_of(own), rules_of(seat.street).brand
    return {
        "seat": seat, "firm": names.get(seat.organisation, ""), "person": person_name(seat),
        "others": [(one.id, names.get(one.organisation, "")) for one in own if one.id != seat.id],
        "brand": either(brand.zh, brand.en),
    }  # fmt: skip
