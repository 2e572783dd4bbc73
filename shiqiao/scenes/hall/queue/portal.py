"""The queue for everybody, in the portal: how full it is, a time or a ticket without an account, one's place in the line."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.time import now
from shiqiao.scenes.hall.queue import portalpages as pages
from shiqiao.surfaces.portal.gate import open_page, secret_page
from shiqiao.surfaces.portal.limits import counted, counted_guesses
from shiqiao.surfaces.portal.showing import show_template

app_name = "queue"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the counters: how many wait, who is called before whom, where to book."""
    return show_template(request, "hall/queue/portal_home.html", pages.home_page(now()))


@require_safe
@open_page
def station(request: HttpRequest, number: int) -> HttpResponse:
    """Show the free times of a counter by line and day."""
    return show_template(request, "hall/queue/portal_station.html", pages.station_page(number, request.GET, now()))


@require_POST
@counted(pages.HOLDS)
@open_page
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a time and lead to the form; one that has just gone leads back with a word about it."""
    return HttpResponseRedirect(pages.held(number, request.POST, now()), status=303)


@never_cache
@sensitive_post_parameters("name", "phone")
@BOTH
@counted(pages.HOLDS)
@open_page
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """Put somebody on the waiting list of a full day."""
    form, context = pages.wait_page(number, request.GET, request.POST or None, now())
    if form.is_bound and (to := pages.waitlisted(form, context, now())):
        return HttpResponseRedirect(to, status=303)
    return show_template(request, "hall/queue/portal_wait.html", context, 422 if form.errors else 200)


@never_cache
@BOTH
@counted(pages.HOLDS)
@open_page
def draw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a ticket for a counter on the phone."""
    form, context = pages.draw_page(number, request.POST or None, now())
    if form.is_bound and (to := pages.drawn(form, number)):
        return HttpResponseRedirect(to, status=303)
    return show_template(request, "hall/queue/portal_draw.html", context, 422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("name", "phone")
@BOTH
@secret_page
def booking(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a booking to whoever has its link: the form while it is held, then the receipt; cancel, or say "I am here"."""
    form, context = pages.booking_page(secret, request.POST or None, now())
    if request.method == "POST" and (to := pages.booking_acted(secret, request.POST, context, now())):
        return HttpResponseRedirect(to, status=303)
    wrong = "refused" in context or (form is not None and form.errors)
    return show_template(request, "hall/queue/portal_booking.html", context, 422 if wrong else 200)


@never_cache
@BOTH
@secret_page
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a ticket's place in the line to whoever has its link; or leave the line."""
    if request.method == "POST":
        return HttpResponseRedirect(pages.left(secret, now()), status=303)
    return show_template(request, "hall/queue/portal_ticket.html", pages.ticket_page(secret, now()))


@never_cache
@require_safe
@secret_page
def ticket_data(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a ticket's place in the line as JSON, for the page that asks again and again."""
    return JsonResponse(pages.ticket_data(secret, now()))


@never_cache
@sensitive_post_parameters("phone")
@BOTH
@counted_guesses
@open_page
def find(request: HttpRequest) -> HttpResponse:
    """Find a booking again by its number and the telephone that was given with it."""
    form, to = pages.found(request.POST or None, request.guess)  # type: ignore[attr-defined]
    if to:
        return HttpResponseRedirect(to, status=303)
    return show_template(request, "hall/queue/portal_find.html", {"form": form}, 404 if form.errors else 200)


urlpatterns = [
    path("", home, name="home"),
    path("find/", find, name="find"),
    path("at/<int:number>/", station, name="station"),
    path("at/<int:number>/hold/", hold, name="hold"),
    path("at/<int:number>/wait/", wait, name="wait"),
    path("at/<int:number>/ticket/", draw, name="draw"),
    path("b/<str:secret>/", booking, name="booking"),
    path("t/<str:secret>/", ticket, name="ticket"),
    path("t/<str:secret>/data.json", ticket_data, name="ticket-data"),
]
