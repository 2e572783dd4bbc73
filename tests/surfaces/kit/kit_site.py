"""The kit alone as a web site, without a database: for its tests, and to look at: `python kit_site.py 8123`."""

import os
import sys
import threading

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from shiqiao.base.errors import Conflict, Invalid
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import log
from shiqiao.testing.serving import serving


def refused(request: HttpRequest) -> HttpResponse:
    """Raise what an action may raise."""
    raise Invalid(
        "There is no catalogue item {item}.", fields={"item": "Choose one of the list, not {item}."}, item="X9"
    )


def changed(request: HttpRequest) -> HttpResponse:
    """Raise a conflict."""
    raise Conflict


def broken(request: HttpRequest) -> HttpResponse:
    """Fail as nobody foresaw."""
    log.debug("broken on purpose")
    raise ZeroDivisionError


@fenced
def inside(request: HttpRequest) -> HttpResponse:
    """A page for signed-in people."""
    return HttpResponse(request.actor.code)


urlpatterns = [
    path("", include("shiqiao.surfaces.kit.urls")),
    path("refused/", refused),
    path("api/v1/refused/", refused),
    path("changed/", changed),
    path("broken/", broken),
    path("inside/", inside),
]
handler400 = "shiqiao.surfaces.kit.views.bad_request"
handler403 = "shiqiao.surfaces.kit.views.forbidden"
handler404 = "shiqiao.surfaces.kit.views.not_found"
handler500 = "shiqiao.surfaces.kit.views.fault"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "shiqiao.testing.settings"
    os.environ["SHIQIAO_DEBUG"] = "1"
    from django.conf import settings

    settings.ROOT_URLCONF = "kit_site"
    with serving(int(sys.argv[1])) as address:
        print(address, flush=True)
        threading.Event().wait()
