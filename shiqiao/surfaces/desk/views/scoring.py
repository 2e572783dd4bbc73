"""Scores: appeals, the indicators in force and others side by side, closing a month and making it public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.scoring import actions, publishing, reads, rules, watching
from shiqiao.kernel.scoring import appeals as kernel
from shiqiao.surfaces.desk import scoreacts, scores, scorewatch
from shiqiao.surfaces.desk.scoreforms import AppealForm, DecisionForm, IndicatorsForm
from shiqiao.surfaces.desk.scorespans import month_of
from shiqiao.surfaces.desk.views.retention import said
from shiqiao.surfaces.kit.access import fenced

MAY_TRY = {"admin", "leader"}


@fenced(reach="street")
def appeals(request: HttpRequest) -> HttpResponse:
    """Show appeals: all to leaders and auditors, to others their own."""
    return render(request, "desk/scores/appeals.html", {"rows": scoreacts.appeal_rows(request.actor)})


@fenced(reach="street")
def raise_appeal(request: HttpRequest) -> HttpResponse:
    """Appeal against a matter's being counted; the address names matter, indicator and month."""
    target = scoreacts.target_of(request.actor, request.GET)
    matter, indicator = scoreacts.about(request.actor, target)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and (made := form.send(target, request.actor)):
        messages.success(request, _("Your appeal is raised. You are told when it is decided."))
        return HttpResponseRedirect(reverse("desk:appeal", args=[made.pk]))
    context = {"form": form, "matter": matter, "indicator": indicator, "month": target.month}
    return render(request, "desk/scores/appeal_new.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Show an appeal; by POST of another than who raised it, decide it."""
    kernel.access_appeal(request.actor, number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.decide(number, "uphold" in request.POST, request.actor):
        messages.success(request, _("Decided. Who raised it is told."))
        return HttpResponseRedirect(reverse("desk:appeals"))
    context = {"page": scoreacts.appeal_page(request.actor, number), "form": form}
    return render(request, "desk/scores/appeal.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(reach="street")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an own appeal back."""
    kernel.withdraw_appeal(appeal=number, by=request.actor, at=now())
    messages.success(request, _("Your appeal is taken back."))
    return HttpResponseRedirect(reverse("desk:appeals"))


@fenced(reach="street")
def indicators(request: HttpRequest) -> HttpResponse:
    """Show the indicators in force with their formulas, and the versions."""
    street = request.actor.street or 0
    rows, versions = scoreacts.indicator_rows(street, localdate(now())), reads.versions(street)[::-1]
    context = {"rows": rows, "versions": versions, "may_try": bool(request.actor.roles & MAY_TRY)}
    return render(request, "desk/scores/indicators.html", context)


@fenced(roles=MAY_TRY, reach="street")
def attempt(request: HttpRequest) -> HttpResponse:
    """Show scores under other indicators beside those in force; an administrator may publish them."""
    actor, month = request.actor, month_of(request.actor, request.GET.get("month", ""))
    kind = scores.kind_of(request.POST.get("kind", ""))
    version = reads.in_force(actor.street or 0, localdate(now()))
    form = IndicatorsForm(request.POST or None, initial={"text": rules.written(version.table) if version else ""})
    if "publish" in request.POST and (made := form.publish(actor)):
        messages.success(request, _("Version %(n)d is published; counting begins.") % {"n": made.version})
        return HttpResponseRedirect(reverse("desk:score-indicators"))
    table = form.table() if request.method == "POST" else None
    rows = scoreacts.tried(actor, kind, table, month, now()) if table else []
    context = {"form": form, "month": month, "rows": rows, "kind": kind, "kinds": scores.KINDS, "tried": table,
               "may_publish": bool(actor.roles & actions.MAY_PUBLISH)}  # fmt: skip
    return render(request, "desk/scores/try.html", context, status=422 if form.errors else 200)


@fenced(roles=watching.REVIEWS, reach="street")
def watch(request: HttpRequest) -> HttpResponse:
    """Show what makes figures look better than the work."""
    month = month_of(request.actor, request.GET.get("month", ""))
    sections = scorewatch.sections(request.actor, month)
    return render(request, "desk/scores/watch.html", {"sections": sections, "month": month})


@require_POST
@fenced(roles=MAY_TRY, reach="street")
def close(request: HttpRequest) -> HttpResponse:
    """Close a month."""
    return _act(request, actions.close_month, _("The month is closed. Its figures stay as they are."))


@require_POST
@fenced(roles=MAY_TRY, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Make a closed month public."""
    return _act(request, publishing.publish_month, _("The month is public. The heads are told."))


def _act(request: HttpRequest, act: object, done: str) -> HttpResponse:
    month = month_of(request.actor, request.POST.get("month", ""))
    try:
        act(street=request.actor.street or 0, starts=month.since, by=request.actor, at=now())  # type: ignore[operator]
        messages.success(request, done)
    except ShiqiaoError as refused:
        messages.error(request, said(refused))
    return HttpResponseRedirect(f"{reverse('desk:scores')}?month={month.code}")
