"""Pages of supervision: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.scenes.supervision import pages, reads, shown
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
    if pages.acted(form, row, request.actor):
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
    made = pages.made(form, subject, request.actor)
    if made:
        return pages.done(request, pages.said("raise"), made)
    context = {"form": form, "about": pages.about(subject, request.actor), "subject": subject}
    return render(request, "supervision/raise.html", context, status=422 if form.errors else 200)
