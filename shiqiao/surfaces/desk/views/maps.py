"""The map, and the data that maps draw."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.surfaces.desk import maps, records
from shiqiao.surfaces.desk.forms import line_choices
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def page(request: HttpRequest) -> HttpResponse:
    """Show the street's grids with open matters as points."""
    lines = line_choices()
    line = request.GET.get("line", "")
    chosen = line if line in dict(lines) else ""
    return render(request, "desk/map.html", {"lines": lines, "line": chosen, "most": maps.MOST})


@fenced(reach="street")
def grids(request: HttpRequest) -> HttpResponse:
    """Return the grids of the actor's street, or one of them."""
    only = request.GET.get("grid", "")
    response = JsonResponse(maps.grids(request.actor.street or 0, int(only) if only.isdigit() else 0))
    response["Cache-Control"] = "private, max-age=300"
    return response


@fenced(reach="reach")
def points(request: HttpRequest) -> HttpResponse:
    """Return the open matters that the actor may see."""
    return JsonResponse(maps.points(request.actor, request.GET.get("line", "")[:20], now()))


@fenced(reach="reach")
def point(request: HttpRequest, number: str) -> HttpResponse:
    """Return one matter's point."""
    row = access_matter(request.actor, number)
    return JsonResponse(maps.point(row, records.lights([row], now())[row.id]))
