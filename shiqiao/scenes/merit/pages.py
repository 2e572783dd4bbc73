"""What the views share: forms filled and tried, what was done said, frames of pages."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.merit import actions, forms, reads, shown, store
from shiqiao.scenes.merit.models import Consequence


def form_of(do: str, request: HttpRequest, row: Consequence) -> forms.ActForm:
    """Return the form of an act; raises NotFound for what the actor cannot do now."""
    open_now = {url for url, *_rest in shown.acts(request.actor, row, reads.appeal_of(row.id), now())}  # type: ignore[attr-defined]
    if do not in forms.FORMS or reverse("desk:merit:act", args=[row.id, do]) not in open_now:
        raise NotFound
    return forms.FORMS[do](request.POST if request.method == "POST" else None, row=row)


def hand_form(request: HttpRequest) -> forms.HandForm:
    """Return the form of a proposal by hand."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return forms.HandForm(request.POST if request.method == "POST" else None, by=by, at=localdate(now()))


def seen(row: Consequence, actor: Actor) -> None:
    """Count the actor's notices about a consequence as read."""
    mark_subject_read(subject=Ref(store.KIND, row.id), by=actor, at=now())


def seen_month(actor: Actor, month: date) -> None:
    """Count the actor's notices about a month as read."""
    if looked := reads.looked(actor, month):
        mark_subject_read(subject=Ref(store.MONTH, looked.id), by=actor, at=now())


def latest(actor: Actor) -> date | None:
    """Return the latest month that has anything the actor sees."""
    return next(iter(reads.months(actor)), None)


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(url)


def file(content: bytes, name: str, mime: str) -> HttpResponse:
    """Give a file to be saved."""
    response = HttpResponse(content, content_type=mime)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def said(do: str) -> str:
    """Say what was done."""
    return {
        "decide": _("It is decided."), "appeal": _("Your appeal is with the leaders."),
        "review": _("The appeal is decided, and whoever raised it has been told."),
        "withdraw": _("The appeal is taken back."), "new": _("It is proposed; another leader decides."),
        "remark": _("The remark is written, and the person has been told."),
    }[do]  # fmt: skip


def several(request: HttpRequest, at: datetime) -> HttpResponse:
    """Decide several proposals for one reason, and say how many were decided and how many were not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    month = shown.month_of(request.POST.get("month", ""), at)
    back = f"{reverse('desk:merit:month')}?month={month.code}"
    chosen = [int(one) for one in request.POST.getlist("one") if one.isdigit() and len(one) < 19][:100]
    readable = list(reads.seen_by(actor).filter(pk__in=chosen).values_list("pk", flat=True))
    if not readable:
        messages.warning(request, _("Choose at least one proposal."))
        return HttpResponseRedirect(back)
    outcome: actions.Outcome = "turned_down" if "turn_down" in request.POST else "confirmed"
    try:
        did, left = actions.decide_several(
            consequences=readable, outcome=outcome, reason=request.POST.get("reason", ""), by=actor, at=at
        )
    except Invalid:
        messages.warning(request, _("Write the reason of the decision."))
        return HttpResponseRedirect(back)
    if left:
        messages.warning(request, _("%(n)s could not be decided by you; they are still there.") % {"n": left})
    return done(request, _("%(n)s decided.") % {"n": did}, back)
