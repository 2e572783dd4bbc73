"""How notices leave the house: the person's own choice, and what could not be sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.notices import choosing, sending
from shiqiao.kernel.notices.reads import means_for
from shiqiao.surfaces.desk.channelforms import MeansForm, rows_of
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="own")
def means(request: HttpRequest) -> HttpResponse:
    """Choose by which means notices also come, or take it back."""
    mine = choosing.my_choice(request.actor)
    if request.method == "POST" and "end" in request.POST:
        choosing.end_choice(by=request.actor, at=now())
        messages.success(request, _("Notices stay in the desk only."))
        return HttpResponseRedirect(request.path)
    form = MeansForm(request.POST or None, mine=mine[0] if mine else None)
    if form.is_valid() and form.send(request.actor):
        messages.success(request, _("Remembered. A trial is on its way to you."))
        return HttpResponseRedirect(request.path)
    context = {"form": form, "mine": mine, "offered": means_for("official")}
    return render(request, "desk/notices/means.html", context, status=422 if form.errors else 200)


@fenced(roles=sending.MAY, reach="street")
def sendings(request: HttpRequest) -> HttpResponse:
    """Show what could not be sent."""
    rows = sending.failed(request.actor, after=request.GET.get("after", ""))
    following = str(rows[-1].pk) if len(rows) == 50 else ""
    return render(request, "desk/notices/sendings.html", {"rows": rows_of(rows), "next": following})


@require_POST
@fenced(roles=sending.MAY, reach="street")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Try a sending once more."""
    try:
        sending.send_again(sending=number, by=request.actor, at=now())
        messages.success(request, _("It is tried again now."))
    except ShiqiaoError as error:
        if error.code != "conflict":
            raise
        messages.error(request, _(error.message))
    return HttpResponseRedirect(reverse("desk:sendings"))
