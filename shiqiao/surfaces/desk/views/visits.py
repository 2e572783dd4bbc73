"""Visits: the worklist, one visit and its checklist, plans, coverage, open findings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.visits import actions, reads, rules
from shiqiao.surfaces.desk import entries, visits
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.matterpage import scene_panels
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.desk.sockets import visit_panels
from shiqiao.surfaces.desk.visitforms import PlanForm, ReassignForm, form_for
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="reach")
def work(request: HttpRequest) -> HttpResponse:
    """Show the visits that wait, in the order of the way."""
    asked = [request.GET.get(name, "") for name in ("tab", "kind", "after")]
    page = visits.work(request.actor, asked[0], asked[1], cursor(asked[2]), now())
    return render(request, "desk/visits/work.html", {"page": page})


@fenced(reach="reach")
def visit(request: HttpRequest, number: int) -> HttpResponse:
    """Show one visit; its notices to the actor count as read."""
    row = reads.access_visit(request.actor, number)
    mark_subject_read(subject=Ref(rules.VISIT, row.id), by=request.actor, at=now())
    page, panels = visits.page_of(request.actor, row, now()), scene_panels(request.actor, row, visit_panels)
    return render(request, "desk/visits/visit.html", {"page": page, "panels": panels})


@fenced(reach="reach")
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the checklist, or whether the findings were put right, and record it; what was typed stays when refused."""
    row = reads.access_visit(request.actor, number)
    visits.check_may_record(request.actor, row)
    form = form_for(row, request.POST, request.FILES) if request.method == "POST" else form_for(row)
    if form.is_bound:
        form.take_files(request.actor)
    if form.is_valid() and form.send(request.actor):
        messages.success(request, _("The visit is recorded."))
        return HttpResponseRedirect(reverse("desk:visit", args=[row.id]))
    context = {"page": visits.page_of(request.actor, row, now()), "form": form}
    return render(request, "desk/visits/record.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def reassign(request: HttpRequest, number: int) -> HttpResponse:
    """Give a visit to another post."""
    row = reads.access_visit(request.actor, number)
    form = ReassignForm(request.POST or None, row=row)
    if form.is_valid():
        try:
            actions.reassign_visit(visit=row.id, post=form.cleaned_data["post"], by=request.actor, at=now())
            return HttpResponseRedirect(reverse("desk:visit", args=[row.id]))
        except ShiqiaoError as error:
            form.add_action_error(error)
    context = {"page": visits.page_of(request.actor, row, now()), "form": form}
    return render(request, "desk/visits/reassign.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel an open visit, after the browser has asked."""
    row = reads.access_visit(request.actor, number)
    if request.method == "POST":
        actions.cancel_visit(visit=row.id, by=request.actor, at=now())
        messages.success(request, _("The visit is cancelled."))
    return HttpResponseRedirect(reverse("desk:visit", args=[row.id]))


@fenced(roles=rules.PLANNERS, reach="reach")
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a list of subjects; refused lines are shown with their reasons and stay in the form."""
    form = PlanForm(request.POST or None, actor=request.actor)
    report = form.plan(request.actor) if form.is_valid() else None
    refused = form.refused(report) if report else []
    if report and not refused:
        messages.success(
            request, _("%(n)d planned, %(m)d were planned before.") % {"n": len(report.plans), "m": report.known}
        )
        return HttpResponseRedirect(reverse("desk:visits"))
    context = {"form": form, "report": report, "refused": refused}
    return render(request, "desk/visits/plan.html", context, status=422 if form.errors or refused else 200)


@fenced(reach="reach")
def coverage(request: HttpRequest) -> HttpResponse:
    """Show what of the current windows has been done, by kind and community."""
    day = visits.day_asked(request.GET.get("on", ""), now())
    groups = visits.coverage(request.actor, day, now())
    context = {"groups": groups, "day": day, "board": entries.board(request.actor, day)}
    return render(request, "desk/visits/coverage.html", context)


@fenced(reach="reach")
def findings(request: HttpRequest) -> HttpResponse:
    """Show visits whose findings are not yet found fixed."""
    page = reads.open_findings(request.actor, after=request.GET.get("after", ""))
    rows = visits.rows_of(request.actor, page.rows, now())
    return render(request, "desk/visits/findings.html", {"rows": rows, "next": page.next})


@fenced(reach="reach")
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give a photo of a visit to whoever may read the visit."""
    return serve(request, reads.attachment_for(request.actor, number))
