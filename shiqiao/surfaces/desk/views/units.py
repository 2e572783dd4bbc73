"""The units of the street with their telephones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.kernel.people.persons import unit_row
from shiqiao.surfaces.desk import unitpages, words
from shiqiao.surfaces.desk.menu import ORGANISE
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show where each unit is called."""
    text = request.GET.get("q", "")[:60]
    return render(request, "desk/people/units.html", {"rows": unitpages.units(request.actor, text), "text": text})


@fenced(roles=ORGANISE, reach="street")
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """Enter where a unit is called."""
    row = unit_row(request.actor, number)
    form = unitpages.UnitPhoneForm(request.POST or None, initial={"phone": row.phone})
    if request.method == "POST" and form.take(row, request.actor):
        messages.success(request, _("Entered."))
        return HttpResponseRedirect(reverse("desk:units"))
    context = {"form": form, "name": words.unit_title(row.pk)}
    return render(request, "desk/people/unit.html", context, status=422 if form.errors else 200)
