"""Service projects on the portal: what there is, booking a place, the own booking by its link."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shiqiao.base.time import now
from shiqiao.scenes.party import portalpages as pages
from shiqiao.surfaces.portal.gate import open_page, secret_page
from shiqiao.surfaces.portal.limits import counted
from shiqiao.surfaces.portal.showing import show_template

app_name = "party"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what residents can enjoy, by day."""
    return show_template(request, "party/portal_home.html", pages.home_page(request.GET, now()))


@require_safe
@open_page
def points(request: HttpRequest) -> HttpResponse:
    """Return the places as points of the map."""
    return JsonResponse(pages.points(request.GET, now()))


@require_safe
@open_page
def project(request: HttpRequest, number: int) -> HttpResponse:
    """Show one service project with its times."""
    return show_template(request, "party/portal_project.html", pages.project_page(number, now()))


@never_cache
@BOTH
@open_page
def book(request: HttpRequest, number: int) -> HttpResponse:
    """Ask who books, and book."""
    if request.method == "POST":
        return _booked(request, number)
    _form, context, _to = pages.book_page(number, None, now())
    return show_template(request, "party/portal_book.html", context)


@counted(pages.BOOKINGS)
def _booked(request: HttpRequest, number: int) -> HttpResponse:
    _form, context, to = pages.book_page(number, request.POST, now())
    return (
        HttpResponseRedirect(to, status=303) if to else show_template(request, "party/portal_book.html", context, 422)
    )


@never_cache
@BOTH
@secret_page
def booking(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the own booking; one cancels it here, and rates what one came to."""
    form, context = pages.booking_page(secret, request.POST or None, now())
    if request.method == "POST" and (to := pages.booking_acted(secret, request.POST, context, now())):
        return HttpResponseRedirect(to, status=303)
    status = 422 if form is not None and form.errors else 409 if context.get("refused") else 200
    return show_template(request, "party/portal_booking.html", context, status)


urlpatterns = [
    path("", home, name="home"),
    path("points/", points, name="points"),
    path("projects/<int:number>/", project, name="project"),
    path("times/<int:number>/", book, name="book"),
    path("booking/<str:secret>/", booking, name="booking"),
]
