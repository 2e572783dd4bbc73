"""The public board of the exchange: what firms of the street offer and ask, without who they are."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import pages, reads, shown
from shiqiao.scenes.enterprise.exchange.store import day_of
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "exchange"


@require_safe
@open_page
def board(request: HttpRequest) -> HttpResponse:
    """Show valid listings that may be shown to everybody."""
    filters, day = reads.narrowed(request.GET, ("open",)), day_of(now())
    page = reads.on_board(street_number(), filters, day, after=cursor(request.GET.get("after", "")))
    rows = [shown.listing_row(row, day) for row in page.rows]
    context = {"rows": rows, "next": page.next, "filters": filters, **pages.choices_of()}
    return show_template(request, "enterprise/exchange/portal_board.html", context)


urlpatterns = [path("", board, name="board")]
