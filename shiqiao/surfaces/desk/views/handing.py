"""The hand-over wizard: who takes over, the preview, the confirmed hand-over, and the successor's "seen"."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.people.handing import drop_hand_over, mark_seen
from shiqiao.kernel.people.handing_duties import confirm_with_duties
from shiqiao.kernel.people.persons import access_hand_over, access_part, access_person, hand_overs
from shiqiao.surfaces.desk import handingcheck
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.handingpages import (
    STATES,
    HandOverForm,
    HandOverPage,
    duties_in,
    hand_over_page,
    picks_of,
    state_of,
)
from shiqiao.surfaces.desk.menu import LOOK, ORGANISE, STAFF
from shiqiao.surfaces.desk.peoplepages import name_of, person_page
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=LOOK, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """List hand-overs, the newest first; what was not seen in time is red."""
    rows = [(row, name_of(row.giver), parts, STATES[state_of(row, parts)]) for row, parts in hand_overs(request.actor)]
    return render(request, "desk/handing/index.html", {"rows": rows})


@fenced(roles=STAFF, reach="street")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a person holds and ask who takes it over; leads on to the preview."""
    account = access_person(request.actor, number)
    today = {"starts_on": day_start(now()).date()}
    form = HandOverForm(account, request.actor, request.POST if request.method == "POST" else None, initial=today)
    row = form.draft() if request.method == "POST" else None
    if row:
        return HttpResponseRedirect(reverse("desk:hand-over", args=[row.pk]))
    context = {"form": form, "page": person_page(account, now(), by=request.actor)}
    return render(request, "desk/handing/draft.html", context, status=422 if form.errors else 200)


@fenced(reach="own", whole=LOOK)
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a hand-over: the preview of a draft, or the sheet of what was handed, to print and to see."""
    row = access_hand_over(request.actor, number)
    mark_subject_read(subject=Ref("hand_over", row.pk), by=request.actor, at=now())
    shown = hand_over_page(request.actor, row, now())
    return render(
        request, "desk/handing/sheet.html" if row.handed_at else "desk/handing/preview.html", seen_by(request, shown)
    )


def seen_by(request: HttpRequest, shown: HandOverPage) -> dict[str, Any]:
    """Return a hand-over's page with what its reader may do."""
    manages = bool(request.actor.roles & STAFF)
    return {"page": shown, "manages": manages, "organises": manages and bool(request.actor.roles & ORGANISE)}


@require_POST
@fenced(roles=STAFF, reach="street")
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Show what confirming a draft as chosen will do, to be read only; or the choices once more."""
    row = access_hand_over(request.actor, number)
    if row.confirmed_at:
        return HttpResponseRedirect(reverse("desk:hand-over", args=[number]))
    picks, duties = picks_of(request.POST), duties_in(request.POST)
    shown = hand_over_page(request.actor, row, now())
    chosen = handingcheck.chosen(shown, picks, duties)
    context = seen_by(request, chosen)
    if "change" in request.POST:
        return render(request, "desk/handing/preview.html", context)
    context |= {"posts": handingcheck.checked(shown, picks, duties), "kept": handingcheck.kept(chosen)}
    return render(request, "desk/handing/check.html", context | {"at_once": row.starts_on <= localdate(now())})


@require_POST
@fenced(roles=STAFF, reach="street")
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm a draft with what was picked for whom."""
    row = access_hand_over(request.actor, number)
    given = {"picks": picks_of(request.POST), "duties": duties_in(request.POST)}
    done = confirm_with_duties(hand_over=row, **given, by=request.actor, at=now())
    said = _("Handed over.") if done.handed_at else _("Confirmed. The work passes on when the day has come.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:hand-over", args=[number]))


@require_POST
@fenced(roles=STAFF, reach="street")
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a draft."""
    row = access_hand_over(request.actor, number)
    drop_hand_over(hand_over=row, by=request.actor, at=now())
    messages.success(request, _("The draft was dropped."))
    return HttpResponseRedirect(reverse("desk:person", args=[row.giver_id]))


@require_POST
@fenced(reach="own")
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Stamp that the successor has seen what was handed over."""
    part = mark_seen(part=access_part(request.actor, number), by=request.actor, at=now())
    messages.success(request, _("Noted that you have seen it."))
    return HttpResponseRedirect(reverse("desk:hand-over", args=[part.hand_over_id]))
