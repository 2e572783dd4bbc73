"""Pages of honours and learning: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import NotFound
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.party import leadpages
from shiqiao.scenes.party.honours import forms, papers, reads, rights, shown
from shiqiao.scenes.party.honours.publishing import RULES
from shiqiao.scenes.party.honours.store import HONOUR, MEETING, PURSUIT
from shiqiao.scenes.party.leadforms import PublishForm
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced

KEEPS = rights.KEEPS - {"system"}
KINDS = {"honour": HONOUR, "pursuit": PURSUIT, "meeting": MEETING}


@fenced(reach="street")
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of honours and what is pursued."""
    asked, after = request.GET, cursor(request.GET.get("after", ""))
    page = shown.register(request.actor, asked.get("tab", ""), asked.get("level", ""), after, now())
    return render(request, "party/honours/list.html", page)


@fenced(roles=KEEPS, reach="street")
def add(request: HttpRequest) -> HttpResponse:
    """Enter an honour."""
    form = leadpages.filled(forms.HonourForm, request, street=request.actor.street or 0)
    row = acted(form, None, request.actor)
    if row:
        return leadpages.told(
            request, _("The honour is on the register."), reverse("desk:honours:honour", args=[row.pk])
        )
    return leadpages.form_page(
        request, form, _("Enter an honour"), "medal", (reverse("desk:honours:list"), _("Honours"))
    )


@fenced(reach="street")
def honour(request: HttpRequest, number: int) -> HttpResponse:
    """Show one honour."""
    row = reads.access_honour(request.actor, number)
    return render(request, "party/honours/honour.html", shown.honour_page(request.actor, row, now()))


@fenced(roles=KEEPS, reach="street")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Say that an honour was withdrawn."""
    row = reads.access_honour(request.actor, number)
    form, back = (
        leadpages.filled(forms.WithdrawForm, request),
        (reverse("desk:honours:honour", args=[row.pk]), row.title),
    )
    if acted(form, row, request.actor):
        return leadpages.told(request, _("Entered."), back[0])
    return leadpages.form_page(request, form, _("Withdrawn by who gave it"), "circle-x", back)


@fenced(reach="street")
def file(request: HttpRequest, of: str, number: int, file: int) -> HttpResponseBase:
    """Give a file of an honour, a pursuit or a meeting."""
    if of not in KINDS:
        raise NotFound
    return serve(request, reads.file_of(request.actor, KINDS[of], number, file))


@fenced(roles=KEEPS, reach="street")
def pursue(request: HttpRequest) -> HttpResponse:
    """Open a pursuit."""
    form = leadpages.filled(forms.PursuitForm, request, street=request.actor.street or 0)
    row = acted(form, None, request.actor)
    if row:
        return leadpages.told(request, _("The pursuit is open."), reverse("desk:honours:pursuit", args=[row.pk]))
    return leadpages.form_page(
        request, form, _("Pursue an honour"), "target", (reverse("desk:honours:list"), _("Honours"))
    )


@fenced(reach="street")
def pursuit(request: HttpRequest, number: int) -> HttpResponse:
    """Show one pursuit with its criteria."""
    row = reads.access_pursuit(request.actor, number)
    return render(request, "party/honours/pursuit.html", shown.pursuit_page(request.actor, row, now()))


@fenced(reach="street")
def dossier(request: HttpRequest, number: int) -> HttpResponse:
    """Give the dossier of a pursuit as PDF."""
    row = reads.access_pursuit(request.actor, number)
    return leadpages.pdf_of(papers.dossier(row, request.actor, now()))


@fenced(reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Hand in the application, or say how a pursuit ended."""
    row = reads.access_pursuit(request.actor, number)
    if do not in forms.ACTS:
        raise NotFound
    form_class, title, icon = forms.ACTS[do]
    form, back = leadpages.filled(form_class, request), (reverse("desk:honours:pursuit", args=[row.pk]), row.title)
    if acted(form, row, request.actor):
        return leadpages.told(request, _("Entered."), back[0])
    return leadpages.form_page(request, form, str(title), icon, back)


@fenced(reach="street")
def criterion(request: HttpRequest, number: int, criterion: int, do: str) -> HttpResponse:
    """Add evidence of a criterion, name its gap, or say that it is met."""
    row, one = reads.access_pursuit(request.actor, number), reads.access_criterion(request.actor, number, criterion)
    if do not in forms.CRITERION_ACTS:
        raise NotFound
    form_class, title, icon = forms.CRITERION_ACTS[do]
    form, back = (
        leadpages.filled(form_class, request, street=row.street),
        reverse("desk:honours:pursuit", args=[row.pk]),
    )
    if acted(form, one, request.actor):
        return leadpages.told(request, _("Entered."), back)
    says = shown.said_of(row, one)
    return leadpages.form_page(request, form, str(title), icon, (back, row.title), says)


@fenced(reach="street")
def study(request: HttpRequest) -> HttpResponse:
    """Show the study plan of a year."""
    year = number_in(request.GET.get("year", ""))
    return render(request, "party/honours/study.html", shown.study_page(request.actor, year, now()))


@fenced(roles=KEEPS, reach="street")
def theme(request: HttpRequest) -> HttpResponse:
    """Plan a theme."""
    form = leadpages.filled(forms.ThemeForm, request, street=request.actor.street or 0)
    if acted(form, None, request.actor):
        return leadpages.told(request, _("The theme is in the plan."), reverse("desk:honours:study"))
    return leadpages.form_page(
        request, form, _("Plan a theme"), "book", (reverse("desk:honours:study"), _("Study plan"))
    )


@fenced(reach="street")
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings."""
    asked = request.GET
    kind, theme, after = asked.get("kind", ""), number_in(asked.get("theme", "")), cursor(asked.get("after", ""))
    return render(request, "party/honours/meetings.html", shown.meetings_page(request.actor, kind, theme, after))


@fenced(roles=KEEPS, reach="street")
def add_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a meeting."""
    form = leadpages.filled(forms.MeetingForm, request, by=request.actor)
    row = acted(form, None, request.actor)
    if row:
        return leadpages.told(request, _("The meeting is entered."), reverse("desk:honours:meeting", args=[row.pk]))
    back = (reverse("desk:honours:meetings"), _("Party meetings"))
    return leadpages.form_page(request, form, _("Enter a meeting"), "users-group", back)


@fenced(reach="street")
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Show one meeting."""
    row = reads.access_meeting(request.actor, number)
    return render(request, "party/honours/meeting.html", shown.meeting_page(request.actor, row))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = PublishForm(request.POST, request.FILES) if request.method == "POST" else PublishForm()
    form.rules, back = RULES, (reverse("desk:honours:list"), _("Honours"))
    if acted(form, request.actor):
        return leadpages.told(request, _("The rules are published."), back[0])
    return leadpages.form_page(request, form, _("Publish"), "file-check", back)
