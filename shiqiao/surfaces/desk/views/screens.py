"""What a paired screen opens, and the page on which it is paired."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.people.devices import device_of
from shiqiao.surfaces.desk.deviceforms import PairForm
from shiqiao.surfaces.desk.screenpages import screen_page
from shiqiao.surfaces.desk.sockets import screens
from shiqiao.surfaces.kit.access import for_screens
from shiqiao.surfaces.kit.middleware import DEVICE_COOKIE
from shiqiao.surfaces.kit.throttle import Throttle

FIVE_YEARS = 5 * 366 * 24 * 3600
# Ten wrong codes from one address, then a quarter of an hour of rest: a code has eight digits and lives ten minutes.
guesses = Throttle(limit=10, window=timedelta(minutes=15))


@for_screens
def screen(request: HttpRequest) -> HttpResponse:
    """Show the street's name, the time, the figures and which screen this is; some kinds have pages of their own."""
    device = device_of(request.actor)
    own = {"wall": "wall:page", **{one.kind: one.url_name for one in screens}}
    if device.kind in own:
        return HttpResponseRedirect(reverse(own[device.kind]))
    return render(request, "desk/screens/screen.html", {"page": screen_page(device, now())})


@for_screens
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures alone, for the page that asks again every half minute."""
    return render(request, "desk/screens/_figures.html", {"page": screen_page(device_of(request.actor), now())})


@for_screens(strangers=True)
def pair(request: HttpRequest) -> HttpResponse:
    """Make this browser a screen by a code; whoever is signed in must sign out first."""
    if getattr(request.user, "is_authenticated", False):
        raise Forbidden("You are signed in here. Sign out first: a paired browser shows its screen and nothing else.")
    form = PairForm(request.POST or None, initial={"code": request.GET.get("code", "")[:12]})
    secret = form.pair(guesses, str(request.META.get("REMOTE_ADDR", ""))) if request.method == "POST" else ""
    if not secret:
        return render(request, "desk/screens/pair.html", {"form": form}, status=422 if form.errors else 200)
    return with_identity(HttpResponseRedirect(reverse("desk:screen")), secret)


def with_identity(response: HttpResponse, secret: str) -> HttpResponse:
    """Leave the screen's secret with the browser, out of the reach of scripts."""
    response.set_cookie(
        DEVICE_COOKIE, secret, max_age=FIVE_YEARS, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response
