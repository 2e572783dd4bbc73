"""Monthly reports: the list, ordering one, making one again, and its files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.monthly import actions, reads
from shiqiao.surfaces.desk.monthly import pages
from shiqiao.surfaces.desk.views.retention import said
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.downloads import give

SEES, ORDERS = {"leader", "auditor"}, {"leader"}


@fenced(roles=SEES, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show the reports; by POST of a leader, order one."""
    form = pages.OrderForm(request.POST or None, street=request.actor.street or 0)
    if request.method == "POST" and form.order(request.actor):
        messages.success(request, _("Ordered. You are told when it is ready."))
        return HttpResponseRedirect(reverse("desk:monthly-reports"))
    context = {"page": pages.page(request.actor), "form": form, "may": bool(request.actor.roles & ORDERS)}
    return render(request, "desk/monthly/reports.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(roles=ORDERS, reach="street")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Make a report again."""
    try:
        actions.make_again(report=number, by=request.actor, at=now())
        messages.success(request, _("Ordered. You are told when it is ready."))
    except ShiqiaoError as refused:
        if refused.code == "not_found":
            raise
        messages.error(request, said(refused))
    return HttpResponseRedirect(reverse("desk:monthly-reports"))


@fenced(roles=SEES, reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Give a file of a report, to be saved under the name of its month."""
    row, found = reads.access_report(request.actor, number), reads.file_of(request.actor, number, file)
    response = give(request, found)
    response["Content-Disposition"] = content_disposition_header(True, pages.name_of(row, found))
    return response
