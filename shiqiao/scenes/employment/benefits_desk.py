"""Pages of benefits and of communities: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.scenes.employment import benefitshown, communityshown, figureshown, pages, reads
from shiqiao.scenes.employment.clashes import any_clash
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import CLAIM, day_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.downloads import give


@fenced(reach="reach")
def claims(request: HttpRequest) -> HttpResponse:
    """Show the claims that the actor sees, first those to be decided."""
    tab = pages.claim_tab(request.GET)
    page = reads.claims(request.actor, tab, after=cursor(request.GET.get("after", "")))
    rows = benefitshown.claim_rows(request.actor, page.rows, now())
    context = {"rows": rows, "next": page.next, "tab": request.GET.get("tab", tab), "tabs": benefitshown.tabs()}
    context["clashes"] = any_clash(request.actor, day_of(now()))
    return render(request, "employment/claims.html", context)


@fenced(reach="reach")
def clashes(request: HttpRequest) -> HttpResponse:
    """Show benefits that exclude each other since people moved together: a person decides which ends."""
    pages.readers_only(request.actor)
    rows = benefitshown.clash_rows(request.actor, now())
    return render(request, "employment/clashes.html", {"rows": rows})


@fenced(reach="reach")
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """Show a claim: conditions, evidence, what stands in the way, decision and appeal."""
    row = reads.access_claim(request.actor, number)
    pages.looked(request.actor, [row.person])
    return render(request, "employment/claim.html", benefitshown.page_of(request.actor, row, now()))


@fenced(reach="reach")
def claim_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Approve, refuse or end a benefit, enter an appeal or decide it."""
    row = reads.access_claim(request.actor, number)
    form = pages.claim_form(request, row, do)
    if acted(form, row, request.actor):
        return pages.done(request, pages.claim_said(do), pages.at_claim(row.pk))
    return pages.claim_page(request, row, form, do)


@fenced(reach="reach")
def claim_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Give a document that proves what a claim says."""
    row = reads.access_claim(request.actor, number)
    return give(request, reads.paper(Ref(CLAIM, row.pk), file))


@fenced(reach="reach")
def entitled(request: HttpRequest) -> HttpResponse:
    """Show who is entitled to a benefit by the records and does not receive it."""
    street, benefit = request.actor.street or 0, request.GET.get("benefit", "")[:30]
    table = rules_of(street)
    page = reads.entitled(
        request.actor, table, day_of(now()), benefit=benefit, after=cursor(request.GET.get("after", ""))
    )
    pages.looked(request.actor, [row.person for row, _codes in page.rows], "entitled")
    rows = benefitshown.entitled_rows(page.rows, table, now())
    context = {"rows": rows, "next": page.next, "benefit": benefit, "benefits": pages.benefit_choices(table)}
    return render(request, "employment/entitled.html", context)


@fenced(reach="street")
def communities(request: HttpRequest) -> HttpResponse:
    """Show the communities with what they lack of the four types; figures alone, no persons."""
    pages.readers_only(request.actor)
    return render(request, "employment/communities.html", {"rows": communityshown.rows(request.actor, now())})


@fenced(reach="street")
def community(request: HttpRequest, code: int) -> HttpResponse:
    """Show one community criterion by criterion, with its gaps."""
    pages.readers_only(request.actor)
    return render(request, "employment/community.html", communityshown.page(request.actor, code, now()))


@fenced(reach="street")
def figure(request: HttpRequest, code: int, figure: str) -> HttpResponse:
    """Show the rows behind a figure of a community, from the query that counts it."""
    pages.readers_only(request.actor)
    after = cursor(request.GET.get("after", ""))
    return render(
        request, "employment/figure.html", figureshown.page(request.actor, code, figure, after=after, at=now())
    )


@fenced(reach="street")
def dossier(request: HttpRequest, code: int) -> HttpResponse:
    """Give the application dossier of a community as PDF."""
    pages.readers_only(request.actor)
    made = communityshown.dossier(request.actor, code, now())
    return HttpResponse(made, content_type="application/pdf")
