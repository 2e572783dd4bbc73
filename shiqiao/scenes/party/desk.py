"""Pages of service projects and lists: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.scenes.party import booking, forms, lists, pages, reads, shown, unitforms, unitshown
from shiqiao.scenes.party.rules import SIDES
from shiqiao.scenes.party.store import day_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@fenced(reach="street")
def projects(request: HttpRequest) -> HttpResponse:
    """Show the street's service projects with what their records tell."""
    context = pages.project_list(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "party/projects.html", context)


@fenced(reach="street")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what residents can enjoy, by day and on the map."""
    context = pages.calendar_page(request.actor.street or 0, request.GET, now())
    return render(request, "party/calendar.html", context)


@fenced(reach="street")
def points(request: HttpRequest) -> HttpResponse:
    """Return the places of the calendar as points of the map."""
    days = dict(pages.calendar_page(request.actor.street or 0, request.GET, now())["days"])
    return JsonResponse(shown.map_points(days))


@fenced(reach="street")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a service project, out of a match or not."""
    form, frame = pages.project_form(request)
    if row := acted(form, None, request.actor):
        return pages.told(
            request, _("The project is begun; add its times."), reverse("desk:party:project", args=[row.pk])
        )
    return pages.asked(request, form, frame)


@fenced(reach="street")
def project(request: HttpRequest, number: int) -> HttpResponse:
    """Show a service project: times, record, photos, what residents said."""
    row = reads.access_project(request.actor, number)
    return render(request, "party/project.html", shown.project_page(request.actor, row, now()))


@fenced(reach="street")
def project_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Add a time to a project, or end it."""
    row = reads.access_project(request.actor, number)
    form, frame = pages.project_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:project", args=[row.pk]))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def occasion(request: HttpRequest, number: int) -> HttpResponse:
    """Show a time of a project; its bookings for whoever acts for the community."""
    row = reads.access_occasion(request.actor, number)
    return render(request, "party/occasion.html", shown.occasion_page(request.actor, row, now()))


@fenced(reach="street")
def occasion_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Record what took place, cancel a time, or book for somebody."""
    row = reads.access_occasion(request.actor, number)
    form, frame = pages.occasion_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:occasion", args=[row.pk]))
    return pages.asked(request, form, frame)


@fenced(reach="street")
def photo(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a photo of a time."""
    return serve(request, reads.photo(request.actor, number, file))


@require_POST
@fenced(reach="street", apart=False)
def booking_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel a booking for somebody who asked for it."""
    row = reads.access_booking(request.actor, number)
    back = reverse("desk:party:occasion", args=[row.occasion])
    try:
        booking.cancel(booking=row.pk, by=request.actor, at=now())
    except ShiqiaoError as error:
        return pages.told(request, describe(error)["message"], back)
    return pages.told(request, _("The booking is cancelled."), back)


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="street")
def items(request: HttpRequest) -> HttpResponse:
    """Show the list of needs or of resources."""
    context = pages.item_list(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "party/items.html", context)


@fenced(reach="street")
def item_new(request: HttpRequest, side: str) -> HttpResponse:
    """Enter a line of a list."""
    pages.refuse_readers(side in SIDES and pages.own(request.actor))
    initial = {"until": day_of(now()) + pages.USUAL}
    form = pages.filled(unitforms.ItemForm, request, actor=request.actor, side=side, initial=initial)
    if row := acted(form, None, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:item", args=[row.pk]))
    title = _("Enter a resource") if side == "resource" else _("Enter a need")
    back = f"{reverse('desk:party:items')}?side={side}"
    return pages.asked(request, form, pages.Frame(title, "plus", _("Three lists"), back))


@fenced(reach="street")
def item(request: HttpRequest, number: int) -> HttpResponse:
    """Show a line of a list with counterparts and their reasons."""
    row = reads.access_item(request.actor, number)
    return render(request, "party/item.html", unitshown.item_page(request.actor, row, day_of(now())))


@fenced(reach="street")
def item_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Take a line off its list, or enter which unit claims a need."""
    row = reads.access_item(request.actor, number)
    form, frame = pages.item_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:item", args=[row.pk]))
    return pages.asked(request, form, frame)


@require_POST
@fenced(reach="street", apart=False)
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a counterpart for a line of a list."""
    row = reads.access_item(request.actor, number)
    other = reads.access_item(request.actor, reads.number(request.POST.get("other", "")))
    pair = {row.side: row.pk, other.side: other.pk}
    back = reverse("desk:party:item", args=[row.pk])
    try:
        lists.propose(need=pair.get("need", 0), resource=pair.get("resource", 0), by=request.actor, at=now())
    except ShiqiaoError as error:
        return pages.told(request, describe(error)["message"], back)
    return pages.told(request, _("It is proposed: ask the unit whether it claims the need."), back)


@fenced(reach="street")
def matches(request: HttpRequest) -> HttpResponse:
    """Show needs with the units that may answer them."""
    page = reads.matches(request.actor, after=cursor(request.GET.get("after", "")))
    context = {"rows": unitshown.match_rows(request.actor, page.rows), "next": page.next}
    return render(request, "party/matches.html", context)


@fenced(reach="street")
def match_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Enter that a unit claims a need, or let a match go."""
    row = reads.access_match(request.actor, number)
    form, frame = pages.match_act(request, row, do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:party:item", args=[row.need]))
    return pages.asked(request, form, frame)


# ── rules ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules as they hold."""
    context = pages.rules_page(request.actor.street or 0) | {"may": "admin" in request.actor.roles}
    return render(request, "party/rules.html", context)


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, None, request.actor):
        return pages.told(request, _("The version is published and in force."), reverse("desk:party:rules"))
    frame = pages.Frame(_("Publish rules"), "file-text", _("Rules as they hold"), reverse("desk:party:rules"))
    return pages.asked(request, form, frame)
