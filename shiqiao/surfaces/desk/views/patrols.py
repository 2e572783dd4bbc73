"""Patrols: coverage, a grid with its points, check-ins that wait, the plan, codes on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions, reads, rules
from shiqiao.kernel.patrols.models import Point
from shiqiao.surfaces.desk import editing, patrolpages, patrols, patrolways, planediting
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.papers import pointsheet
from shiqiao.surfaces.desk.patrolforms import DecideForm, PointForm
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe

PLANNERS = frozenset({"admin", "leader"})


@fenced(reach="reach")
def board(request: HttpRequest) -> HttpResponse:
    """Show coverage of the reader's ground, and where nobody has been."""
    days = patrols.days_asked(request.GET.get("days", ""))
    return render(request, "desk/patrols/board.html", {"page": patrols.board(request.actor, days, now())})


@fenced(reach="reach")
def grid(request: HttpRequest, number: int) -> HttpResponse:
    """Show a grid: today's rounds, its points, the newest check-ins."""
    return render(request, "desk/patrols/grid.html", {"page": patrols.grid_page(request.actor, number, now())})


@fenced(roles=rules.KEEPERS, reach="reach")
def new_point(request: HttpRequest) -> HttpResponse:
    """Add a point; its grid is that of the map."""
    form = PointForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_point(street=request.actor.street or 0, wanted=form.wanted(), by=request.actor, at=now())
            messages.success(request, _("The point is added. Print its code and hang it up."))
            return _to_grid(made)
        except ShiqiaoError as error:
            form.add_action_error(error)
    return render(request, "desk/patrols/point.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach")
def point(request: HttpRequest, number: int) -> HttpResponse:
    """Show a point with its check-ins; keepers change it."""
    row = reads.access_point(request.actor, number)
    given = {"name": row.name, "radius": row.radius, "lon": row.lon, "lat": row.lat}
    form = PointForm(request.POST or None, initial=given)
    if form.is_valid():
        try:
            actions.change_point(point=row.pk, wanted=form.wanted(), by=request.actor, at=now())
            messages.success(request, _("The point is changed; its code stays."))
            return HttpResponseRedirect(request.path)
        except ShiqiaoError as error:
            form.add_action_error(error)
    return render(request, "desk/patrols/point.html", _about(request, row, form), status=422 if form.errors else 200)


def _about(request: HttpRequest, row: Point, form: PointForm) -> dict[str, Any]:
    page = reads.check_ins(request.actor, point=row.pk, after=cursor(request.GET.get("after", "")))
    return {
        "form": form, "point": row, "checks": patrols.check_rows(request.actor, page.rows), "next": page.next,
        "may_keep": patrols.may_keep(request.actor) and row.retired_at is None,
    }  # fmt: skip


@require_POST
@fenced(roles=rules.KEEPERS, reach="reach")
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """Give a point a new code."""
    row = actions.renew_code(point=number, by=request.actor, at=now())
    messages.success(request, _("The point has a new code. Print it and hang it up; the former one has ended."))
    return HttpResponseRedirect(reverse("desk:patrol-point", args=[row.pk]))


@require_POST
@fenced(roles=rules.KEEPERS, reach="reach")
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take a point out of use."""
    row = reads.access_point(request.actor, number)
    actions.retire_point(point=number, by=request.actor, at=now())
    messages.success(request, _("The point is out of use."))
    return _to_grid(row)


def _to_grid(row: Point) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:patrol-grid", args=[row.grid]))


@fenced(reach="reach")
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the check-ins that do not count by themselves."""
    page = reads.check_ins(request.actor, waiting=True, after=cursor(request.GET.get("after", "")))
    context = {
        "rows": patrols.check_rows(request.actor, page.rows), "next": page.next, "form": DecideForm(),
        "may_decide": bool(request.actor.roles & rules.DECIDERS),
    }  # fmt: skip
    return render(request, "desk/patrols/waiting.html", context)


@require_POST
@fenced(roles=rules.DECIDERS, reach="reach")
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Let a check-in count for a reason, or leave it out."""
    form = DecideForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(fields={"reason": _("Choose why it counts.")})
        if form.cleaned_data["decline"]:
            actions.decline_check_in(check_in=number, by=request.actor, at=now())
        else:
            actions.recognise_check_in(check_in=number, reason=form.cleaned_data["reason"], by=request.actor, at=now())
    except Invalid as error:
        messages.error(request, " ".join(describe(error)["fields"].values()))
    return HttpResponseRedirect(reverse("desk:patrol-waiting"))


@fenced(reach="own", whole=rules.WATCHERS)
def way(request: HttpRequest, number: int) -> HttpResponse:
    """Show a way with its points: the own one, or that of another whose positions are shown for a reason."""
    return render(request, "desk/patrols/way.html", {"page": patrolways.way_page(request.actor, number)})


@fenced(reach="own", whole=rules.WATCHERS)
def way_points(request: HttpRequest, number: int) -> HttpResponse:
    """Return the points of a way for the map."""
    return JsonResponse(patrolways.map_points(request.actor, number))


@fenced(reach="street")
def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan in force; who may changes it with `change`: checked and compared first, published as it was looked at."""
    actor = request.actor
    if request.method == "POST" or "change" in request.GET:
        return change_plan(request)
    version = reads.plan_version(actor.street or 0)
    table = reads.plan(actor.street or 0)
    context = {
        "text": reads.plan_text(actor),
        "version": version,
        "rows": patrolpages.plan_rows(table),
        "keep": table.keep_days,
        "may_plan": bool(actor.roles & PLANNERS),
    }
    return render(request, "desk/patrols/plan.html", context)


@fenced(roles=PLANNERS, reach="street")
def change_plan(request: HttpRequest) -> HttpResponse:
    """Show what a draft of the plan changes, or publish it."""
    return editing.answer(
        request,
        planediting.page(request.actor),
        lambda text: planediting.draft(request.actor, text),
        lambda text, former: planediting.publish(request, text, former),
    )


@fenced(roles=rules.KEEPERS, reach="reach")
def codes(request: HttpRequest, number: int) -> HttpResponse:
    """Give the codes of a grid as a PDF: six a page, or one a page with `big`."""
    place = reads.access_grid(request.actor, number)
    rows = reads.points(request.actor, grid=place.code)
    content = pointsheet.render(rows, request.build_absolute_uri("/"), big="big" in request.GET, by=request.actor)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="points-{place.code}.pdf"'
    return answer


@fenced(reach="reach")
def map_grids(request: HttpRequest) -> HttpResponse:
    """Return the grids with the light of their longest gap."""
    return JsonResponse(patrols.map_grids(request.actor, patrols.days_asked(request.GET.get("days", "")), now()))


@fenced(reach="reach")
def map_points(request: HttpRequest) -> HttpResponse:
    """Return the points with the light of how long nobody was there."""
    only = request.GET.get("grid", "")
    return JsonResponse(
        patrols.map_points(request.actor, now(), int(only) if only.isdecimal() and len(only) == 15 else 0)
    )
