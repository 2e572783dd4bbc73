"""The page of the wall and what it asks for every second."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags
from django.utils.translation import get_language

from shiqiao.base.time import now
from shiqiao.surfaces.kit.access import for_screens
from shiqiao.surfaces.wall import board

SEES = ("leader", "dispatcher", "auditor")


@for_screens(officials=SEES)
def page(request: HttpRequest) -> HttpResponse:
    """Show the wall; what stands there comes along, so that it is there at once."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    drawing = board.drawing(street)
    context = {"street": board.title(street), "drawing": drawing, "names": board.names(drawing),
               "version": board.version(street), "shown": board.shown(street, get_language() or "", now())}  # fmt: skip
    return render(request, "wall/wall.html", context)


@for_screens(officials=SEES)
def data(request: HttpRequest) -> HttpResponse:
    """Give what stands on the wall as JSON; 304 when it is what the screen shows already."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    found = board.shown(street, get_language() or "", now())
    mark = marked(found)
    if mark in parse_etags(request.headers.get("if-none-match", "")):
        return HttpResponse(status=304, headers={"ETag": mark})
    return HttpResponse(json.dumps(found, ensure_ascii=False), "application/json", headers={"ETag": mark})


def marked(found: board.Shown) -> str:
    """Return the ETag of what is shown: the moment alone makes nothing new."""
    plain = json.dumps({name: value for name, value in found.items() if name != "at"}, sort_keys=True)
    return f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'
