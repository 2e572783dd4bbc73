"""Pages of needs, positions and promises on the desk: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.enterprise import carepages, careshown, caring, pages
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}


@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Name the steward, read the hand-over, record a need, enter a promise, plan a visit."""
    live, form, title, icon = carepages.firm_form(request, number, do)
    if acted(form, live, request.actor):
        return pages.done(request, carepages.said(do), live.pk)
    return pages.act_page(request, title, icon, live, form)


@fenced(reach="reach", whole=ALL)
def needs(request: HttpRequest) -> HttpResponse:
    """Show the needs of a tab."""
    filters = carepages.need_filters(request.actor, request.GET)
    page = caring.needs(request.actor, filters, after=cursor(request.GET.get("after", "")))
    context = {"rows": careshown.need_rows(request.actor.street or 0, page.rows), "next": page.next}
    return render(request, "enterprise/needs.html", context | carepages.need_frame(request.actor, filters))


@fenced(reach="reach", whole=ALL)
def need(request: HttpRequest, need: int) -> HttpResponse:
    """Show one need; its notices to the actor count as read."""
    row = caring.access_need(request.actor, need)
    carepages.seen(row, request.actor, now())
    return render(request, "enterprise/need.html", careshown.need_page(request.actor, row))


@fenced(reach="reach", whole=ALL)
def ask(request: HttpRequest, need: int) -> HttpResponse:
    """Put a need to one more unit."""
    row, live, form = carepages.ask_form(request, need)
    if acted(form, row, request.actor):
        return carepages.to_need(request, _("The unit has been asked."), row.pk)
    return carepages.need_act(request, _("Ask a further unit"), "arrow-up", row, live, form)


@fenced(reach="reach", whole=ALL)
def position(request: HttpRequest, position: int, to: str) -> HttpResponse:
    """Move the own unit's position."""
    row, found, live, form, title, icon = carepages.position_form(request, position, to)
    if acted(form, row, request.actor):
        return carepages.to_need(request, _("Your unit's position is entered."), found.pk)
    return carepages.need_act(request, title, icon, found, live, form)


@fenced(reach="reach", whole=ALL)
def promises(request: HttpRequest) -> HttpResponse:
    """Show the promise ledger."""
    filters, at = carepages.promise_filters(request.GET), now()
    page = caring.promises(request.actor, filters, at, after=cursor(request.GET.get("after", "")))
    context = {"rows": careshown.promise_rows(page.rows, at), "next": page.next}
    return render(request, "enterprise/promises.html", context | carepages.promise_frame(request.actor, filters, at))


@fenced(reach="reach", whole=ALL)
def promise(request: HttpRequest, promise: int, do: str) -> HttpResponse:
    """Say that a promise was kept, or will not be."""
    row, live, form, title, icon = carepages.promise_form(request, promise, do)
    if acted(form, row, request.actor):
        return pages.done(request, _("It is entered, and the firm reads it."), live.pk)
    return pages.act_page(request, title, icon, live, form, facts=carepages.promise_facts(row))
