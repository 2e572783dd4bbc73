"""Pages of the secretary's projects: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.party import leadpages
from shiqiao.scenes.party.leadforms import PublishForm
from shiqiao.scenes.party.secretary import forms, papers, reads, rights, shown
from shiqiao.scenes.party.secretary.publishing import RULES
from shiqiao.scenes.party.secretary.store import PROJECT
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def board(request: HttpRequest) -> HttpResponse:
    """Show the projects by step."""
    year = number_in(request.GET.get("year", ""))
    return render(request, "party/secretary/list.html", shown.board(request.actor, year, now()))


@fenced(roles=rights.OPENS, reach="street")
def begin(request: HttpRequest) -> HttpResponse:
    """Open a project."""
    form = leadpages.filled(forms.OpenForm, request, street=request.actor.street or 0)
    row = acted(form, None, request.actor)
    if row:
        return leadpages.told(request, _("The project is open."), reverse("desk:secretary:project", args=[row.pk]))
    back = (reverse("desk:secretary:list"), _("Secretary's projects"))
    return leadpages.form_page(request, form, _("Open a project"), "flag", back)


@fenced(reach="street")
def project(request: HttpRequest, number: int) -> HttpResponse:
    """Show one project; its notices to the actor count as read."""
    row = reads.access_project(request.actor, number)
    mark_subject_read(subject=Ref(PROJECT, row.pk), by=request.actor, at=now())
    return render(request, "party/secretary/project.html", shown.page_of(request.actor, row, now()))


@fenced(reach="street")
def dossier(request: HttpRequest, number: int) -> HttpResponse:
    """Give the dossier of a project as PDF."""
    row = reads.access_project(request.actor, number)
    return leadpages.pdf_of(papers.dossier(row, request.actor, now()))


@fenced(reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a file of a project."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what a step needs, and do it; what was sent stays when it is refused."""
    row = reads.access_project(request.actor, number)
    if do not in forms.ACTS:
        raise NotFound
    form_class, title, icon = forms.ACTS[do]
    form = leadpages.filled(form_class, request, row=row, code=request.GET.get("of", ""))
    back = (reverse("desk:secretary:project", args=[row.pk]), row.title)
    if acted(form, row, request.actor):
        return leadpages.told(request, _("Entered."), back[0])
    return leadpages.form_page(request, form, str(title), icon, back)


@fenced(reach="street")
def visits(request: HttpRequest) -> HttpResponse:
    """Show the study visits of the street."""
    rows = [shown.visit_line(one) for one in reads.visits(request.actor)]
    return render(request, "party/secretary/visits.html", {"visits": rows})


@fenced(reach="street")
def visit(request: HttpRequest, number: int) -> HttpResponse:
    """Show one study visit."""
    row = reads.access_visit(request.actor, number)
    return render(request, "party/secretary/visit.html", shown.visit_page(request.actor, row))


@fenced(reach="street")
def visit_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Add guests or materials to a study visit, or say that it was held."""
    row = reads.access_visit(request.actor, number)
    if do not in forms.VISIT_ACTS:
        raise NotFound
    form_class, title, icon = forms.VISIT_ACTS[do]
    form, back = leadpages.filled(form_class, request), (reverse("desk:secretary:visit", args=[row.pk]), row.title)
    if acted(form, row, request.actor):
        return leadpages.told(request, _("Entered."), back[0])
    return leadpages.form_page(request, form, str(title), icon, back)


@fenced(reach="street")
def visit_file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a file of a study visit."""
    return serve(request, reads.visit_file_of(request.actor, number, file))


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of the secretary's projects as they hold."""
    return render(request, "party/secretary/rules.html", shown.rules_page(request.actor.street or 0))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = PublishForm(request.POST, request.FILES) if request.method == "POST" else PublishForm()
    form.rules, back = RULES, (reverse("desk:secretary:rules"), _("Rules of the secretary's projects"))
    if acted(form, request.actor):
        return leadpages.told(request, _("The rules are published."), back[0])
    return leadpages.form_page(request, form, _("Publish"), "file-check", back)
