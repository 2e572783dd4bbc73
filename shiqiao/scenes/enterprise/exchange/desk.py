"""Pages of the exchange: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import forms, listings, matches, pages, reads, shown
from shiqiao.surfaces.desk.actforms import acted, asked, told
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}


@fenced(reach="street")
def listings_list(request: HttpRequest) -> HttpResponse:
    """Show what firms of the street offer and ask; a firm is named for whoever may know it."""
    context = pages.list_page(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "enterprise/exchange/listings.html", context)


@fenced(reach="street")
def new(request: HttpRequest) -> HttpResponse:
    """Find the firm, then enter a listing on its behalf."""
    pages.refuse_readers(request.actor)
    if number := number_in(request.GET.get("firm", "")):
        return pages.new_page(request, listings.access_firm(request.actor, number))
    return render(request, "enterprise/exchange/find.html", pages.find_page(request))


@require_POST
@fenced(reach="street")
def like(request: HttpRequest) -> HttpResponse:
    """Show counterparts of what is being typed."""
    pages.refuse_readers(request.actor)
    firm = listings.access_firm(request.actor, number_in(request.GET.get("firm", "")))
    return render(request, "enterprise/exchange/_like.html", pages.like_page(request, firm))


@fenced(reach="street")
def listing(request: HttpRequest, number: int) -> HttpResponse:
    """Show a listing; whoever acts for its firm sees counterparts with their reasons, and its matches."""
    row = reads.access_listing(request.actor, number)
    pages.seen(pages.listing_ref(row), request.actor)
    return render(request, "enterprise/exchange/listing.html", shown.listing_page(request.actor, row, now()))


@fenced(reach="reach", whole={"leader"})
def listing_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Renew or withdraw a listing."""
    row = reads.access_kept(request.actor, number)
    form = pages.kept_form(request, row, do)
    if acted(form, row, request.actor):
        return told(request, pages.kept_said(do), reverse("desk:exchange:listing", args=[row.pk]))
    return pages.ask_kept(request, row, form, do)


@require_POST
@fenced(reach="reach", whole={"leader"}, apart=False)
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a counterpart to a listing that the actor keeps."""
    row = reads.access_kept(request.actor, number)
    other = number_in(request.POST.get("other", ""))
    try:
        made = matches.propose_match(one=row.pk, other=other, by=request.actor, at=now())
    except ShiqiaoError as error:
        return pages.not_proposed(request, row, error)
    return told(request, _("The match is proposed."), reverse("desk:exchange:match", args=[made.pk]))


@fenced(reach="reach", whole=ALL)
def match_list(request: HttpRequest) -> HttpResponse:
    """Show the matches of the listings that the actor keeps."""
    context = pages.match_list(request.actor, request.GET, cursor(request.GET.get("after", "")))
    return render(request, "enterprise/exchange/matches.html", context)


@fenced(reach="reach", whole=ALL)
def match(request: HttpRequest, number: int) -> HttpResponse:
    """Show a match: reasons, consents, steps."""
    row = reads.access_match(request.actor, number)
    pages.seen(pages.match_ref(row), request.actor)
    return render(request, "enterprise/exchange/match.html", shown.match_page(request.actor, row, now()))


@fenced(reach="reach", whole={"leader"})
def match_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Consent, refuse, or enter the next step of a match."""
    row = reads.access_match(request.actor, number)
    form = pages.act_form(request, row, do)
    if made := acted(form, row, request.actor):
        return pages.after_act(request, made)
    return pages.ask_act(request, row, form, do)


@fenced(reach="reach", whole=ALL)
def deals(request: HttpRequest) -> HttpResponse:
    """Show the deals with their values."""
    context = pages.deal_list(request.actor, cursor(request.GET.get("after", "")))
    return render(request, "enterprise/exchange/deals.html", context)


@fenced(reach="street")
def families(request: HttpRequest) -> HttpResponse:
    """Show which firms belong together, and enter one."""
    pages.refuse_readers(request.actor)
    form = forms.ParentForm(*((request.POST,) if request.method == "POST" else ()))
    if acted(form, None, request.actor):
        return told(request, _("Entered."), reverse("desk:exchange:families"))
    context = pages.families_page(request, form)
    return asked(request, "enterprise/exchange/families.html", context)


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show how points are given, and the rules of the last day and of the cap."""
    return render(request, "enterprise/exchange/rules.html", pages.rules_page())
