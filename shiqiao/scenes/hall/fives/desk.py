"""Pages of 5S and of model windows: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.hall.fives import forms, pages, reads, scoreshown, shown, windowshown
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor", "dispatcher", "checker"}


@fenced(reach="reach", whole=ALL)
def five_s(request: HttpRequest) -> HttpResponse:
    """Show the counters by month, and what waits."""
    month = pages.month_of(request.GET.get("month", ""), now())
    return render(request, "hall/fives/overview.html", scoreshown.overview(request.actor, month, now()))


@fenced(reach="reach", whole=ALL)
def station(request: HttpRequest, unit: int) -> HttpResponse:
    """Show one counter: what made its score, its trend, findings and rounds."""
    month, one = pages.month_of(request.GET.get("month", ""), now()), reads.access_station(request.actor, unit)
    return render(request, "hall/fives/station.html", scoreshown.station_page(request.actor, one, month, now()))


@fenced(reach="reach", whole=ALL)
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a counter and begin a round, or go on with the open one."""
    form = pages.begin_form(request)
    row = acted(form, None, request.actor)
    if row:
        return pages.HttpResponseRedirect(reverse("desk:hall:round", args=[row.pk]))
    return render(request, "hall/fives/begin.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def walk(request: HttpRequest, number: int) -> HttpResponse:
    """Show a round; the own open one is finished or given up from here."""
    if request.method == "POST":
        return pages.ended(request, pages.own_round(request.actor, number))
    row = reads.access_round(request.actor, number)
    return render(request, "hall/fives/round.html", shown.round_page(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def area(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Give the five marks of an area, then go on to the next."""
    row = pages.own_round(request.actor, number)
    form = pages.area_form(request, row, one := pages.area_of(row, code))
    if acted(form, request.actor):
        return pages.HttpResponseRedirect(pages.after_area(row, code))
    return render(request, "hall/fives/area.html", shown.area_page(row, one, form), status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def found(request: HttpRequest, unit: int) -> HttpResponse:
    """Record what was found, with a photo."""
    form, counter, walk = pages.found_form(request, unit)
    row = acted(form, (counter, walk), request.actor)
    if row:
        return pages.after_found(request, row, walk)
    frame = pages.found_frame(counter, walk, form)
    return render(request, "hall/fives/found.html", frame, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def findings(request: HttpRequest) -> HttpResponse:
    """Show the findings of a tab."""
    filters, after = pages.filters_of(request.actor, request.GET, now()), cursor(request.GET.get("after", ""))
    page = reads.findings(request.actor, filters, now(), after=after)
    context = {"rows": shown.rows_of(page.rows, now()), "next": page.next}
    return render(request, "hall/fives/findings.html", context | pages.list_frame(request.actor, filters, now()))


@fenced(reach="reach", whole=ALL)
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Show one finding; its notices to the actor count as read."""
    row = reads.access_finding(request.actor, number)
    pages.seen(row, request.actor, now())
    return render(request, "hall/fives/finding.html", shown.page_of(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was sent stays when it is refused."""
    row = reads.access_finding(request.actor, number)
    form = pages.act_form(do, request)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:hall:finding", args=[row.pk]))
    return render(request, "hall/fives/act.html", pages.act_frame(do, row, form), status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a picture of a finding."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="reach", whole=ALL)
def grounds(request: HttpRequest) -> HttpResponse:
    """Show what the hall's own records propose."""
    return render(request, "hall/fives/grounds.html", pages.grounds_page(request.actor, now()))


@fenced(reach="reach", whole=ALL)
def ground(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Decide about records of one kind at one counter."""
    form, counter = pages.ground_form(request, code, unit)
    row = acted(form, counter, request.actor)
    if row:
        return pages.after_ground(request, row)
    frame = pages.ground_frame(request.actor, form)
    return render(request, "hall/fives/ground.html", frame, status=422 if form.errors else 200)


@fenced(reach="street")
def checklist(request: HttpRequest) -> HttpResponse:
    """Show the checklists and what a mark means; it prints as it stands."""
    return render(request, "hall/fives/checklist.html", pages.checklist_page(request.actor.street or 0))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish checklists from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, request.actor):
        said = _("The version is published and in force.")
        return pages.told(request, said, reverse("desk:hall:checklist"))
    return render(request, "hall/fives/publish.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def windows(request: HttpRequest) -> HttpResponse:
    """Show every counter against the standard of a model window."""
    half = windowshown.half_asked(request.GET.get("half", ""), now())
    return render(request, "hall/fives/windows.html", windowshown.list_page(request.actor, half, now()))


@fenced(reach="reach", whole=ALL)
def window(request: HttpRequest, unit: int) -> HttpResponse:
    """Show one counter's criteria and its gap."""
    half = windowshown.half_asked(request.GET.get("half", ""), now())
    return render(request, "hall/fives/window.html", windowshown.window_page(request.actor, unit, half, now()))


@fenced(reach="reach", whole=ALL)
def window_rows(request: HttpRequest, unit: int, code: str) -> HttpResponse:
    """Show the rows behind a criterion."""
    half, after = windowshown.half_asked(request.GET.get("half", ""), now()), cursor(request.GET.get("after", ""))
    hit = request.GET.get("hit") == "1"
    context = windowshown.rows_page(request.actor, unit, code, half, hit=hit, after=after, at=now())
    return render(request, "hall/fives/window_rows.html", context)


@fenced(roles={"leader"}, reach="reach", whole=ALL)
def decide(request: HttpRequest, unit: int) -> HttpResponse:
    """Decide about a window for a half-year that is over."""
    half = windowshown.half_asked(request.GET.get("half", ""), now())
    context = windowshown.window_page(request.actor, unit, half, now())
    form = pages.filled(forms.WindowForm, request, proposed=context["window"].standing.proposed)
    if acted(form, (unit, half), request.actor):
        address = f"{reverse('desk:hall:window', args=[unit])}?half={half}"
        return pages.told(request, _("The decision is entered."), address)
    return render(request, "hall/fives/decide.html", context | {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def plaque(request: HttpRequest, unit: int) -> HttpResponse:
    """Show the plaque of a window that was awarded, to be printed."""
    half = windowshown.half_asked(request.GET.get("half", ""), now())
    return render(request, "hall/fives/plaque.html", windowshown.plaque_page(request.actor, unit, half))
