"""Merging, splitting, summoning, repeat chains and proposals at the desk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters import linked as reads
from shiqiao.kernel.matters import proposals as kernel
from shiqiao.kernel.matters import repeats
from shiqiao.kernel.matters.children import split_matter
from shiqiao.kernel.matters.merging import merge_matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.reads import Page, access_matter
from shiqiao.kernel.matters.related import readable
from shiqiao.kernel.matters.summons import summon_units
from shiqiao.surfaces.desk import lists, related, reporting, together
from shiqiao.surfaces.desk import togetherforms as forms
from shiqiao.surfaces.kit.access import fenced


def done(request: HttpRequest, row: Matter, form: Any, act: Callable[[], Any], said: str) -> HttpResponse | None:
    """Make an act; leads back to the matter, or leaves the refusal in the form and returns nothing."""
    try:
        act()
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:matter", args=[row.number]))


def ask(request: HttpRequest, row: Matter, form: Any, name: str, title: str, drawing: str) -> HttpResponse:
    """Show a form about a matter: alone for htmx, as a page otherwise."""
    light = together.records.lights([row], now())[row.id]
    context = {"form": form, "row": lists.row_of(row, light), "title": title, "drawing": drawing, "fields": name}
    page = "desk/together/_form.html" if request.headers.get("hx-request") else "desk/together/form.html"
    return render(request, page, context, status=422 if form.errors else 200)


@fenced(reach="reach")
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Merge this matter into another."""
    row = access_matter(request.actor, number)
    form = forms.MergeForm(request.POST or None, related.likes(request.actor, row), request.GET.get("main", ""))

    def act() -> None:
        main = found(request, form.chosen)
        merge_matters(main=main, others=[row.id], reason=form.cleaned_data["reason"], by=request.actor, at=now())

    answer = done(request, row, form, act, _("Merged.")) if form.is_valid() else None
    return answer or ask(request, row, form, "_merge", _("Merge into another matter"), "git-merge")


def found(request: HttpRequest, number: str) -> int:
    """Return the id of a matter by its number; absent and not yours are the same, and named beside the field."""
    try:
        return access_matter(request.actor, number).id
    except NotFound:
        raise NotFound(fields={"number": "There is no such matter, or you may not see it."}) from None


@fenced(reach="reach")
def merge_into(request: HttpRequest, number: str) -> HttpResponse:
    """Merge others into this matter: those ticked among the likely ones, or named by number."""
    row = access_matter(request.actor, number)
    chosen = request.GET.getlist("others")
    form = forms.MergeIntoForm(request.POST or None, related.likes(request.actor, row), chosen)
    form.preview = related.preview_of(request.actor, row, chosen, now())

    def act() -> None:
        others = [found(request, one) for one in form.chosen]
        merge_matters(main=row.id, others=others, reason=form.cleaned_data["reason"], by=request.actor, at=now())

    answer = done(request, row, form, act, _("Merged.")) if form.is_valid() else None
    return answer or ask(request, row, form, "_merge", _("Merge others into this matter"), "git-merge")


@fenced(reach="reach")
def merge_preview(request: HttpRequest, number: str) -> HttpResponse:
    """Show what merging the chosen ones into this matter, or this one into the chosen one, would do."""
    row = access_matter(request.actor, number)
    into, others = forms.chosen_of(request.GET)
    main = next(iter(readable(request.actor, [into])), None) if into else row
    shown = related.preview_of(request.actor, main, [number] if into else others, now()) if main else None
    return render(request, "desk/together/_merge_preview.html", {"preview": shown})


@fenced(reach="reach")
def split(request: HttpRequest, number: str) -> HttpResponse:
    """Give parts of a matter to others."""
    row = access_matter(request.actor, number)
    form = forms.SplitForm(request.POST or None, row, item_of(row), now())

    def act() -> None:
        split_matter(matter=row.id, parts=form.parts(), by=request.actor, at=now())

    answer = done(request, row, form, act, _("The parts are given out.")) if form.is_valid() else None
    return answer or ask(request, row, form, "_split", _("Split"), "sitemap")


@fenced(reach="reach")
def summon(request: HttpRequest, number: str) -> HttpResponse:
    """Call several units to a matter."""
    row = access_matter(request.actor, number)
    form = forms.SummonForm(request.POST or None, row)

    def act() -> None:
        summon_units(matter=row.id, by=request.actor, at=now(), **form.call())

    answer = done(request, row, form, act, _("The units are called.")) if form.is_valid() else None
    return answer or ask(request, row, form, "_plain", _("Summon units"), "speakerphone")


@fenced(reach="reach")
def attendance(request: HttpRequest, number: str) -> HttpResponse:
    """Show who was summoned and who came; made to be printed."""
    row = access_matter(request.actor, number)
    context = {"row": lists.row_of(row, "grey"), "rows": together.attendance(request.actor, row, now()), "at": now()}
    return render(request, "desk/together/attendance.html", context)


@require_POST
@fenced(reach="reach")
def repeat(request: HttpRequest, number: str) -> HttpResponse:
    """Link a matter to an earlier one that it repeats, or take it out of its chain."""
    row, form = access_matter(request.actor, number), forms.RepeatForm(request.POST)

    def act() -> None:
        given = {"matter": row.id, "reason": form.cleaned_data["reason"], "by": request.actor, "at": now()}
        if form.cleaned_data["to"]:
            repeats.link_repeat(to=found(request, form.cleaned_data["to"]), **given)
        else:
            repeats.unlink_repeat(**given)

    answer = done(request, row, form, act, _("Noted.")) if form.is_valid() else None
    return answer or ask(request, row, form, "_plain", _("Repeat chain"), "repeat")


@fenced(reach="reach")
def chains(request: HttpRequest) -> HttpResponse:
    """Show the places where the same thing came again most often."""
    found = [together.agains(request.actor, chain.members) for chain in reads.chains(request.actor, now())]
    return render(request, "desk/together/chains.html", {"chains": [chain for chain in found if len(chain) > 1]})


@fenced(reach="reach")
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the proposals that the actor may see, with bounded counts by state."""
    flows = kernel.proposal_flows(request.actor.street or 0)
    state, after = request.GET.get("state", "")[:20], request.GET.get("after", "")
    rows = reads.proposals(request.actor, flows, state, before=int(after) if after.isdigit() else 0)
    shown = rows[: reads.MOST]
    states = together.proposal_states(request.actor, flows, state)
    context = {"rows": lists.rows_of(Page(shown), now()), "states": states, "state": state}
    return render(
        request, "desk/together/proposals.html", {**context, "next": shown[-1].id if rows[len(shown) :] else ""}
    )


@never_cache
@fenced(reach="reach")
def propose(request: HttpRequest) -> HttpResponse:
    """Take a proposal of somebody in the office; the receipt shows the secret link once."""
    form = forms.ProposalForm(request.POST or None, request.actor.street or 0)
    if form.is_valid():
        try:
            receipt = kernel.propose(report=form.report(request.actor), by=request.actor, at=now())
        except ShiqiaoError as error:
            form.add_action_error(error)
        else:
            shown = replace(
                reporting.receipt(receipt, request), place="", secret=receipt.secret * form.cleaned_data["named"]
            )
            return render(request, "desk/receipt.html", {"receipt": shown})
    return render(request, "desk/together/propose.html", {"form": form}, status=422 if form.errors else 200)
