"""Pages of the portal for a firm's own people: the way in by a link, the firms, the way out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.time import now
from shiqiao.scenes.enterprise import portalpages as pages
from shiqiao.scenes.enterprise.seats import seat_of, seat_page
from shiqiao.surfaces.portal.gate import open_page, secret_page
from shiqiao.surfaces.portal.showing import show_template

app_name = "firm"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show a firm's own people their firm; tell strangers how one gets in."""
    seat = seat_of(request)
    if seat is None:
        return show_template(request, "enterprise/portal_stranger.html", {})
    return show_template(request, "enterprise/portal_home.html", pages.home_page(seat, now()))


@never_cache
@BOTH
@secret_page
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Open a link once, with the end of the telephone number on file."""
    form, context = pages.enter_page(secret, request.POST or None, now())
    if form.is_bound and (key := pages.entered(form, secret)):
        return pages.kept(request, HttpResponseRedirect(reverse("portal:firm:home"), status=303), *key)
    return show_template(request, "enterprise/portal_enter.html", context, 422 if form.errors else 200)


@never_cache
@BOTH
@seat_page
def new(request: HttpRequest) -> HttpResponse:
    """Take a need from the firm itself; what was sent twice is one need."""
    form, context = pages.new_page(request.seat, request.POST or None)  # type: ignore[attr-defined]
    if form.is_bound and (to := pages.recorded(form, request.seat)):  # type: ignore[attr-defined]
        return HttpResponseRedirect(to, status=303)
    return show_template(request, "enterprise/portal_new.html", context, 422 if form.errors else 200)


@never_cache
@BOTH
@seat_page
def need(request: HttpRequest, number: int) -> HttpResponse:
    """Show the firm its own need with the answers; once it is settled the firm says how useful that was."""
    form, context = pages.need_page(request.seat, number, request.POST or None)  # type: ignore[attr-defined]
    if form and form.is_bound and pages.rated(form, request.seat, number):  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("portal:firm:need", args=[number]), status=303)
    return show_template(request, "enterprise/portal_need.html", context, 422 if form and form.errors else 200)


@require_POST
@seat_page
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the firm for which one asks from now on."""
    return pages.chosen(request, HttpResponseRedirect(reverse("portal:firm:home"), status=303))


@require_POST
@open_page
def leave(request: HttpRequest) -> HttpResponse:
    """End what this browser keeps."""
    return pages.left(request, HttpResponseRedirect(reverse("portal:firm:home"), status=303))


urlpatterns = [
    path("", home, name="home"),
    path("enter/<str:secret>/", enter, name="enter"),
    path("needs/new/", new, name="new"),
    path("needs/<int:number>/", need, name="need"),
    path("choose/", choose, name="choose"),
    path("leave/", leave, name="leave"),
]
