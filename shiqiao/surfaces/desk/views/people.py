"""Persons and their logins, the own page, and who answers for what: pages of administrators and leaders."""

from base64 import b64encode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people.logins import Slip, reset_password, workbook
from shiqiao.kernel.people.persons import access_person
from shiqiao.kernel.people.powers import may
from shiqiao.surfaces.desk.dutyforms import ChargeForm, ContactForm, DutyForm, SlipsForm
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.menu import LOOK, ORGANISE, RIGHTS
from shiqiao.surfaces.desk.peoplepages import charges as charges_of
from shiqiao.surfaces.desk.peoplepages import name_of, person_page, person_rows
from shiqiao.surfaces.desk.personacts import FORMS, OWN
from shiqiao.surfaces.desk.personforms import PersonForm
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.door import own_door


@fenced(roles=LOOK, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """List the persons of the street."""
    text = request.GET.get("q", "")[:60]
    context = {
        "rows": person_rows(request.actor, now(), text),
        "text": text,
        "resets": may("rights", request.actor.roles),
    }
    return render(request, "desk/people/index.html", context)


@fenced(roles=LOOK, reach="street")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person: posts, deputies, leave, login."""
    account = access_person(request.actor, number)
    context = {"page": person_page(account, now(), by=request.actor), "own": False}
    return render(request, "desk/people/person.html", context)


@fenced(reach="own")
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own page: posts, leave, telephone, language, password, factors, sign-ins."""
    account = access_person(request.actor, request.actor.account or 0)
    context = {"page": person_page(account, now()), "own": True, "door": own_door(request, request.actor)}
    return render(request, "desk/people/person.html", context)


@fenced(reach="own", whole=LOOK)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what an act about a person needs, and do it; one's own affairs are open to everybody."""
    account, own = access_person(request.actor, number), number == request.actor.account
    if do not in FORMS:
        raise NotFound
    if not may(FORMS[do].right, request.actor.roles) and not (own and do in OWN):
        raise Forbidden
    form = FORMS[do](account, request.actor, request.POST if request.method == "POST" else None, initial=begun(request))
    if request.method == "POST" and form.take():
        messages.success(request, _("Done: %(move)s.") % {"move": form.title})
        return speaking(HttpResponseRedirect(back_to(request, number)), form)
    context = {"form": form, "name": name_of(account), "back": back_to(request, number)}
    return render(request, "desk/people/act.html", context, status=422 if form.errors else 200)


def begun(request: HttpRequest) -> dict[str, str]:
    """Return what a link has filled in already, such as the post and days that want a deputy; today for the day."""
    return {
        "start": day_start(now()).date().isoformat(),
        **{name: str(value)[:60] for name, value in request.GET.items()},
    }


def speaking(response: HttpResponse, form: PersonForm) -> HttpResponse:
    """Switch this browser, too, when the person chose a language."""
    if chosen := form.cleaned_data.get("language"):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax")
    return response


def back_to(request: HttpRequest, number: int) -> str:
    """Return the page of the person: one's own, or that of another."""
    if number == request.actor.account and not request.actor.roles & LOOK:
        return reverse("desk:me")
    return reverse("desk:person", args=[number])


@require_POST
@fenced(roles=RIGHTS, reach="street")
def password(request: HttpRequest, number: int) -> HttpResponse:
    """Draw a new first password for a person and show it, once."""
    account = access_person(request.actor, number)
    return show_slips(request, [reset_password(account=account, by=request.actor, at=now())])


@fenced(roles=RIGHTS, reach="street")
def slips(request: HttpRequest) -> HttpResponse:
    """Draw first passwords for many and show the slips, once."""
    form = SlipsForm(request.actor, request.POST if request.method == "POST" else None)
    drawn = form.issue() if request.method == "POST" else None
    if drawn is not None:
        return show_slips(request, list(drawn))
    return render(request, "desk/people/slips_form.html", {"form": form}, status=422 if form.errors else 200)


def show_slips(request: HttpRequest, drawn: list[Slip]) -> HttpResponse:
    """Show slips to print; the spreadsheet travels inside the page, since nothing keeps the passwords."""
    sheet = b64encode(workbook(drawn)).decode()
    response = render(request, "desk/people/slips.html", {"slips": drawn, "sheet": sheet})
    add_never_cache_headers(response)
    return response


@fenced(roles=ORGANISE, reach="street")
def duties(request: HttpRequest) -> HttpResponse:
    """Assign grids and lines to a post from a day on, after a preview of what changes."""
    cell = {**begun(request), "grids": request.GET.getlist("grids"), "lines": request.GET.getlist("lines")}
    form = DutyForm(request.actor, request.POST if request.method == "POST" else None, initial=cell)
    changes = form.preview() if form.is_bound and form.is_valid() else None
    if changes and "confirm" in request.POST and form.take():
        messages.success(request, _("Assigned."))
        return HttpResponseRedirect(reverse("desk:coverage"))
    context = {"form": form, "changes": changes}
    return render(request, "desk/people/duties.html", context, status=422 if form.errors else 200)


@fenced(roles=ORGANISE, reach="street")
def charges(request: HttpRequest) -> HttpResponse:
    """Show and enter leaders' portfolios and community contacts."""
    asked = request.POST.get("which", "")
    forms = [kind(request.actor, request.POST if asked == kind.prefix else None) for kind in (ChargeForm, ContactForm)]
    if any(form.is_bound and form.take() for form in forms):
        messages.success(request, _("Entered."))
        return HttpResponseRedirect(reverse("desk:charges"))
    context = {"page": charges_of(request.actor.street or 0, now()), "charge": forms[0], "contact": forms[1]}
    return render(request, "desk/people/charges.html", context, status=422 if asked else 200)
