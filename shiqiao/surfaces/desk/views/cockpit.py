"""The leader's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.surfaces.desk import cockpit
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=cockpit.SEES, reach="street")
def page(request: HttpRequest) -> HttpResponse:
    """Show today, this month, what breaks next, where and who."""
    return render(request, "desk/cockpit.html", {"page": cockpit.cockpit(request.actor, now())})
