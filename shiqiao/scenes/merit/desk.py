"""Pages of reward and penalty: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.merit import bulletin, bulletin_shown, cadres, cadres_shown, forms, pages, reads, rules_shown, shown
from shiqiao.scenes.merit.publishing import MAY_PUBLISH
from shiqiao.scenes.merit.store import LEADS, READS_ALL
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="own", whole=READS_ALL)
def month(request: HttpRequest) -> HttpResponse:
    """Show what follows from a month: proposals for those who decide, decisions for those they concern."""
    at = shown.month_of(request.GET.get("month", ""), now(), pages.latest(request.actor))
    pages.seen_month(request.actor, at.since)
    return render(request, "merit/month.html", shown.month_page(request.actor, at, now()))


@require_POST
@fenced(roles=LEADS, reach="street")
def several(request: HttpRequest) -> HttpResponse:
    """Decide several proposals at once, each by itself."""
    return pages.several(request, now())


@fenced(roles=LEADS, reach="street")
def new(request: HttpRequest) -> HttpResponse:
    """Propose something by hand."""
    form = pages.hand_form(request)
    made = acted(form, None, request.actor)
    if made:
        return pages.done(request, pages.said("new"), reverse("desk:merit:one", args=[made.id]))
    return render(request, "merit/new.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="own", whole=READS_ALL)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one consequence with its evidence; its notices to the actor count as read."""
    row = reads.access_consequence(request.actor, number)
    pages.seen(row, request.actor)
    return render(request, "merit/one.html", shown.page(request.actor, row, now()))


@fenced(reach="own", whole=READS_ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Decide, appeal, decide the appeal, or take it back."""
    row = reads.access_consequence(request.actor, number)
    form = pages.form_of(do, request, row)
    if acted(form, row, request.actor):
        return pages.done(request, pages.said(do), reverse("desk:merit:one", args=[row.id]))
    found = shown.rows(request.actor, [row])[0]
    context = {"form": form, "title": shown.title_of(do), "icon": shown.ICONS[do], "one": found, "do": do}
    return render(request, "merit/act.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def year(request: HttpRequest) -> HttpResponse:
    """Show the points of a year by kind of subject."""
    kind, at = shown.kind_of(request.GET.get("kind", "")), shown.year_of(request.GET.get("year", ""), now())
    context = {"rows": shown.account_rows(request.actor, at, kind), "kinds": shown.tabs(kind, at), "kind": kind}
    return render(request, "merit/year.html", {**context, "years": shown.years(kind, at, now()), "year": at})


@fenced(reach="street")
def account(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show the rows of the ledger of one subject in a year."""
    at = shown.year_of(request.GET.get("year", ""), now())
    context = shown.account_page(request.actor, at, shown.access_account(request.actor, kind, number), number)
    return render(request, "merit/account.html", context)


@fenced(reach="street")
def bulletins(request: HttpRequest) -> HttpResponse:
    """Show the published bulletins, and the months that wait for one."""
    return render(request, "merit/bulletins.html", bulletin_shown.index(request.actor, now()))


@fenced(reach="street")
def bulletin_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show a month's bulletin; before it is published what it would say, to leaders and auditors."""
    return render(request, "merit/bulletin.html", bulletin_shown.page(request.actor, shown.exact_month(code, now())))


@require_POST
@fenced(roles=LEADS, reach="street")
def publish_bulletin(request: HttpRequest, code: str) -> HttpResponse:
    """Publish a month's bulletin."""
    bulletin.publish_bulletin(month=shown.exact_month(code, now()).since, by=request.actor, at=now())
    return pages.done(request, _("The bulletin is published."), reverse("desk:merit:bulletin", args=[code]))


@fenced(reach="street")
def bulletin_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Give a published bulletin as PDF."""
    row = bulletin_shown.access(request.actor, code, now())
    content, name = bulletin_shown.printed(row, request.actor, now())
    return pages.file(content, name, pdf.MIME)


@fenced(reach="own", whole=READS_ALL)
def cadre_index(request: HttpRequest) -> HttpResponse:
    """Show persons with their four sides: leaders and auditors all, others their own page."""
    period = cadres.period_of(request.GET.get("period", ""), now())
    if not reads.reads_all(request.actor) and request.actor.account and cadres.cadre_of(request.actor.street or 0):
        return redirect(f"{reverse('desk:merit:cadre', args=[request.actor.account])}?period={period.code}")
    return render(request, "merit/cadres.html", cadres_shown.index(request.actor, period, now()))


@fenced(reach="own", whole=READS_ALL)
def cadre(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person's four sides row by row."""
    period = cadres.period_of(request.GET.get("period", ""), now())
    return render(request, "merit/cadre.html", cadres_shown.page(request.actor, number, period, now()))


@fenced(roles=LEADS, reach="street")
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """Write a remark on a person's period."""
    period = cadres.period_of(request.GET.get("period", ""), now())
    context = cadres_shown.page(request.actor, number, period, now())
    form = forms.RemarkForm(request.POST if request.method == "POST" else None)
    if acted(form, (number, period.code), request.actor):
        return pages.done(
            request, pages.said("remark"), f"{reverse('desk:merit:cadre', args=[number])}?period={period.code}"
        )
    return render(request, "merit/remark.html", {**context, "form": form}, status=422 if form.errors else 200)


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force and what the four sides are made of."""
    return render(request, "merit/rules.html", rules_shown.page(request.actor))


@fenced(roles=MAY_PUBLISH, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a file of rules."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, None, request.actor):
        return pages.done(request, _("The version is published and in force."), reverse("desk:merit:rules"))
    return render(request, "merit/publish.html", {"form": form}, status=422 if form.errors else 200)
