"""Pages of arenas: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.projects.arena import actions, forms, pages, reads, rights, sheets, shown
from shiqiao.scenes.projects.pages import filled
from shiqiao.surfaces.desk.actforms import acted, asked, told
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def arenas(request: HttpRequest) -> HttpResponse:
    """Show the contests."""
    page = reads.arenas(request.actor, after=cursor(request.GET.get("after", "")))
    leads = rights.has(request.actor, rights.LEADS)
    context = {"rows": shown.list_rows(page.rows, now()), "next": page.next, "leads": leads}
    return render(request, "projects/arena/list.html", context)


@fenced(roles=rights.LEADS, reach="street")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a contest by rules that are published."""
    form = filled(forms.BeginForm, request, street=request.actor.street or 0)
    row = acted(form, None, request.actor)
    if row:
        return told(request, _("The contest has begun; let entrants take part now."), pages.at_arena(row.pk))
    frame = {"form": form, "title": _("Begin a contest"), "icon": "trophy", "back": reverse("desk:arena:list")}
    return asked(request, "projects/arena/form.html", frame)


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the published rules; a leader or administrator publishes others."""
    form = filled(forms.RulesForm, request)
    if request.method == "POST" and acted(form, None, request.actor):
        return told(
            request, _("The rules are published; contests that have begun keep theirs."), reverse("desk:arena:rules")
        )
    frame = {"form": form, "rows": pages.versions(request.actor), "may": pages.publishes(request.actor)}
    return asked(request, "projects/arena/rules.html", frame)


@fenced(reach="street")
def arena(request: HttpRequest, number: int) -> HttpResponse:
    """Show a contest: its board, its rules, what is appealed."""
    row = reads.access_arena(request.actor, number)
    return render(request, "projects/arena/arena.html", shown.board_page(request.actor, row, now()))


@fenced(roles=rights.LEADS, reach="street")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Let an entrant take part."""
    row = reads.access_arena(request.actor, number)
    form = filled(forms.EntrantForm, request, row=row, by=request.actor)
    if acted(form, row, request.actor):
        return told(request, _("Entered."), pages.at_arena(row.pk))
    frame = {"form": form, "title": _("Let an entrant take part"), "icon": "user-plus", "back": pages.at_arena(row.pk)}
    return asked(request, "projects/arena/form.html", frame)


@require_POST
@fenced(roles=rights.LEADS, reach="street")
def freeze(request: HttpRequest, number: int) -> HttpResponse:
    """Freeze a contest with its scores."""
    row = reads.access_arena(request.actor, number)
    return pages.done(request, lambda: actions.freeze_arena(arena=row.pk, by=request.actor, at=now()), row.pk)


@require_POST
@fenced(reach="street")
def verify(request: HttpRequest, number: int, reading: int) -> HttpResponse:
    """Verify a figure that another entered."""
    row = reads.access_arena(request.actor, number)
    return pages.done(request, lambda: actions.verify_reading(reading=reading, by=request.actor, at=now()), row.pk)


@fenced(roles=rights.LEADS, reach="street")
def answer(request: HttpRequest, number: int, appeal: int) -> HttpResponse:
    """Answer an appeal."""
    row = reads.access_arena(request.actor, number)
    form = filled(forms.AnswerForm, request)
    if acted(form, pages.appeal_of(row, appeal).pk, request.actor):
        return told(request, _("The appeal is answered."), pages.at_arena(row.pk))
    return asked(request, "projects/arena/form.html", pages.answer_frame(row, appeal, form))


@fenced(reach="street")
def entrant(request: HttpRequest, number: int) -> HttpResponse:
    """Show an entrant, point by point."""
    row, one = reads.access_entrant(request.actor, number)
    return render(request, "projects/arena/entrant.html", shown.entrant_page(request.actor, row, one, now()))


@fenced(reach="street")
def rows(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Show the records behind a figure."""
    row, one = reads.access_entrant(request.actor, number)
    pages.refuse_unknown(row, code)
    return render(request, "projects/arena/rows.html", shown.rows_page(request.actor, row, one, code, now()))


@fenced(reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was sent stays when it is refused."""
    row, one = reads.access_entrant(request.actor, number)
    form = pages.act_form(request, row, one, do)
    if acted(form, one, request.actor):
        return told(request, _("Entered."), reverse("desk:arena:entrant", args=[one.pk]))
    return asked(request, "projects/arena/form.html", pages.act_frame(one, do, form))


@fenced(reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give the evidence of a figure."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="street")
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Give the board of a contest as PDF."""
    row = reads.access_arena(request.actor, number)
    return HttpResponse(sheets.board_sheet(row, now()), content_type="application/pdf")
