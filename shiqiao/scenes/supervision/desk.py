"""Pages of supervision: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.scenes.supervision import pages, reads, rectify_pages, rectify_reads, rectify_shown, shown
from shiqiao.scenes.supervision.rectify import TAKES_IN
from shiqiao.scenes.supervision.rectify_forms import SettleForm
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}
KEEP = {"leader", "department_head"}


@fenced(reach="own", whole=ALL)
def orders(request: HttpRequest) -> HttpResponse:
    """Show the orders of a tab, narrowed to a rule or a unit."""
    filters, after = pages.filters_of(request.actor, request.GET), cursor(request.GET.get("after", ""))
    page = reads.orders(request.actor, filters, now(), after=after)
    rows = shown.order_rows(request.actor, page.rows, now())
    context = {"rows": rows, "next": page.next, "filters": filters, **pages.frame(request.actor, filters, now())}
    return render(request, "supervision/orders.html", context)


@fenced(reach="own", whole=ALL)
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show one order; its notices to the actor count as read."""
    row = reads.access_order(request.actor, number)
    pages.seen(row, request.actor, now())
    return render(request, "supervision/order.html", shown.page_of(request.actor, row, now()))


@fenced(reach="own", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was typed and sent stays when it is refused."""
    row = reads.access_order(request.actor, number)
    form = pages.form_of(do, request)
    if acted(form, row, request.actor):
        return pages.done(request, pages.said(do), row)
    context = {"one": shown.order_rows(request.actor, [row], now())[0], "order": row, "form": form}
    context |= {"title": shown.title_of(do), "icon": shown.ICONS[do]}
    return render(request, "supervision/act.html", context, status=422 if form.errors else 200)


@fenced(reach="own", whole=ALL)
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a file of an order."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(roles=KEEP, reach="own", whole=ALL)
def begin(request: HttpRequest) -> HttpResponse:
    """Raise an order by hand on what the address names."""
    subject, form = pages.raise_form(request)
    made = acted(form, subject, request.actor)
    if made:
        return pages.done(request, pages.said("raise"), made)
    context = {"form": form, "about": pages.about(subject, request.actor), "subject": subject}
    return render(request, "supervision/raise.html", context, status=422 if form.errors else 200)


# ── environmental cases ────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="reach")
def cases(request: HttpRequest) -> HttpResponse:
    """Show the environmental cases that the actor may see, the newest first."""
    page = rectify_reads.cases(request.actor, after=cursor(request.GET.get("after", "")))
    context = {"rows": rectify_shown.rows_of(page.rows), "next": page.next, "may": rectify_pages.may(request.actor)}
    return render(request, "supervision/cases.html", context)


@fenced(roles=TAKES_IN, reach="reach")
def new_case(request: HttpRequest) -> HttpResponse:
    """Take a case in."""
    form = rectify_pages.case_form(request)
    made = acted(form, None, request.actor)
    if made:
        return rectify_pages.done(request, "new", made.number)
    return render(request, "supervision/new_case.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the file of a case, with what is missing; it prints as it stands."""
    row, matter = rectify_reads.access_case(request.actor, number)
    return render(request, "supervision/case.html", rectify_shown.page_of(request.actor, row, matter))


@fenced(reach="reach")
def case_act(request: HttpRequest, number: str, do: str) -> HttpResponse:
    """File a paper, enter the publicity, or tie a matter."""
    row, matter = rectify_reads.access_case(request.actor, number)
    form = rectify_pages.form_of(do, request)
    if acted(form, row, request.actor):
        return rectify_pages.done(request, do, matter.number)
    context = rectify_pages.act_frame(do, row, matter, form)
    return render(request, "supervision/case_act.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def case_settle(request: HttpRequest, number: str, paper: int) -> HttpResponse:
    """Write what came of an objection."""
    row, matter = rectify_reads.access_case(request.actor, number)
    found, form = rectify_reads.paper_of(row.matter, paper), pages.filled(SettleForm, request)
    if acted(form, found, request.actor):
        return rectify_pages.done(request, "settle", matter.number)
    context = rectify_pages.act_frame("settle", row, matter, form)
    return render(request, "supervision/case_act.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def case_file(request: HttpRequest, number: str, file: int) -> HttpResponseBase:
    """Give a file of a case."""
    return serve(request, rectify_reads.file_of(request.actor, number, file))
