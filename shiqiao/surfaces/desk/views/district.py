"""The streets of a district, city or province at a glance, and the way into one of them; for posts above the streets."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shiqiao.base.time import now
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.surfaces.desk import district
from shiqiao.surfaces.kit.above import choose_below
from shiqiao.surfaces.kit.access import fenced


@require_safe
@fenced(roles=ABOVE, reach="below", above="all")
def index(request: HttpRequest) -> HttpResponse:
    """Show each street below with its open work and the figures of the last finished month."""
    page = district.overview(request.actor, now(), request.GET.get("order", ""))
    return render(request, "desk/district.html", {"page": page})


@require_safe
@fenced(roles=ABOVE, reach="below", above="all")
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Look into one street: its own score page, behind a fence round that street alone."""
    choose_below(request, request.actor, number)
    return HttpResponseRedirect(district.score_url(number, now()))
