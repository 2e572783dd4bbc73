"""Pages of key projects: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.projects import pages, reads, rights, sheets, shown
from shiqiao.scenes.projects.forms import AddForm
from shiqiao.surfaces.desk.actforms import acted, asked
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def projects(request: HttpRequest) -> HttpResponse:
    """Show the projects of a tab."""
    filters, after = pages.filters_of(request.GET), cursor(request.GET.get("after", ""))
    page = reads.projects(request.actor, filters, now(), after=after)
    context = {"rows": shown.rows(page.rows, now()), "next": page.next}
    return render(request, "projects/list.html", context | pages.list_frame(request.actor, filters, now()))


@fenced(roles=rights.ADDS, reach="street")
def add(request: HttpRequest) -> HttpResponse:
    """Add a project; what was typed stays when it is refused."""
    form = pages.filled(AddForm, request, street=request.actor.street or 0)
    row = acted(form, None, request.actor)
    if row:
        return pages.told(request, _("The project is added; give it stages and a plan of investment now."), row)
    return asked(request, "projects/add.html", {"form": form})


@fenced(reach="street")
def project(request: HttpRequest, number: int) -> HttpResponse:
    """Show one project: how it stands and why, its curve, stages, months, problems."""
    row = reads.access_project(request.actor, number)
    return render(request, "projects/project.html", shown.page(request.actor, row, now()))


@fenced(reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was sent stays when it is refused."""
    row = reads.access_project(request.actor, number)
    form = pages.act_form(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), row)
    return asked(request, "projects/act.html", pages.act_frame(row, do, form))


@fenced(reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a photo or paper of a project."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="street")
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Give the monthly sheet of a project as PDF."""
    row = reads.access_project(request.actor, number)
    made = sheets.project_sheet(row, sheets.month_of(request.GET.get("month", ""), now()), now())
    return HttpResponse(made, content_type="application/pdf")
