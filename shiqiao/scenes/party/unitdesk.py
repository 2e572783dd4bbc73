"""Pages of stationed units, joint meetings, assessments and double reporting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.party import pages, reads, unitforms, units, unitshown
from shiqiao.scenes.party.store import day_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def unit_list(request: HttpRequest) -> HttpResponse:
    """Show the stationed units."""
    context = pages.unit_list(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "party/units.html", context)


@fenced(reach="street")
def unit_new(request: HttpRequest) -> HttpResponse:
    """Find the organisation in the registry, then put it on the list."""
    actor = request.actor
    pages.refuse_readers(pages.own(actor))
    if not (number := reads.number(request.GET.get("organisation", ""))):
        text = request.POST.get("text", "")[:60]
        context = {"text": text, "found": units.find(actor, text), "asked": request.method == "POST"}
        return render(request, "party/find.html", context)
    firm = units.organisation(actor.street or 0, number)
    form = pages.filled(unitforms.UnitForm, request, actor=actor)
    if row := acted(form, firm, actor):
        return pages.told(request, _("The unit is on the list."), reverse("desk:party:unit", args=[row.pk]))
    frame = pages.Frame(_("Put a unit on the list"), "building-community", firm.name, reverse("desk:party:units"))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """Show a unit with seats, lists, projects, its record and how communities scored it."""
    row = reads.access_unit(request.actor, number)
    return render(request, "party/unit.html", unitshown.unit_page(request.actor, row, day_of(now())))


@fenced(reach="street")
def unit_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Give a seat, change the contact, or score a unit."""
    row = reads.access_unit(request.actor, number)
    form, frame = pages.unit_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:unit", args=[row.pk]))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the joint meetings."""
    context = pages.meeting_list(request.actor, cursor(request.GET.get("after", "")))
    return render(request, "party/meetings.html", context)


@fenced(reach="street")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Record a joint meeting."""
    pages.refuse_readers(pages.own(request.actor))
    form = pages.filled(unitforms.MeetingForm, request, actor=request.actor)
    if acted(form, None, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:meetings"))
    frame = pages.Frame(_("Record a joint meeting"), "users", _("Joint meetings"), reverse("desk:party:meetings"))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def assessments(request: HttpRequest) -> HttpResponse:
    """Show how communities scored units in a year, beside what the records showed."""
    return render(request, "party/assessments.html", pages.assessment_list(request.actor, request.GET))


@fenced(reach="street")
def reports(request: HttpRequest) -> HttpResponse:
    """Show who reported in; members are numbers for everybody but the head of their community."""
    context = pages.report_list(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "party/reports.html", context)


@fenced(reach="street")
def report_new(request: HttpRequest) -> HttpResponse:
    """Enter that an organisation or a member reports in."""
    pages.refuse_readers(pages.own(request.actor))
    form = pages.filled(unitforms.ReportForm, request, actor=request.actor)
    if row := acted(form, None, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:report", args=[row.pk]))
    frame = pages.Frame(_("Report in"), "user-check", _("Double reporting"), reverse("desk:party:reports"))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show a report with claims and hours."""
    row = reads.access_report(request.actor, number)
    return render(request, "party/report.html", unitshown.report_page(request.actor, row))


@fenced(reach="street")
def report_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Claim a service, write down hours, or end a report."""
    row = reads.access_report(request.actor, number)
    form, frame = pages.report_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:report", args=[row.pk]))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def hours_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Confirm hours, or refuse them with a reason."""
    form, row, frame = pages.hours_act(request, number, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:report", args=[row.reported]))
    return pages.asked(request, form, frame)
