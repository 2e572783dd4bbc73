"""Pages of targets, work plan and regulations: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.plan import actions, pages, reads, ruleshown, shown, treeshown
from shiqiao.scenes.plan.changing import PublishForm, TieForm
from shiqiao.scenes.plan.documents import MAY_PUBLISH
from shiqiao.scenes.plan.forms import nothing_left
from shiqiao.scenes.plan.sheets import HEADINGS, NEEDED
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.downloads import give


@fenced(reach="street")
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets of a year: what is asked, what is done, how that stands against the straight line."""
    year = shown.year_of(request.actor, request.GET.get("year", ""), now())
    context = {"rows": shown.rows(request.actor, year), "year": year, "tabs": shown.years(request.actor, year, now())}
    context["enters"] = pages.enters(request.actor)
    return render(request, "plan/targets.html", context)


@fenced(reach="street")
def target(request: HttpRequest, number: int) -> HttpResponse:
    """Show one target in a year: its months, the drawing, every figure with its paper."""
    year = shown.year_of(request.actor, request.GET.get("year", ""), now())
    return render(request, "plan/target.html", {"page": shown.page(request.actor, number, year, now())})


@fenced(reach="street")
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Enter the figure of a month; what was typed and sent stays when it is refused."""
    found, year = (
        reads.access_target(request.actor, number),
        shown.year_of(request.actor, request.GET.get("year", ""), now()),
    )
    pages.refuse_others(request.actor, found)
    form = pages.form_of(request, found, number, year, now())
    if pages.entered(request, form, now()):
        return pages.done(request, _("The figure is entered."), pages.at_target(number, year))
    context = {**pages.frame(form, number, year), "title": words.said(found.title), "nothing": nothing_left(form)}
    return render(request, "plan/enter.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a figure for a reason; the former one stays to be read."""
    row = reads.access_actual(request.actor, number)
    found = reads.access_target(request.actor, row.target)
    pages.refuse_others(request.actor, found)
    form = pages.form_over(request, found, row, now())
    if pages.entered(request, form, now()):
        return pages.done(request, _("The figure is corrected."), pages.at_target(row.target, row.year))
    context = {**pages.frame(form, row.target, row.year), "title": words.said(found.title)}
    return render(request, "plan/enter.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def paper(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Give the paper of a figure."""
    row = reads.access_actual(request.actor, number)
    return give(request, reads.paper(row, file))


@fenced(reach="street")
def tree(request: HttpRequest) -> HttpResponse:
    """Show the work plan with the progress of every line, and its holes."""
    return render(request, "plan/tree.html", {"page": treeshown.page(request.actor, now())})


@require_POST
@fenced(roles=actions.TIES, reach="street")
def untie(request: HttpRequest, number: int) -> HttpResponse:
    """Take a thing off a line of the plan."""
    actions.untie(tie=number, by=request.actor, at=now())
    return pages.done(request, _("It is tied to the line no more."), reverse("desk:plan:tree"))


@fenced(reach="street")
def regulations(request: HttpRequest) -> HttpResponse:
    """Show the regulations with how far each is kept in a month."""
    month = ruleshown.month_of(request.GET.get("month", ""), now())
    return render(request, "plan/regulations.html", {"rows": ruleshown.rows(request.actor, month), "month": month})


@fenced(reach="street")
def regulation(request: HttpRequest, number: int) -> HttpResponse:
    """Show a regulation article by article: what carries it out, and what was counted."""
    month = ruleshown.month_of(request.GET.get("month", ""), now())
    page = ruleshown.page(request.actor, number, month)
    return render(request, "plan/regulation.html", {"page": page, "month": month})


@fenced(roles=actions.TIES, reach="street")
def tie(request: HttpRequest) -> HttpResponse:
    """Tie a thing to a line of the plan by the address of its page."""
    form = TieForm(request.POST if request.method == "POST" else None, street=request.actor.street or 0)
    if form.is_valid() and pages.tried(form, request.actor, now()):
        return pages.done(request, _("It is tied to the line."), reverse("desk:plan:tree"))
    context = {"form": form, "heading": _("Tie something to the plan"), "icon": "link"}
    return render(request, "plan/change.html", context, status=422 if form.errors else 200)


@fenced(roles=MAY_PUBLISH, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a file of targets, regulations or the plan."""
    form = PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and pages.tried(form, request.actor, now()):
        return pages.done(request, _("The version is published and in force."), reverse("desk:plan:tree"))
    context = {"form": form, "heading": _("Publish a file"), "icon": "file-check"}
    return render(request, "plan/change.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def bring(request: HttpRequest) -> HttpResponse:
    """Look at a table of many figures, then enter it; every row that cannot be used is named."""
    form, done = pages.brought(request, now())
    context = {"form": form, "done": done, "headings": [names[0] for names in HEADINGS.values()], "needed": len(NEEDED)}
    return render(request, "plan/bring.html", context, status=422 if form.errors else 200)
