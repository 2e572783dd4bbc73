"""Routing rules: those in force, their versions, a rehearsal, and publishing what was rehearsed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters import rehearsal
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.routing import reads
from shiqiao.kernel.routing.actions import publish_routing
from shiqiao.kernel.routing.rules.table import Table, parse
from shiqiao.surfaces.desk import routing
from shiqiao.surfaces.desk.routingform import RehearsalForm
from shiqiao.surfaces.kit.access import fenced

REHEARSES = frozenset({"dispatcher", "leader", "admin", "auditor"})  # those who read the whole street


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, each in words, and the versions."""
    street = request.actor.street or 0
    context = {
        "book": routing.book(street, now()), "versions": routing.versions(street), "here": reads.routing_for(street),
        "may_rehearse": bool(request.actor.roles & REHEARSES),
    }  # fmt: skip
    return render(request, "desk/routing/rules.html", context)


@fenced(reach="street")
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version: what it changed, its rules, and the text as it was written."""
    row = reads.version_of(request.actor.street or 0, number)
    rows = routing.rows_of(Table.model_validate(row.table), row.street)
    context = {"row": routing.version_row(row), "text": row.text, "rows": rows, "differences": routing.differences(row)}
    return render(request, "desk/routing/version.html", context)


@fenced(roles=REHEARSES, reach="street")
def rehearse(request: HttpRequest) -> HttpResponse:
    """Try a draft on the newest matters; nothing is moved."""
    street = request.actor.street or 0
    if request.method != "POST":
        return show(request, RehearsalForm(initial={"text": reads.latest_text(street)}))
    form = RehearsalForm(request.POST, request.FILES)
    table = draft(form) if form.is_valid() else None
    return show(request, form, table)


def draft(form: RehearsalForm) -> Table | None:
    """Read the draft; what cannot be read is put into the form."""
    try:
        return parse(form.cleaned_data["text"])
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None


def show(request: HttpRequest, form: RehearsalForm, table: Table | None = None) -> HttpResponse:
    """Show the form, what is wrong with the draft, and when it is sound the report of its rehearsal."""
    actor: Actor = request.actor
    street, context = actor.street or 0, {"form": form, "may_publish": actor.has("admin")}
    if table is not None:
        problems = routing.problems_of(table, street, now())
        context["rows"] = [row for row in routing.rows_of(table, street, problems) if row.problems]
        context["wrong"] = any(not one.warning for one in problems)
        if not context["wrong"]:
            context["report"] = routing.report_of(tried(form, table, actor), street)
    status = 422 if form.errors or context.get("wrong") else 200
    return render(request, "desk/routing/rehearse.html", context, status=status)


def tried(form: RehearsalForm, table: Table, by: Actor) -> rehearsal.Rehearsed:
    """Rehearse a sound draft and note that it was done."""
    street, at = by.street or 0, now()
    span, then = rehearsal.Span(last=int(form.cleaned_data["last"])), form.cleaned_data["people"] == "then"
    found = rehearsal.rehearse(table, street=street, span=span, at=at, then=then)
    rehearsal.note(found, street=street, by=by, at=at)
    return found


@require_POST
@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish exactly what was rehearsed."""
    street, text = request.actor.street or 0, request.POST.get("text", "")
    try:
        row = publish_routing(street=street, text=text, channels=CHANNELS, by=request.actor, at=now())
    except ShiqiaoError as error:
        form = RehearsalForm({"text": text, "last": "500", "people": "now"})
        form.add_action_error(error)
        return show(request, form)
    messages.success(request, _("Version %(n)d is in force.") % {"n": row.version})
    return HttpResponseRedirect(reverse("desk:routing"))
