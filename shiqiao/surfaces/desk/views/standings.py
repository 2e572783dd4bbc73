"""Standing among others: the course of each league, a table, and entering one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.kernel.scoring import standings
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.standingform import StandingForm
from shiqiao.surfaces.kit.access import fenced

ENTERS = {"admin", "leader", "department_head"}


@fenced(reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show where we stand in each league."""
    courses = [
        (words.said(standings.title_of(one.league)), words.said(standings.bodies_of(one.league)), one)
        for one in standings.courses(request.actor.street or 0)
    ]
    context = {"courses": courses, "may_enter": bool(request.actor.roles & ENTERS)}
    return render(request, "desk/scores/standings.html", context)


@fenced(reach="street")
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Show a table as it was entered."""
    row, league = standings.table(request.actor, number)
    context = {"row": row, "league": words.said(standings.title_of(league)), "ours": league.ours}
    return render(request, "desk/scores/standing.html", context)


@fenced(roles=ENTERS, reach="street")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a published table from a spreadsheet or as lines."""
    form = StandingForm(request.POST or None, request.FILES or None, street=request.actor.street or 0)
    if request.method == "POST" and (made := form.enter(request.actor)):
        messages.success(request, _("The table is entered."))
        return HttpResponseRedirect(reverse("desk:standing", args=[made.pk]))
    return render(request, "desk/scores/standing_new.html", {"form": form}, status=422 if form.errors else 200)
