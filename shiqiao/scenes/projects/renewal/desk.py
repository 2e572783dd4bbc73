"""Pages of renewal: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import forms, pages, papers, reads, shown, words
from shiqiao.surfaces.desk.actforms import acted, asked, told
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor", "dispatcher", "checker"}


@fenced(reach="reach", whole=ALL)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the projects of renewal."""
    return render(request, "projects/renewal/overview.html", pages.overview(request.actor, now()))


@fenced(roles={"leader"}, reach="reach", whole=ALL)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a project."""
    form = forms.BeginForm(pages.posted(request), actor=request.actor)
    row = acted(form, None, request.actor)
    if row:
        return told(request, _("The project is begun."), reverse("desk:renewal:board", args=[row.pk]))
    frame = {
        "form": form,
        "title": _("Begin a renewal project"),
        "icon": "plus",
        "back": reverse("desk:renewal:overview"),
    }
    return asked(request, "projects/renewal/act.html", frame)


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the terms with which projects begin."""
    form = forms.TermsForm(pages.posted(request))
    if acted(form, None, request.actor):
        return told(request, _("The version is published and in force."), reverse("desk:renewal:overview"))
    title, back = _("Terms with which projects begin"), reverse("desk:renewal:overview")
    frame = {"form": form, "title": title, "icon": "file-check", "back": back}
    return asked(request, "projects/renewal/act.html", frame)


@fenced(reach="reach", whole=ALL)
def board(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a project is."""
    row = reads.access_renewal(request.actor, number)
    return render(request, "projects/renewal/board.html", pages.board(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what an act on a project needs, and do it."""
    row = reads.access_renewal(request.actor, number)
    form, frame = pages.act_form(do, row, request)
    if acted(form, row, request.actor):
        return told(request, _("Entered."), frame["back"])
    frame |= {"subtitle": row.title}
    return asked(request, "projects/renewal/act.html", frame)


@fenced(reach="reach", whole=ALL)
def files(request: HttpRequest, number: int) -> HttpResponse:
    """Show the files of a project."""
    row, filters = reads.access_renewal(request.actor, number), pages.filters_of(request.GET)
    page = reads.files(row, filters, after=cursor(request.GET.get("after", "")))
    context = pages.head(request.actor, row, now()) | pages.list_frame(row, filters)
    context |= {"rows": shown.file_rows(row, page.rows), "next": page.next}
    return render(request, "projects/renewal/files.html", context)


@fenced(reach="reach", whole=ALL)
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Show one household's file."""
    row = reads.access_file(request.actor, number)
    return render(request, "projects/renewal/file.html", shown.file_page(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def file_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what an act on a file needs, and do it."""
    row = reads.access_file(request.actor, number)
    form, frame = pages.file_act(do, row, request)
    if acted(form, row, request.actor):
        return told(request, _("Entered."), frame["back"])
    frame |= {"subtitle": _("File %(serial)d") % {"serial": row.serial}}
    return asked(request, "projects/renewal/act.html", frame)


@fenced(reach="reach", whole=ALL)
def file_paper(request: HttpRequest, number: int) -> HttpResponse:
    """Give a household's file as PDF, the name masked."""
    row = reads.access_file(request.actor, number)
    return HttpResponse(papers.file_paper(request.actor, row, now()), content_type="application/pdf")


@fenced(reach="reach", whole=ALL)
def signatures(request: HttpRequest, number: int) -> HttpResponse:
    """Show the one series of numbers, void ones among them."""
    row = reads.access_renewal(request.actor, number)
    page = reads.signatures(row, after=cursor(request.GET.get("after", "")))
    context = pages.head(request.actor, row, now()) | {"rows": pages.number_rows(page.rows), "next": page.next}
    return render(request, "projects/renewal/signatures.html", context)


@fenced(reach="reach", whole=ALL)
def flats(request: HttpRequest, number: int) -> HttpResponse:
    """Show the house stock."""
    row, state = reads.access_renewal(request.actor, number), request.GET.get("state", "")
    page = reads.flats(row, state[:8], after=cursor(request.GET.get("after", "")))
    states = [("", _("All flats")), *((code, _(title)) for code, (title, _tone) in words.FLATS.items())]
    context = pages.head(request.actor, row, now()) | {"rows": pages.flat_rows(page.rows), "next": page.next}
    return render(request, "projects/renewal/flats.html", context | {"states": states, "state": state})


@fenced(reach="reach", whole=ALL)
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Show whether alike households have like terms."""
    row = reads.access_renewal(request.actor, number)
    context = pages.measure_page(request.actor, row, now(), cursor(request.GET.get("after", "")))
    return render(request, "projects/renewal/measure.html", context)


@fenced(reach="reach", whole=ALL)
def terms(request: HttpRequest, number: int) -> HttpResponse:
    """Show the terms in force, and what happened to the project."""
    row = reads.access_renewal(request.actor, number)
    context = pages.terms_page(request.actor, row, now()) | {"steps": pages.lines(row)}
    return render(request, "projects/renewal/terms.html", context)
