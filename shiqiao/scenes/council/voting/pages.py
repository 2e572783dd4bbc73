"""What the views of voting share: forms that act, buttons, where one goes on."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.scenes.council.voting import forms, opening, shown
from shiqiao.scenes.council.voting.opening import Elector, Slip
from shiqiao.scenes.council.voting.sealing import unseal
from shiqiao.scenes.council.voting.store import electors_of
from shiqiao.scenes.council.voting.tables import Poll
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.qr import svg


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent."""
    return form_class(*((request.POST,) if request.method == "POST" else ()), **more)


def at_poll(number: int) -> str:
    """Return the address of a poll."""
    return reverse("desk:voting:poll", args=[number])


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def done(request: HttpRequest, do: Callable[[], Poll], number: int, sentence: str) -> HttpResponse:
    """Do what a button asks and go to the poll it gives; a refusal is said on the poll's page."""
    try:
        row = do()
    except ShiqiaoError as error:
        found = describe(error)
        messages.error(request, " ".join(found["fields"].values()) or found["message"])
        return HttpResponseRedirect(at_poll(number))
    return told(request, sentence, at_poll(row.pk))


def cast_form(request: HttpRequest, row: Poll) -> forms.CastForm:
    """Return the form of one's own vote; raises NotFound for who has none, or has given it."""
    seats = shown.my_seats(request.actor, row)  # type: ignore[attr-defined]
    if row.state != "started" or not seats:
        raise NotFound
    found: forms.CastForm = filled(forms.CastForm, request, row=row, seats=seats)
    return found


def paper_form(request: HttpRequest, row: Poll) -> forms.PaperForm:
    """Return the form that marks who votes on paper; raises NotFound where nobody can be marked any more."""
    if row.state != "started":
        raise NotFound
    found: forms.PaperForm = filled(forms.PaperForm, request, row=row, seats=shown.open_seats(row))
    return found


def count_form(request: HttpRequest, row: Poll) -> forms.CountForm:
    """Return the form that counts papers; raises NotFound for a named poll and one that is closed."""
    if row.state not in ("started", "counting") or not row.secret:
        raise NotFound
    kinds = list(dict.fromkeys(one.kind for one in electors_of(row)))
    found: forms.CountForm = filled(forms.CountForm, request, row=row, kinds=kinds)
    return found


def refuse_unless(row: Poll, *states: str) -> None:
    """Raise NotFound for a poll that stands in another state."""
    if row.state not in states:
        raise NotFound


def slips_page(request: HttpRequest, row: Poll, slips: list[Slip]) -> dict[str, Any]:
    """Return slips to print, each with its code."""
    drawn = []
    for one in slips:
        link = request.build_absolute_uri(reverse("portal:vote:cast", args=[one.secret]))
        drawn.append({"slip": one, "link": link, "code": svg(link, _("Code with the link to vote"))})
    return shown.head(row) | {"slips": drawn}


def same_electors(row: Poll) -> list[Elector]:
    """Return the electors of a poll once more, for its second round."""
    return [
        Elector(
            one.seat, one.kind, unseal(one.title), one.account, one.present, one.proxy_seat, unseal(one.proxy_title)
        )
        for one in electors_of(row)
    ]


def second(row: Poll, by: Any, at: Any) -> Poll:
    """Open the second round with the same electors."""
    return opening.open_second(poll=row.pk, electors=same_electors(row), by=by, at=at)


def pdf_of(content: bytes, name: str) -> HttpResponse:
    """Give a PDF as a download."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
