"""The pages that tell everybody something: what goes on nearby, what the office promises, and how it keeps it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from shiqiao.surfaces.portal import nearby as public
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.keeping import last_month
from shiqiao.surfaces.portal.showing import show
from shiqiao.surfaces.portal.street import promises as promised


@require_safe
@open_page
def promises(request: HttpRequest) -> HttpResponse:
    """Show the terms in words, and how they were kept in the last whole month."""
    return show(request, "promises", {"promises": promised(), "month": last_month()})


@require_safe
@open_page
def nearby(request: HttpRequest) -> HttpResponse:
    """List what was reported in public space lately, without anything personal."""
    chosen = public.Chosen.read(request.GET)
    listed = public.entries(chosen, after=request.GET.get("older", "")[:40])
    return show(request, "list", {"listed": listed, "chosen": chosen, "filters": public.filters(chosen)})


@require_safe
@open_page
def nearby_map(request: HttpRequest) -> JsonResponse:
    """Give the grids with the number of their open matters, for the map."""
    return JsonResponse(public.map_of(), headers={"Cache-Control": "public, max-age=60"})


@require_safe
@open_page
def grids(request: HttpRequest) -> JsonResponse:
    """Give the outlines of the grids, for choosing a place on the map."""
    return JsonResponse(public.shapes(), headers={"Cache-Control": "public, max-age=3600"})
