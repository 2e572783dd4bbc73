"""The circle of an entry with planning for who was missed, and records that came second."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people.reads import day_of
from shiqiao.kernel.visits import actions, seconds
from shiqiao.surfaces.desk import entries, secondpages
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@fenced(reach="reach")
def circle(request: HttpRequest, code: str) -> HttpResponse:
    """Show who was missed, and plan for all of them in a grid or community at once."""
    wanted = entries.asked(request.actor, code, request.GET)
    form = entries.CircleForm(request.POST or None)
    able = entries.may_plan(request.actor, wanted)
    made = form.plan(wanted, request.actor) if able and form.is_bound and form.is_valid() else None
    if made:
        messages.success(request, _("%(n)d visits are planned.") % {"n": len(made.visits)})
    page = entries.page(request.actor, wanted, day_of(now()), request.GET.get("after", ""))
    context = {"page": page, "wanted": wanted, "form": form if able else None, "made": made}
    context["refused"] = entries.refused(made) if made else []
    return render(request, "desk/visits/circle.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the records that came second and wait for a decision."""
    page = seconds.waiting(request.actor, after=cursor(request.GET.get("after", "")))
    rows = secondpages.listed(request.actor, page.rows, now())
    return render(request, "desk/visits/seconds.html", {"rows": rows, "next": page.next})


@fenced(reach="reach")
def second(request: HttpRequest, number: int) -> HttpResponse:
    """Show both records of a visit side by side; decide what becomes of the second."""
    row = seconds.access_second(request.actor, number)
    wrong = ""
    if request.method == "POST":
        try:
            actions.decide(second=number, choice=request.POST.get("choice", ""), by=request.actor, at=now())
            messages.success(request, _("It is decided."))
            return HttpResponseRedirect(reverse("desk:visit-second", args=[number]))
        except ShiqiaoError as error:
            wrong = describe(error)["message"]
    context = {"page": secondpages.page_of(request.actor, row, now()), "wrong": wrong}
    return render(request, "desk/visits/second.html", context, status=422 if wrong else 200)
