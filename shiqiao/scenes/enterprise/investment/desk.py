"""Pages of investment: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.investment import exports, forms, reads, rights, rules, shown, words
from shiqiao.surfaces.desk.actforms import acted, asked, told
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="own", whole=rights.READS_ALL)
def board(request: HttpRequest) -> HttpResponse:
    """Show the leads by stage."""
    return render(request, "enterprise/investment/board.html", shown.board_page(request.actor, now()))


@fenced(reach="own", whole=rights.READS_ALL)
def leads(request: HttpRequest) -> HttpResponse:
    """Show the leads of a tab."""
    filters, after = exports.filters_of(request.GET), cursor(request.GET.get("after", ""))
    page = reads.leads(request.actor, filters, now(), after=after)
    tabs = [(code, _(title)) for code, title in words.TABS.items()]
    context = {"rows": shown.lead_rows(page.rows, now()), "next": page.next, "filters": filters, "tabs": tabs}
    return render(request, "enterprise/investment/leads.html", context)


@fenced(reach="own", whole=rights.READS_ALL)
def lead(request: HttpRequest, number: int) -> HttpResponse:
    """Show one lead."""
    row = reads.access_lead(request.actor, number)
    return render(request, "enterprise/investment/lead.html", shown.lead_page(request.actor, row, now()))


@fenced(reach="own", whole=rights.READS_ALL)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a lead."""
    _keepers_only(request)
    form = forms.LeadForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if row := acted(form, request.actor):
        return told(request, _("The lead is entered."), reverse("desk:investment:lead", args=[row.pk]))
    return _form(request, form, _("Enter a lead"), reverse("desk:investment:board"))


@fenced(reach="own", whole=rights.READS_ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it."""
    row = reads.access_lead(request.actor, number)
    if do not in forms.FORMS or row.stage in rules.OVER or not rights.works_on(request.actor, row):
        raise NotFound
    form, back = (
        forms.FORMS[do](request.POST or None, actor=request.actor, row=row),
        reverse("desk:investment:lead", args=[number]),
    )
    if request.method == "POST" and acted(form, row, request.actor):
        return told(request, _("It is written down."), back)
    return _form(request, form, f"{_(words.DOS[do][0])} · {row.firm}", back)


@fenced(reach="own", whole=rights.READS_ALL)
def offers(request: HttpRequest) -> HttpResponse:
    """Show the premises with their floors."""
    page = reads.premises(request.actor, after=cursor(request.GET.get("after", "")))
    context = {"rows": shown.premises_rows(page.rows, now()), "next": page.next}
    return render(request, "enterprise/investment/offers.html", context | shown.keeping(request.actor))


@fenced(reach="own", whole=rights.READS_ALL)
def premises(request: HttpRequest, number: int) -> HttpResponse:
    """Show premises, their floors and who is interested."""
    row = reads.access_premises(request.actor, number)
    return render(request, "enterprise/investment/premises.html", shown.premises_page(request.actor, row, now()))


@fenced(reach="own", whole=rights.READS_ALL)
def add_premises(request: HttpRequest) -> HttpResponse:
    """Put premises on offer."""
    _keepers_only(request)
    form = forms.PremisesForm(request.POST if request.method == "POST" else None, street=request.actor.street)
    if row := acted(form, request.actor):
        return told(request, _("The premises are on offer."), reverse("desk:investment:premises", args=[row.pk]))
    return _form(request, form, _("Put premises on offer"), reverse("desk:investment:offers"))


@fenced(reach="own", whole=rights.READS_ALL)
def add_floor(request: HttpRequest, number: int) -> HttpResponse:
    """Add a floor to premises."""
    _keepers_only(request)
    row = reads.access_premises(request.actor, number)
    form, back = forms.FloorForm(request.POST or None), reverse("desk:investment:premises", args=[number])
    if request.method == "POST" and acted(form, row, request.actor):
        return told(request, _("The floor is added."), back)
    return _form(request, form, f"{_('Add a floor')} · {row.name}", back)


def _form(request: HttpRequest, form: object, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return asked(request, "enterprise/investment/form.html", context)


def _keepers_only(request: HttpRequest) -> None:
    """Raise NotFound for whoever does not keep leads and premises: the page is not theirs."""
    if not shown.keeping(request.actor)["keeps"]:
        raise NotFound
