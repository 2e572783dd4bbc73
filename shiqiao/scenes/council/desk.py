"""Pages of deliberation: parse, then an action or a read, then render. Those of meetings: `meetingdesk`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.council import forms, pages, reads, rights, shown, words
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import TOPIC
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = rights.READS_ALL
ACT = "council/act.html"


@fenced(reach="reach", whole=ALL)
def topics(request: HttpRequest) -> HttpResponse:
    """Show the topics."""
    filters = pages.filters_of(request.GET)
    page = reads.topics(request.actor, filters, now(), after=cursor(request.GET.get("after", "")))
    frame = pages.topics_frame(request.actor, filters, now())
    return render(request, "council/topics.html", frame | pages.topic_rows(page, now()))


@fenced(reach="street")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a topic, perhaps of a matter or a visit."""
    form, origin = pages.propose_form(request)
    row = acted(form, None, request.actor)
    if row:
        address = reverse("desk:council:topics")
        return pages.told(request, _("Proposed: %(number)s.") % {"number": row.number}, address)
    context = {"form": form, "origin": origin}
    return render(request, "council/propose.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def topic(request: HttpRequest, number: int) -> HttpResponse:
    """Show a topic; its notices to the actor count as read."""
    row = reads.access_topic(request.actor, number, now())
    pages.seen(TOPIC, row.pk, request.actor, now())
    context = shown.topic_page(request.actor, row, body_of(row.body, request.actor), now())
    return render(request, "council/topic.html", context)


@fenced(reach="reach", whole=ALL)
def topic_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what a move of a topic needs, and make it."""
    row = reads.access_topic(request.actor, number, now())
    form, back = pages.topic_form(do, row, request), reverse("desk:council:topic", args=[row.pk])
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), back)
    title, icon = words.MOVES[do]
    context = pages.act_frame(_(title), icon, form, f"{row.number} {row.title}", back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="street")
def bodies(request: HttpRequest) -> HttpResponse:
    """Show the bodies of the street."""
    return render(request, "council/bodies.html", shown.bodies_page(request.actor, now()))


@fenced(roles={"leader", "department_head"}, reach="street")
def found(request: HttpRequest) -> HttpResponse:
    """Found a body."""
    form, back = (
        pages.filled(forms.FoundForm, request, street=request.actor.street or 0),
        reverse("desk:council:bodies"),
    )
    row = acted(form, None, request.actor)
    if row:
        return pages.told(request, _("The council is founded."), reverse("desk:council:body", args=[row.pk]))
    context = pages.act_frame(_("Found a council"), "users-group", form, "", back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def body(request: HttpRequest, body: int) -> HttpResponse:
    """Show a body with its seats."""
    row = reads.access_body(request.actor, body, now())
    return render(request, "council/body.html", shown.body_page(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def add_seat(request: HttpRequest, body: int) -> HttpResponse:
    """Add a seat to a body."""
    row = reads.access_body(request.actor, body, now())
    form, back = (
        pages.filled(forms.AddSeatForm, request, street=row.street),
        reverse("desk:council:body", args=[row.pk]),
    )
    if acted(form, row.pk, request.actor):
        return pages.told(request, _("The seat is added."), back)
    context = pages.act_frame(_("Add a seat"), "armchair", form, row.title, back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def fill_seat(request: HttpRequest, body: int, seat: int) -> HttpResponse:
    """Begin somebody's term on a seat."""
    row = reads.access_body(request.actor, body, now())
    one = reads.access_seat(row, seat)
    form, back = pages.filled(forms.SeatForm, request, street=row.street), reverse("desk:council:body", args=[row.pk])
    if acted(form, one.pk, request.actor):
        return pages.told(request, _("The term has begun."), back)
    context = pages.act_frame(_("Who sits on this seat"), "user-check", form, words.seat_title(one), back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def end_term(request: HttpRequest, body: int, term: int) -> HttpResponse:
    """End a term on a seat."""
    row = reads.access_body(request.actor, body, now())
    one = reads.access_term(row, term)
    form, back = pages.filled(forms.EndForm, request), reverse("desk:council:body", args=[row.pk])
    if acted(form, one.pk, request.actor):
        return pages.told(request, _("The term is ended."), back)
    context = pages.act_frame(_("End a term"), "user-x", form, row.title, back)
    return render(request, ACT, context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def voices(request: HttpRequest) -> HttpResponse:
    """Show the comments that wait to be let through."""
    return render(request, "council/voices.html", pages.voices_page(request.actor))


@require_POST
@fenced(reach="reach", whole=ALL)
def moderate(request: HttpRequest, voice: int) -> HttpResponse:
    """Let a comment through, or not."""
    return pages.told(request, pages.moderated(request, voice, now()), reverse("desk:council:voices"))


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of deliberation as they hold."""
    return render(request, "council/rules.html", pages.rules_page(request.actor.street or 0))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    back = reverse("desk:council:rules")
    if acted(form, request.actor):
        return pages.told(request, _("The version is published and in force."), back)
    context = pages.act_frame(_("Publish rules of deliberation"), "file-check", form, "", back)
    return render(request, ACT, context, status=422 if form.errors else 200)
