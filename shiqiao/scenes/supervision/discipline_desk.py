"""Pages of discipline: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.scenes.supervision import discipline_pages, rights
from shiqiao.scenes.supervision import discipline_reads as reads
from shiqiao.scenes.supervision import discipline_shown as shown
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

LEADS = {"leader"}


@fenced(reach="own", whole=LEADS)
def matters(request: HttpRequest) -> HttpResponse:
    """Show the matters of discipline that the actor may see: the own ones; leaders those of the street."""
    page = reads.matters(request.actor, after=cursor(request.GET.get("after", "")))
    context = {"rows": shown.rows_of(page.rows), "next": page.next, "leads": rights.leads(request.actor)}
    return render(request, "supervision/discipline.html", context)


@fenced(roles=LEADS, reach="street")
def begin(request: HttpRequest) -> HttpResponse:
    """Open a matter of discipline."""
    form = discipline_pages.open_form(request)
    made = acted(form, None, request.actor)
    if made:
        return discipline_pages.done(request, "new", made.id)
    return render(request, "supervision/discipline_new.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="own", whole=LEADS)
def matter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one matter of discipline; its notices to the actor count as read."""
    row = reads.access_matter(request.actor, number)
    discipline_pages.seen(row, request.actor)
    return render(request, "supervision/discipline_matter.html", shown.page_of(request.actor, row, now()))


@fenced(reach="own", whole=LEADS)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Answer, decide, propose the next step, name a reader, or close."""
    row = reads.access_matter(request.actor, number)
    form = discipline_pages.form_of(do, request, row)
    if acted(form, discipline_pages.acting(row, do), request.actor):
        return discipline_pages.done(request, do, row.id)
    context = discipline_pages.frame(row, do, form)
    return render(request, "supervision/case_act.html", context, status=422 if form.errors else 200)
