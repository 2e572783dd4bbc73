"""The exchange on the portal: a board for everybody without firms, and what a firm's own people list and answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import pages, portalpages, reads, shown
from shiqiao.scenes.enterprise.exchange.store import day_of
from shiqiao.scenes.enterprise.seats import seat_of, seat_page
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "exchange"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_page
def board(request: HttpRequest) -> HttpResponse:
    """Show valid listings that may be shown to everybody."""
    filters, day = reads.narrowed(request.GET, ("open",)), day_of(now())
    page = reads.on_board(street_number(), filters, day, after=cursor(request.GET.get("after", "")))
    rows = [shown.listing_row(row, day) for row in page.rows]
    context = {"rows": rows, "next": page.next, "filters": filters, "seat": seat_of(request), **pages.choices_of()}
    return show_template(request, "enterprise/exchange/portal_board.html", context)


@require_safe
@seat_page
def own(request: HttpRequest) -> HttpResponse:
    """Show a firm's own people what it lists and what was proposed to it."""
    return show_template(request, "enterprise/exchange/portal_own.html", portalpages.own_page(request))


@BOTH
@seat_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter a listing of the own firm."""
    form, made = portalpages.new_form(request)
    if made:
        return HttpResponseRedirect(reverse("portal:exchange:own-listing", args=[made]), status=303)
    return show_template(
        request, "enterprise/exchange/portal_form.html", {"form": form, "do": "new"}, 422 if form.errors else 200
    )


@BOTH
@seat_page
def listing(request: HttpRequest, number: int) -> HttpResponse:
    """Show a listing of the own firm with counterparts; one is proposed from here."""
    said = ""
    if request.method == "POST":
        to, said = portalpages.proposed(request, number)
        if to:
            return HttpResponseRedirect(to, status=303)
    context = {**portalpages.listing_page(request, number), "said": said}
    return show_template(request, "enterprise/exchange/portal_listing.html", context, 409 if said else 200)


@BOTH
@seat_page
def listing_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Renew or withdraw a listing of the own firm."""
    form, row = portalpages.kept_form(request, number, do)
    back = reverse("portal:exchange:own-listing", args=[row.pk])
    if acted(form, row, portalpages.seat_of(request).actor):
        return HttpResponseRedirect(back, status=303)
    context = {"form": form, "do": do, "back": back, "about": row.title}
    return show_template(request, "enterprise/exchange/portal_form.html", context, 422 if form.errors else 200)


@require_safe
@seat_page
def match(request: HttpRequest, number: int) -> HttpResponse:
    """Show a match of the own firm; the other firm is named once both have consented."""
    return show_template(request, "enterprise/exchange/portal_match.html", portalpages.match_page(request, number))


@BOTH
@seat_page
def match_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Consent to be named, or refuse with a reason."""
    form, row = portalpages.act_form(request, number, do)
    back = reverse("portal:exchange:own-match", args=[row.pk])
    if acted(form, row, portalpages.seat_of(request).actor):
        return HttpResponseRedirect(back, status=303)
    context = {"form": form, "do": do, "back": back, "about": ""}
    return show_template(request, "enterprise/exchange/portal_form.html", context, 422 if form.errors else 200)


urlpatterns = [
    path("", board, name="board"),
    path("own/", own, name="own"),
    path("own/new/", new, name="own-new"),
    path("own/matches/<int:number>/", match, name="own-match"),
    path("own/matches/<int:number>/<slug:do>/", match_act, name="own-match-act"),
    path("own/<int:number>/", listing, name="own-listing"),
    path("own/<int:number>/<slug:do>/", listing_act, name="own-listing-act"),
]
