"""What the portal's pages for firms share: the form of a link, what a browser keeps, the page of a firm."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shiqiao.base.ids import new_secret
from shiqiao.base.text import mask_name
from shiqiao.base.time import now
from shiqiao.scenes.enterprise import careshown, caring, inviting, needing, reads, seats, words
from shiqiao.scenes.enterprise.forms import titles
from shiqiao.scenes.enterprise.models import FirmSeat
from shiqiao.scenes.enterprise.needing import Needed
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.seats import CHOSEN, COOKIE, Seat, firms_of, names_of, person_name
from shiqiao.scenes.enterprise.store import unseal
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import with_choices
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
    own, (needs, promises) = firms_of(seat), caring.of_seat(seat)
    names, brand = names_of(own), rules_of(seat.street).brand
    return {
        "seat": seat, "firm": names.get(seat.organisation, ""), "person": person_name(seat),
        "others": [(one.id, names.get(one.organisation, "")) for one in own if one.id != seat.id],
        "brand": either(brand.zh, brand.en), "steward": careshown.steward_row(seat.organisation, at),
        "needs": careshown.need_rows(seat.street, needs), "promises": careshown.promise_rows(promises, at),
    }  # fmt: skip


class OwnNeedForm(KitForm):
    """What the firm itself says that it needs."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"))
    text = forms.CharField(label=gettext_lazy("What we need"), max_length=1000, widget=forms.Textarea({"rows": 5}))
    sent = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, street: int, **kwargs: Any) -> None:
        self.base_fields = with_choices(self.base_fields, {"topic": titles(rules_of(street).topics)})  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def act(self, seat: Seat, at: datetime) -> Any:
        """Record it."""
        given = self.cleaned_data
        needed = Needed(seat.organisation, given["topic"], given["text"], "portal", client_id=given["sent"])
        return needing.record_need(needed=needed, by=seat.actor, at=at)


class RateForm(KitForm):
    """How useful the help was."""

    useful = forms.ChoiceField(label=gettext_lazy("How useful was it?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("In your words"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [(code, words.word(words.USEFUL, code)) for code in words.USEFUL]
        self.base_fields = with_choices(self.base_fields, {"useful": choices})  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def act(self, number: int, seat: Seat, at: datetime) -> Any:
        """Say it."""
        given = self.cleaned_data
        return needing.rate_need(need=number, useful=int(given["useful"]), text=given["text"], by=seat.actor, at=at)


def new_page(seat: Seat, data: Any) -> tuple[OwnNeedForm, dict[str, Any]]:
    """Return the form of a need of the firm itself."""
    form = OwnNeedForm(data, street=seat.street, initial={"sent": new_secret()})
    return form, {"form": form, "firm": names_of([seat]).get(seat.organisation, "")}


def recorded(form: OwnNeedForm, seat: Seat) -> str:
    """Record the need; returns where to go on, empty where the form has something to say."""
    row = acted(form, seat)
    return reverse("portal:firm:need", args=[row.pk]) if row else ""


def need_page(seat: Seat, number: int, data: Any) -> tuple[RateForm | None, dict[str, Any]]:
    """Return the page of a need for the firm that has it; raises NotFound for every other firm's."""
    row = caring.need_of_seat(seat, number)
    form = RateForm(data) if row.settled_at and not row.rated_at else None
    return form, {
        "form": form, "one": careshown.need_rows(seat.street, [row])[0], "answers": careshown.answers_shown(row),
        "firm": names_of([seat]).get(seat.organisation, ""), "useful": words.word(words.USEFUL, str(row.useful or "")),
    }  # fmt: skip


def rated(form: RateForm, seat: Seat, number: int) -> Any:
    """Take what the firm says; None where the form has something to say."""
    return acted(form, number, seat)
