"""Pages of affairs: parse, then an action or a read, then render."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.hall import manned, pages, rating, reads, shown
from shiqiao.scenes.hall.forms import PublishForm
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}


@fenced(reach="reach", whole=ALL)
def affairs(request: HttpRequest) -> HttpResponse:
    """Show the affairs of a tab, narrowed."""
    filters, after = pages.filters_of(request.actor, request.GET), cursor(request.GET.get("after", ""))
    page = reads.affairs(request.actor, filters, now(), after=after)
    context = {"rows": shown.rows_of(page.rows, now()), "next": page.next}
    return render(request, "hall/affairs.html", context | pages.list_frame(request.actor, filters, now()))


@fenced(reach="reach", whole=ALL)
def find(request: HttpRequest) -> HttpResponse:
    """Find affairs by what stands in no address: number, name, telephone, identity number."""
    text = request.POST.get("q", "")[:60]
    rows = shown.rows_of(reads.found(request.actor, text), now())
    return render(request, "hall/found.html", {"rows": rows, "text": text, "most": reads.FOUND_MOST})


@fenced(reach="reach", whole=ALL)
def affair(request: HttpRequest, number: int) -> HttpResponse:
    """Show one affair; its notices to the actor count as read."""
    row = reads.access_affair(request.actor, number)
    pages.seen(row, request.actor, now())
    context = shown.page_of(request.actor, row, now()) | {"rating": rating.handed(request, row)}
    return render(request, "hall/affair.html", context)


@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was typed stays when it is refused."""
    row = reads.access_affair(request.actor, number)
    form = pages.form_of(do, request, row)
    if acted(form, row, request.actor):
        return pages.done(request, row, pages.acted_said(do, reads.access_affair(request.actor, number)))
    return render(request, "hall/act.html", pages.act_frame(do, row, form), status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Show the one-time notice of an affair, to be printed."""
    return render(request, "hall/notice.html", pages.notice_page(request.actor, number))


@fenced(reach="reach", whole=ALL)
def trips(request: HttpRequest) -> HttpResponse:
    """Show how often people had to come, by community, counter, item or month."""
    return render(request, "hall/trips.html", pages.trips_page(request.actor, request.GET, now()))


@fenced(reach="reach", whole=ALL)
def counters(request: HttpRequest) -> HttpResponse:
    """Show the hall and each service station: its people, its hours, what was done there in a month."""
    month = pages.month_of(request.GET)
    return render(request, "hall/counters.html", manned.counters_page(request.actor, month, now()))


@fenced(reach="street")
def guides(request: HttpRequest) -> HttpResponse:
    """Show the guides by field."""
    return render(request, "hall/guides.html", pages.guides_page(request))


@fenced(reach="street")
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show one guide; it prints as it stands."""
    return render(request, "hall/guide.html", pages.guide_page(request.actor, code))


@fenced(reach="reach", whole=ALL)
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take an application for an item in."""
    form = pages.take_form(request, code)
    row = acted(form, request.actor)
    if row:
        return pages.done(request, row, pages.taken_said(row))
    context = {"form": form, **pages.guide_page(request.actor, code), "known": pages.known(request, code)}
    return render(request, "hall/take.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@fenced(reach="reach", whole=ALL)
def known(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of whom an identity number names, which stands in no address: who, papers, an open affair."""
    pages.take_form(request, code)
    return render(request, "hall/_known.html", {"known": pages.known(request, code)})


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish guides from a file."""
    form = PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, request.actor):
        messages.success(request, _("The version is published and in force."))
        return HttpResponseRedirect(reverse("desk:hall:guides"))
    return render(request, "hall/publish.html", {"form": form}, status=422 if form.errors else 200)
