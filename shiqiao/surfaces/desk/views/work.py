"""My work, and the inbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_read
from shiqiao.kernel.notices.reads import inbox
from shiqiao.surfaces.desk import board, lists
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.handingpages import unseen
from shiqiao.surfaces.kit.access import fenced

PAGE = 50


@fenced(reach="own")
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor, what breaks first on top."""
    page = lists.work(request.actor, request.GET.get("tab", ""), cursor(request.GET.get("after", "")), now())
    return render(request, "desk/work.html", {"page": page, "unseen": unseen(request.actor)})


@fenced(reach="own")
def notices(request: HttpRequest) -> HttpResponse:
    """Show the inbox, newest first; POST marks what was on the page as read."""
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("id") if text.isdigit()]
        mark_read(ids=ids, by=request.actor, at=now())
        messages.success(request, _("Marked as read."))
        return HttpResponseRedirect(reverse("desk:notices"))
    before = request.GET.get("before", "")
    rows = inbox(request.actor, PAGE + 1, before=int(before) if before.isdigit() else None)
    shown = board.notices(rows[:PAGE], request.actor)
    return render(request, "desk/notices.html", {"rows": shown, "next": shown[-1].id if len(rows) > PAGE else ""})
