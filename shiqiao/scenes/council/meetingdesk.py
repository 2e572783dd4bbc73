"""Pages of meetings, their items, and resolutions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.council import meetings as acts
from shiqiao.scenes.council import meetingshown, pages, papers, reads, resolving, rights
from shiqiao.scenes.council.meetingforms import ConveneForm
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import MEETING, RESOLUTION
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = rights.READS_ALL
ACT = "council/act.html"


@fenced(reach="reach", whole=ALL)
def convene(request: HttpRequest, body: int) -> HttpResponse:
    """Convene a meeting; the links for paper are shown this once."""
    row = reads.access_body(request.actor, body, now())
    if not rights.keeps(request.actor, row):
        raise NotFound
    form = pages.filled(ConveneForm, request, body=row)
    made = acted(form, row, request.actor)
    if made:
        return render(request, "council/slips.html", meetingshown.slips(request.actor, made))
    back = reverse("desk:council:body", args=[row.pk])
    context = pages.act_frame(_("Convene a meeting"), "calendar-event", form, row.title, back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings."""
    context = pages.meetings_page(request.actor, cursor(request.GET.get("after", "")), now())
    return render(request, "council/meetings.html", context)


@fenced(reach="reach", whole=ALL)
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """Show a meeting; its notices to the actor count as read."""
    row = reads.access_meeting(request.actor, meeting, now())
    pages.seen(MEETING, row.pk, request.actor, now())
    context = meetingshown.meeting_page(request.actor, row, body_of(row.body, request.actor), now())
    return render(request, "council/meeting.html", context)


@fenced(reach="reach", whole=ALL)
def meeting_act(request: HttpRequest, meeting: int, do: str) -> HttpResponse:
    """Ask what an act of a meeting needs, and do it."""
    row = reads.access_meeting(request.actor, meeting, now())
    form = pages.meeting_form(do, request, row)
    made = acted(form, row, request.actor)
    if made:
        target = made.pk if do == "again" else row.pk
        return pages.told(request, _("Entered."), reverse("desk:council:meeting", args=[target]))
    context = pages.meeting_frame(do, row, form, now())
    return render(request, ACT, context, status=422 if form.errors else 200)


@require_POST
@fenced(reach="reach", whole=ALL)
def presence(request: HttpRequest, meeting: int) -> HttpResponse:
    """Enter who came or left."""
    row = reads.access_meeting(request.actor, meeting, now())
    sentence = pages.enter(request, row, now())
    return pages.told(request, sentence, reverse("desk:council:meeting", args=[row.pk]) + "#presence")


@require_POST
@fenced(reach="reach", whole=ALL)
def answer(request: HttpRequest, meeting: int) -> HttpResponse:
    """Enter the answer to a call."""
    row = reads.access_meeting(request.actor, meeting, now())
    sentence = pages.answered(request, row, now())
    return pages.told(request, sentence, reverse("desk:council:meeting", args=[row.pk]))


@require_POST
@fenced(reach="reach", whole=ALL)
def link(request: HttpRequest, meeting: int, call: int) -> HttpResponse:
    """Draw the link of a call anew and show it this once."""
    row = reads.access_meeting(request.actor, meeting, now())
    one, secret = acts.new_link(call=call, by=request.actor, at=now())
    made = acts.Convened(row, {one.pk: secret})
    return render(request, "council/slips.html", meetingshown.slips(request.actor, made))


@fenced(reach="reach", whole=ALL)
def minutes_pdf(request: HttpRequest, meeting: int) -> HttpResponse:
    """Give the minutes as PDF."""
    row = reads.access_meeting(request.actor, meeting, now())
    return pages.pdf_of(papers.minutes(row, request.actor, now()))


@fenced(reach="reach", whole=ALL)
def item_act(request: HttpRequest, item: int, do: str) -> HttpResponse:
    """Ask what an act of an agenda item needs, and do it."""
    form, row, meeting = pages.item_form(do, request, item, now())
    back = reverse("desk:council:meeting", args=[meeting.pk]) + f"#item-{row.pk}"
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), back)
    context = pages.act_frame(
        pages.item_titles()[do], pages.ITEM_ICONS[do], form, f"{meeting.number} {row.title}", back
    )
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def resolutions(request: HttpRequest) -> HttpResponse:
    """Show the resolutions with how far they are."""
    tab = "open" if request.GET.get("tab") == "open" else ""
    page = reads.resolutions(request.actor, now(), tab=tab, after=cursor(request.GET.get("after", "")))
    far = resolving.progress_of([one.pk for one in page.rows])
    rows = [meetingshown.resolution_row(one, far[one.pk]) for one in page.rows]
    return render(request, "council/resolutions.html", {"rows": rows, "next": page.next, "tab": tab})


@fenced(reach="reach", whole=ALL)
def resolution(request: HttpRequest, resolution: int) -> HttpResponse:
    """Show a resolution; its notices to the actor count as read."""
    row = reads.access_resolution(request.actor, resolution, now())
    pages.seen(RESOLUTION, row.pk, request.actor, now())
    context = meetingshown.resolution_page(request.actor, row, body_of(row.body, request.actor), now())
    return render(request, "council/resolution.html", context)


@fenced(reach="reach", whole=ALL)
def resolution_act(request: HttpRequest, resolution: int, do: str) -> HttpResponse:
    """Ask what an act of a resolution needs, and do it."""
    row = reads.access_resolution(request.actor, resolution, now())
    form, back = pages.resolution_form(do, request, row), reverse("desk:council:resolution", args=[row.pk])
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), back)
    title, icon = meetingshown.resolution_titles()[do], pages.MEETING_BUTTONS[do]
    context = pages.act_frame(title, icon, form, f"{row.number} {row.title}", back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def resolution_pdf(request: HttpRequest, resolution: int) -> HttpResponse:
    """Give a resolution as PDF."""
    row = reads.access_resolution(request.actor, resolution, now())
    return pages.pdf_of(papers.resolution(row, request.actor, now()))
