"""My work, and the inbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shiqiao.base.time import now
from shiqiao.surfaces.desk import inbox, keeping, mywork, otherwork
from shiqiao.surfaces.desk.handingpages import unseen
from shiqiao.surfaces.desk.views.lists import framing
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="own", above="home")
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor, what breaks first on top, in groups."""
    asked = mywork.asked_for(request.actor, request.GET, keeping.since(request))
    page = mywork.work(request.actor, asked, now())
    return render(request, "desk/work.html", {"page": page, "unseen": unseen(request.actor), **framing(request)})


@fenced(reach="own")
def other(request: HttpRequest) -> HttpResponse:
    """Show what waits beside matters: a strip above "my work", or a page where there are no scripts."""
    name = "desk/_other_work.html" if request.headers.get("hx-request") else "desk/other_work.html"
    return render(request, name, {"chips": otherwork.chips(request.actor, now())})


@require_http_methods(["GET", "POST"])
@fenced(reach="own")
def notices(request: HttpRequest) -> HttpResponse:
    """Show the inbox, unread ones first; POST marks one, those of a group, or all that were shown as read."""
    asked = inbox.asked_for(request.GET)
    if request.method == "POST":
        inbox.mark(request.POST, asked, by=request.actor, at=now())
        messages.success(request, _("Marked as read."))
        return HttpResponseRedirect(f"{reverse('desk:notices')}?{asked.query}")
    return render(request, "desk/notices.html", {"page": inbox.page(request.actor, asked)})
