"""The map, the data that maps draw, and the same as a list for those who do not look at maps."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.surfaces.desk import lists, maps, records
from shiqiao.surfaces.desk.filters import Query, list_query
from shiqiao.surfaces.desk.peoplepages import known_people
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.policy import DIRECTIVES, policy


@fenced(reach="reach")
def page(request: HttpRequest) -> HttpResponse:
    """Show the map with its filters, and beside it the matters that it shows, by what breaks first."""
    context = {**_listed(request), "tiles": settings.MAP_TILES, "grids": maps.grid_names(request.actor.street or 0)}
    response = render(request, "desk/map.html", context)
    if settings.MAP_TILES:
        response["Content-Security-Policy"] = policy(
            img_src=f"{DIRECTIVES['img-src']} {maps.origin(settings.MAP_TILES)}"
        )
    return response


@fenced(reach="reach")
def listing(request: HttpRequest) -> HttpResponse:
    """Show the matters of an area: beside the map as a part, else as a page of its own."""
    name = "desk/maps/_list.html" if "part" in request.GET else "desk/maps/list.html"
    return render(request, name, _listed(request))


def _listed(request: HttpRequest) -> dict[str, Any]:
    query, area = asked(request), maps.area_in(request.GET.get("area", ""))
    after = request.GET.get("after", "")[:60] if area else query.after
    found, more = maps.listed(request.actor, query.filters, area, after)
    rows = lists.rows_of(found, now())
    return {"query": query, "rows": rows, "next": found.next, "area": area, "more": more, "form": query.form}


def asked(request: HttpRequest) -> Query:
    """Read the filters of the list of matters, which are those of the map, too."""
    return list_query(request.GET, request.actor)


@fenced(reach="street")
def grids(request: HttpRequest) -> HttpResponse:
    """Return the grids of the actor's street, or one of them."""
    only = request.GET.get("grid", "")
    response = JsonResponse(maps.grids(request.actor.street or 0, int(only) if only.isdigit() else 0))
    response["Cache-Control"] = "private, max-age=300"
    return response


@fenced(reach="street")
def grid(request: HttpRequest, grid: int) -> HttpResponse:
    """Show one grid: its name and who answers there, line by line."""
    facts = maps.grid_facts(request.actor.street or 0, grid, now())
    return render(request, "desk/maps/_grid.html", {"grid": facts, "whole": known_people(request.actor)})


@fenced(reach="reach")
def points(request: HttpRequest) -> HttpResponse:
    """Return the matters that the actor may see in a part of the map: counted where there are many."""
    box, zoom = maps.box_in(request.GET.get("box", "")), maps.zoom_in(request.GET.get("zoom", ""))
    return JsonResponse(maps.signs(request.actor, asked(request).filters, box, zoom, now()))


@fenced(reach="reach")
def heat(request: HttpRequest) -> HttpResponse:
    """Return where the matters of the period lie close together."""
    box, zoom = maps.box_in(request.GET.get("box", "")), maps.zoom_in(request.GET.get("zoom", ""))
    return JsonResponse(maps.heat(request.actor, maps.of_period(asked(request).filters, now()), box, zoom))


@fenced(reach="reach")
def point(request: HttpRequest, number: str) -> HttpResponse:
    """Return one matter's point."""
    row = access_matter(request.actor, number)
    return JsonResponse(maps.point(row, records.lights([row], now())[row.id]))
