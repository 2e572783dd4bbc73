"""Pages of firms on the desk: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from shiqiao.base.time import now
from shiqiao.scenes.enterprise import pages, papers, reads, shown
from shiqiao.scenes.enterprise.forms import InviteForm, SeatForm
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}


@fenced(reach="reach", whole=ALL)
def firms(request: HttpRequest) -> HttpResponse:
    """Show the firms of a tab, narrowed to a tier or a tag."""
    filters, at = pages.filters_of(request.GET), now()
    page = reads.firms(request.actor, filters, at, after=cursor(request.GET.get("after", "")))
    context = {"rows": shown.firm_rows(request.actor, page.rows), "next": page.next}
    return render(request, "enterprise/firms.html", context | pages.frame(request.actor, filters, at))


@fenced(reach="reach", whole=ALL)
def find(request: HttpRequest) -> HttpResponse:
    """Find an organisation of which a file is opened."""
    return render(request, "enterprise/find.html", pages.find_page(request.actor, request.GET.get("text", "")))


@fenced(reach="reach", whole=ALL)
def firm(request: HttpRequest, number: int) -> HttpResponse:
    """Show one firm."""
    live, row = reads.access_firm(request.actor, number)
    return render(request, "enterprise/firm.html", shown.firm_page(request.actor, live, row, now()))


@fenced(reach="reach", whole=ALL)
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Open the file of a firm, or change it."""
    live, form = pages.file_form(request, number)
    if acted(form, live, request.actor):
        return pages.done(request, _("The firm's file is kept."), live.pk)
    return pages.act_page(request, _("File of the firm"), "building-store", live, form)


@never_cache
@sensitive_post_parameters("name", "phone")
@fenced(reach="reach", whole=ALL)
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Invite a person of a firm to the portal; the link is shown once."""
    live = pages.own_firm(request, number)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if made := acted(form, live, request.actor):
        return render(request, "enterprise/link.html", pages.link_page(request, live, made))
    return pages.act_page(request, _("Invite to the portal"), "mail", live, form)


@never_cache
@fenced(reach="reach", whole=ALL)
def seat(request: HttpRequest, seat: int, do: str) -> HttpResponse:
    """Draw a new link for a seat, or end it."""
    row, live, title, icon = pages.seat_frame(request, seat, do)
    form = SeatForm(request.POST if request.method == "POST" else None, do=do)
    made = acted(form, row, request.actor)
    if made and do == "link":
        return render(request, "enterprise/link.html", pages.link_page(request, live, made))
    if made:
        return pages.done(request, _("The seat has ended; what the browser kept is void."), live.pk)
    return pages.act_page(request, title, icon, live, form)


@fenced(reach="reach", whole=ALL)
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Give a firm's file with its promise ledger as PDF."""
    live, row = reads.access_firm(request.actor, number)
    made = papers.firm_paper(request.actor, live, row, now())
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": "inline; filename=firm.pdf"}
    )
