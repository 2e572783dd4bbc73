"""Changing the ground of a street: the work calendar with its preview, a flow, an item of the catalogue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.catalogue import reads as catalogue
from shiqiao.kernel.catalogue.actions import change_item
from shiqiao.kernel.catalogue.rules import write_item
from shiqiao.kernel.clocks import reads as clocks
from shiqiao.kernel.clocks.actions import set_days
from shiqiao.kernel.flows import reads as flows
from shiqiao.kernel.flows.actions import change_flow
from shiqiao.kernel.flows.rules import write
from shiqiao.surfaces.desk import board, calendarpage, comparing, editing, words
from shiqiao.surfaces.desk.editforms import DaysForm
from shiqiao.surfaces.kit.access import fenced

KEEPERS = frozenset({"admin"})


# ── the work calendar ──────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="street")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year; whoever keeps the ground changes days after having seen which clocks that moves."""
    if request.method == "POST":
        return change_days(request)
    given = request.GET.get("year", "")
    year = int(given) if given.isdigit() and 2000 < int(given) < 2100 else localdate(now()).year
    former = clocks.calendar_for(request.actor.street or 0).version
    return show_calendar(request, year, DaysForm(initial={"former": former}))


@fenced(roles=KEEPERS, reach="street")
def change_days(request: HttpRequest) -> HttpResponse:
    """Show what a change would move, or make it."""
    form, street = DaysForm(request.POST), request.actor.street or 0
    year = form.cleaned_data["first"].year if form.is_valid() else localdate(now()).year
    if form.errors or "apply" not in request.POST:
        return show_calendar(request, year, form, form.preview(request.actor) if not form.errors else None)
    try:
        cal = set_days(place=street, by=request.actor, at=now(), **form.change())
    except ShiqiaoError as error:
        form.add_action_error(error)
        return show_calendar(request, year, form)
    messages.success(request, _("Version %(n)d is in force.") % {"n": cal.version})
    return HttpResponseRedirect(f"{reverse('desk:calendar')}?year={year}")


def show_calendar(
    request: HttpRequest, year: int, form: DaysForm, preview: calendarpage.Preview | None = None
) -> HttpResponse:
    """Show a year with the form, and the preview of a change."""
    cal = clocks.calendar_for(request.actor.street or 0)
    context = {
        "year": year, "months": calendarpage.months(cal, year), "runs": calendarpage.runs(cal, year), "cal": cal,
        "known": year in cal.years, "hours": calendarpage.office_hours(cal, localdate(now())), "form": form, "preview": preview,
        "keeps": bool(request.actor.roles & KEEPERS), "today": localdate(now()), "open": calendarpage.shown_first(year, now()),
    }  # fmt: skip
    return render(request, "desk/editing/calendar.html", context, status=422 if form.errors else 200)


# ── flows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="street")
def flow_versions(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a version of a flow differs from another; by default the latest from the one before."""
    rows = flows.versions(code)
    old, new = chosen(request, [row.version for row in rows])
    found = comparing.differences(comparing.of_flow(flows.flow(code, old)), comparing.of_flow(flows.flow(code, new)))
    here = flows.flow(code, new)
    context = {
        "title": words.said(here.table.title), "rows": rows, "old": old, "new": new, "differences": found,
        "back": reverse("desk:flow", args=[code]), "drawings": [board.drawing(flows.flow(code, n)) for n in (old, new)],
    }  # fmt: skip
    return render(request, "desk/editing/versions.html", context)


@fenced(roles=KEEPERS, reach="street")
def flow_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a flow as text: it is checked and drawn beside what it changes before it is published."""
    here = flows.flow(code)
    page = editing.Page(
        words.said(here.table.title), reverse("desk:flow", args=[code]), write(here.table), here.version
    )

    def publish(text: str, former: int) -> int:
        return change_flow(code=code, text=text, former=former, by=request.actor, at=now()).version

    return editing.answer(request, page, lambda text: editing.flow_draft(here, text), publish)


# ── the catalogue ──────────────────────────────────────────────────────────────────────────────────────────────────


@fenced(reach="street")
def catalogue_versions(request: HttpRequest) -> HttpResponse:
    """Show how a version of the catalogue differs from another."""
    street = request.actor.street or 0
    rows = catalogue.versions(street)
    old, new = chosen(request, [row.version for row in rows])
    parts = [comparing.of_catalogue(catalogue.catalogue(street, version)) for version in (old, new)]
    context = {"title": _("Catalogue"), "rows": rows, "old": old, "new": new, "back": reverse("desk:catalogue")}
    return render(request, "desk/editing/versions.html", {**context, "differences": comparing.differences(*parts)})


@fenced(roles=KEEPERS, reach="street")
def item_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change an item as text; it is checked and compared before it is published."""
    street = request.actor.street or 0
    known = catalogue.catalogue(street)
    item = known.item(code)
    page = editing.Page(editing.titled(item), reverse("desk:catalogue"), write_item(item), known.version)

    def publish(text: str, former: int) -> int:
        return change_item(street=street, text=text, former=former, by=request.actor, at=now()).version

    return editing.answer(request, page, lambda text: editing.item_draft(item, text), publish)


def chosen(request: HttpRequest, versions: list[int]) -> tuple[int, int]:
    """Return which two versions are asked for: by default the latest and the one before it."""

    def one(name: str, otherwise: int) -> int:
        given = request.GET.get(name, "")
        return int(given) if given.isdigit() and int(given) in versions else otherwise

    newest = versions[0]
    return one("from", versions[1] if len(versions) > 1 else newest), one("to", newest)
