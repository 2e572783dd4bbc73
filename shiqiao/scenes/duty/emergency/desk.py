"""Pages of emergency: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.duty.emergency import forms, groundforms, pages, papers, reads, rights, shown
from shiqiao.scenes.duty.emergency.store import unseal
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.desk.words import post_title
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def responses(request: HttpRequest) -> HttpResponse:
    """Show the running responses and those of the past."""
    context = pages.list_page(request.actor, cursor(request.GET.get("after", "")))
    return render(request, "duty/emergency/list.html", context)


@fenced(reach="street")
def start(request: HttpRequest) -> HttpResponse:
    """Start a response."""
    if not rights.commands(request.actor):
        raise NotFound
    form = pages.filled(forms.StartForm, request, street=request.actor.street or 0)
    return pages.acting(request, "start", form, (None, request.actor), reverse("desk:emergency:list"), "")


@fenced(reach="street")
def board(request: HttpRequest, response: int) -> HttpResponse:
    """Show the board of a response; its notices to the actor count as read."""
    row = reads.access_response(request.actor, response)
    pages.seen(row, request.actor, now())
    return render(request, "duty/emergency/board.html", shown.board(request.actor, row, now()))


@fenced(reach="street")
def act(request: HttpRequest, response: int, do: str) -> HttpResponse:
    """Change the level of a response, end it, review it, call posts."""
    row = reads.access_response(request.actor, response)
    if not rights.commands(request.actor):
        raise NotFound
    form = pages.form_of(forms.RESPONSE, do, row, request)
    return pages.acting(request, do, form, (row, request.actor), shown.address(row), f"{row.number} {row.title}")


@fenced(reach="street")
def review_pdf(request: HttpRequest, response: int) -> HttpResponse:
    """Give the review of a response as PDF."""
    row = reads.access_response(request.actor, response)
    return papers.given(papers.review(row, request.actor, now()))


@fenced(reach="street")
def place(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Say who is at a post, or who answers for it."""
    row = reads.access_place(request.actor, number)
    if not rights.acts_for(request.actor, (row.post, row.deputy)):
        raise NotFound
    form = pages.form_of(forms.PLACE, do, row, request)
    back = reverse("desk:emergency:board", args=[row.response])
    return pages.acting(request, do, form, (row, request.actor), back, row.title, row.place)


@fenced(reach="street")
def call(request: HttpRequest, number: int) -> HttpResponse:
    """Show a call: what it says, how often it was told, who has answered; its notices count as read."""
    row = reads.access_call(request.actor, number)
    pages.call_seen(row.pk, request.actor, now())
    context = shown.call_page(request.actor, row)
    return render(request, "duty/emergency/call.html", context)


@fenced(reach="street")
def call_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Answer a call, or put another in the place of who does not."""
    row = reads.access_call(request.actor, number)
    if not rights.acts_for(request.actor, (row.post, row.deputy)):
        raise NotFound
    form = pages.form_of(forms.CALL, do, row, request)
    back = reverse("desk:emergency:call", args=[row.pk])
    return pages.acting(request, do, form, (row, request.actor), back, post_title(row.post))


@fenced(reach="own")
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Send a zero report: empty fields mean nothing to report."""
    row = reads.access_report(request.actor, number)
    form = pages.filled(forms.ReportForm, request)
    back = reverse("desk:emergency:board", args=[row.response])
    return pages.acting(request, "report", form, (row, request.actor), back, post_title(row.post))


@fenced(reach="reach")
def people(request: HttpRequest, response: int) -> HttpResponse:
    """Show the list of those to be moved; a community sees its own, names masked."""
    row = reads.access_response(request.actor, response)
    context = shown.people_page(request.actor, row)
    return render(request, "duty/emergency/people.html", context)


@fenced(reach="reach")
def household(request: HttpRequest, response: int) -> HttpResponse:
    """Put a household on the list."""
    row = reads.access_response(request.actor, response)
    if row.ended_at or not shown.lists(request.actor, row):
        raise NotFound
    form = pages.filled(groundforms.HouseholdForm, request, row=row, by=request.actor)
    back = reverse("desk:emergency:people", args=[row.pk])
    return pages.acting(request, "household", form, (row, request.actor), back, f"{row.number} {row.title}")


@fenced(reach="reach")
def household_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Move a household, or let it go home."""
    row = reads.access_relocation(request.actor, number)
    form = pages.form_of(groundforms.HOUSEHOLD, do, row, request)
    back = reverse("desk:emergency:people", args=[row.response])
    return pages.acting(request, do, form, (row, request.actor), back, shown.household_named(request.actor, row))


@fenced(reach="street")
def hazards(request: HttpRequest) -> HttpResponse:
    """Show the register of hazard points with their map."""
    return render(request, "duty/emergency/hazards.html", pages.hazards_page(request, now()))


@fenced(reach="street")
def points(request: HttpRequest) -> HttpResponse:
    """Return the hazard points for the map."""
    return JsonResponse(shown.map_points(request.actor.street or 0, now()))


@fenced(reach="street")
def new_hazard(request: HttpRequest) -> HttpResponse:
    """Enter a hazard point."""
    if not rights.commands(request.actor):
        raise NotFound
    form = pages.filled(groundforms.HazardForm, request, street=request.actor.street or 0)
    return pages.acting(request, "hazard", form, (None, request.actor), reverse("desk:emergency:hazards"), "")


@fenced(reach="street")
def hazard(request: HttpRequest, number: int) -> HttpResponse:
    """Show a hazard point with its checks."""
    row = reads.access_hazard(request.actor, number)
    return render(request, "duty/emergency/hazard.html", shown.hazard_page(request.actor, row, now()))


@fenced(reach="street")
def hazard_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Check a hazard point, or take it off the register."""
    row = reads.access_hazard(request.actor, number)
    form = pages.form_of(groundforms.HAZARD, do, row, request)
    back = reverse("desk:emergency:hazard", args=[row.pk])
    return pages.acting(request, do, form, (row, request.actor), back, f"{row.code} {row.title}", unseal(row.place))


@fenced(reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a picture of a hazard point."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="street")
def stock(request: HttpRequest) -> HttpResponse:
    """Show what lies in the stores, and the latest moves."""
    context = pages.stock_page(request.actor, cursor(request.GET.get("after", "")))
    return render(request, "duty/emergency/stock.html", context)


@fenced(reach="street")
def move_stock(request: HttpRequest) -> HttpResponse:
    """Move material in or out."""
    if not rights.commands(request.actor):
        raise NotFound
    form = pages.filled(groundforms.StockForm, request, street=request.actor.street or 0)
    return pages.acting(request, "stock", form, (None, request.actor), reverse("desk:emergency:stock"), "")


@fenced(reach="street")
def plan(request: HttpRequest) -> HttpResponse:
    """Show the emergency plan as it holds."""
    return render(request, "duty/emergency/plan.html", pages.plan_page(request.actor.street or 0))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a plan from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return pages.acting(request, "publish", form, (request.actor,), reverse("desk:emergency:plan"), "")
