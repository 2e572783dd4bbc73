"""Showing a value in clear, and the read log that the auditor reviews."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.privacy import actions, reads, rules
from shiqiao.kernel.registry.subjects import show
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.desk import revealing
from shiqiao.surfaces.kit.access import fenced


@require_POST
@fenced(roles=rules.revealing_roles(), reach="reach")
def reveal(request: HttpRequest, kind: str, subject: int) -> HttpResponse:
    """Show one value in clear, for a reason that goes into the read log; once, and kept nowhere."""
    asked = request.POST.get("value", "")[:60]
    form = revealing.RevealForm(request.POST, values=[(asked, asked)])
    value = None
    if form.is_valid():
        value = form.act(actions.reveal, kind=kind, subject=subject, by=request.actor, at=now(), **form.asked)
    about = show(request.actor, [Ref(kind, subject)]).get(Ref(kind, subject))
    title = say.say(revealing.FIELDS, asked.partition(":")[0])
    context = {"form": form, "value": value, "title": title, "back": about.url if about else "/"}
    name = "kit/_revealed.html" if request.headers.get("hx-request") else "desk/privacy/revealed.html"
    answer = render(request, name, context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@fenced(roles=rules.READS_LOG, reach="street")
def read_log(request: HttpRequest) -> HttpResponse:
    """Show who looked at what in clear, unusual lines first."""
    asked = revealing.filters_of(request.actor, request.GET.dict())
    page = reads.read_log(request.actor, asked, after=request.GET.get("after", ""), limit=revealing.ROWS)
    rows = revealing.looks(request.actor, page.rows, page.reviews)
    context = {
        "rows": rows,
        "next": page.next,
        "form": revealing.LogForm(request.GET, actor=request.actor),
        "narrowed": bool(request.GET),
    }
    return render(request, "desk/privacy/log.html", context)


@fenced(roles=rules.READS_LOG, reach="street")
def read_line(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line with its note and reviews; POST reviews it."""
    row = reads.line_of(request.actor, number)
    form = revealing.ReviewForm(request.POST or None)
    act = {"line": number, "by": request.actor, "at": now()}
    if form.is_valid() and form.act(actions.review_read, **act, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("desk:read-log"))
    context = {"form": form, **revealing.line_shown(request.actor, row)}
    return render(request, "desk/privacy/line.html", context, status=422 if form.errors else 200)
