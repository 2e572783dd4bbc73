"""The leader's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.surfaces.desk import charts as drawn
from shiqiao.surfaces.desk import cockpit
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=cockpit.SEES, reach="street")
def page(request: HttpRequest) -> HttpResponse:
    """Show today, this month, what breaks next, where and who."""
    return render(request, "desk/cockpit.html", {"page": cockpit.cockpit(request.actor, now())})


@fenced(roles=cockpit.SEES, reach="street")
def charts(request: HttpRequest) -> HttpResponse:
    """Show thirty days, twelve months and the lines of work: a part of the cockpit, or a page where there are no scripts."""
    name = "desk/_charts.html" if request.headers.get("hx-request") else "desk/charts.html"
    return render(request, name, {"charts": drawn.charts(request.actor, now())})
