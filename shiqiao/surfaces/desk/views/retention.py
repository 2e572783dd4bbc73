"""Retention rules: those in force, a dry run, a run that another person approves, holds, and the list of erasures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.retention import actions, reads
from shiqiao.surfaces.desk import retention
from shiqiao.surfaces.desk.retentionforms import HoldForm, RulesForm
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe

KEEPER = {"security_admin"}


@fenced(roles=reads.KEEPS, reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show rules, runs, holds and the latest erasures."""
    return page(request, HoldForm())


def page(request: HttpRequest, form: HoldForm, status: int = 200) -> HttpResponse:
    """Render the page of rules with the form for a hold."""
    actor = request.actor
    runs = retention.run_rows(actor)
    context = {
        "version": reads.latest(actor.street or 0), "rows": retention.rule_rows(actor.street or 0),
        "runs": [run for run in runs if not run.over],
        "former": [run for run in runs if run.over], "holds": retention.hold_rows(actor), "form": form,
        "erasures": retention.erasure_rows(actor), "keeper": bool(actor.roles & KEEPER),
        "may_decide": bool(actor.roles & {"security_admin", "leader"}),
    }  # fmt: skip
    return render(request, "desk/retention/rules.html", context, status=status)


@fenced(roles=KEEPER, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Change the rules and publish them."""
    latest = reads.latest(request.actor.street or 0)
    form = RulesForm(request.POST or None, initial={"text": latest.text if latest else ""})
    version = form.publish(request.actor) if request.method == "POST" else 0
    if not version:
        return render(request, "desk/retention/publish.html", {"form": form}, status=422 if form.errors else 200)
    messages.success(request, _("Version %(n)d is in force.") % {"n": version})
    return back()


def back() -> HttpResponse:
    """Return to the page of rules."""
    return HttpResponseRedirect(reverse("desk:retention"))


@fenced(roles=KEEPER, reach="street")
def rehearse(request: HttpRequest) -> HttpResponse:
    """Show what each rule would touch now; by POST propose to carry some out."""
    actor, error = request.actor, ""
    if request.method == "POST":
        try:
            actions.propose_run(names=tuple(request.POST.getlist("rules")), by=actor, at=now())
            messages.success(request, _("Proposed. Another person has to approve it."))
            return back()
        except ShiqiaoError as refused:
            error = said(refused)
    context = {"rows": retention.counted_rows(actor.street or 0, now()), "error": error}
    return render(request, "desk/retention/rehearse.html", context, status=422 if error else 200)


def said(error: ShiqiaoError) -> str:
    """Return what an action refused as one text in the reader's language."""
    told = describe(error)
    return " ".join([*told["fields"].values()] or [told["message"]])


@require_POST
@fenced(roles={"security_admin", "leader"}, reach="street")
def decide(request: HttpRequest, number: int, how: str) -> HttpResponse:
    """Approve a proposed run, or refuse it."""
    actions.decide_run(run=number, approve=how == "approve", by=request.actor, at=now())
    messages.success(
        request, _("Approved; the work begins.") if how == "approve" else _("Refused; nothing was erased.")
    )
    return back()


@require_POST
@fenced(roles=KEEPER, reach="street")
def hold(request: HttpRequest) -> HttpResponse:
    """Hold something."""
    form = HoldForm(request.POST)
    if not form.hold(request.actor):
        return page(request, form, 422)
    messages.success(request, _("Held: neither rule nor request erases it."))
    return back()


@require_POST
@fenced(roles=KEEPER, reach="street")
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Lift a hold."""
    actions.lift_hold(hold=number, by=request.actor, at=now())
    messages.success(request, _("The hold is lifted."))
    return back()
