"""The board of people and responsibility, and the two clicks that leave it: leave with a deputy, and who leaves."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import dutyboard
from shiqiao.surfaces.desk.forms import line_choices
from shiqiao.surfaces.desk.handingpages import LeavingForm
from shiqiao.surfaces.desk.menu import LOOK, ORGANISE, STAFF
from shiqiao.surfaces.desk.peoplepages import charges
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def board(request: HttpRequest) -> HttpResponse:
    """Show who answers for each grid on each line, today or on another day, and where nobody does."""
    actor, at, wanted = request.actor, now(), dutyboard.asked(request.GET)
    street, roles = actor.street or 0, actor.roles
    context = {
        "board": dutyboard.board(actor, wanted, at), "wanted": wanted, "lines": line_choices(),
        "charges": charges(street, dutyboard.moment(wanted, at)), "places": territory.communities(street),
        "manages": bool(roles & ORGANISE), "staffs": bool(roles & STAFF), "looks": bool(roles & LOOK),
    }  # fmt: skip
    return render(request, "desk/coverage.html", context)


@fenced(roles=STAFF, reach="street")
def leaving(request: HttpRequest) -> HttpResponse:
    """Ask who leaves: the first step of a hand-over."""
    form = LeavingForm(request.actor, request.GET if "who" in request.GET else None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(reverse("desk:hand-over-draft", args=[form.cleaned_data["who"]]))
    return render(request, "desk/handing/leaving.html", {"form": form}, status=422 if form.errors else 200)
