"""Posters with a code to the report form: choosing places, printing, withdrawing a code."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.territory.placecodes import MAKES, make_place_codes, withdraw_place_code
from shiqiao.surfaces.desk import posters
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@require_http_methods(["GET", "HEAD", "POST"])
@fenced(roles=MAKES, reach="reach")
def index(request: HttpRequest) -> HttpResponse:
    """Show the places that can have a poster; by POST give the posters of those that are marked."""
    places, size = posters.chosen(request.POST.getlist("place")), request.POST.get("size", "a4")
    error = ""
    if request.method == "POST":
        try:
            return printed(request, places, size)
        except ShiqiaoError as refused:
            error = next(iter(describe(refused)["fields"].values()), describe(refused)["message"])
    context = {
        "groups": posters.listed(request.actor), "sizes": posters.SIZES.items(), "size": size, "error": error,
        "marked": {f"{grid}-{entry}" for grid, entry in places},
    }  # fmt: skip
    return render(request, "desk/posters.html", context, status=422 if error else 200)


def printed(request: HttpRequest, places: list[tuple[int, int]], size: str) -> HttpResponse:
    """Make the codes that are missing and answer with the posters as PDF."""
    made = make_place_codes(places=places, by=request.actor, at=now())
    content = posters.pdf(request, made, street=request.actor.street, size=size)
    response = HttpResponse(content, content_type="application/pdf")
    name = made[0].name if len(made) == 1 else _("Posters")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@fenced(roles=MAKES, reach="reach")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Make the code of a poster void."""
    withdraw_place_code(code=number, by=request.actor, at=now())
    messages.success(request, _("The code is void. Print and hang a new poster."))
    return HttpResponseRedirect(reverse("desk:posters"))
