"""Pages of campaigns: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.projects.campaigns import boardshown, forms, pages, papers, reads, rights, shown
from shiqiao.surfaces.desk.actforms import acted, asked, told
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced

ALL = rights.READS_ALL


@fenced(reach="reach", whole=ALL)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of the street with their progress."""
    return render(request, "projects/campaigns/list.html", boardshown.list_page(request.actor, now()))


@fenced(roles=rights.OPENS, reach="street")
def begin(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    form, origin = pages.open_form(request)
    row = acted(form, None, request.actor)
    if row:
        return told(request, _("The campaign is open."), reverse("desk:campaigns:board", args=[row.pk]))
    context = {"form": form, "origin": origin}
    return asked(request, "projects/campaigns/open.html", context)


@fenced(reach="reach", whole=ALL)
def board(request: HttpRequest, campaign: int) -> HttpResponse:
    """Show the board of a campaign: progress, communities by states, the map."""
    row = reads.access_campaign(request.actor, campaign)
    return render(request, "projects/campaigns/board.html", boardshown.board_page(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def points(request: HttpRequest, campaign: int) -> HttpResponse:
    """Return the items of a campaign as points of the map."""
    row = reads.access_campaign(request.actor, campaign)
    return JsonResponse(boardshown.map_points(request.actor, row, now()))


@fenced(reach="reach", whole=ALL)
def ledger(request: HttpRequest, campaign: int) -> HttpResponse:
    """Show the ledger of a campaign."""
    row, filters = reads.access_campaign(request.actor, campaign), pages.filters_of(request.GET)
    page = reads.ledger(request.actor, row.pk, filters, now(), after=cursor(request.GET.get("after", "")))
    context = {"rows": [shown.row_of(one, now()) for one in page.rows], "next": page.next}
    frame = pages.ledger_frame(request.actor, row, filters, now())
    return render(request, "projects/campaigns/ledger.html", context | frame)


@fenced(reach="reach", whole=ALL)
def add(request: HttpRequest, campaign: int) -> HttpResponse:
    """Enter an item."""
    row = reads.access_campaign(request.actor, campaign)
    form = pages.filled(forms.ItemForm, request)
    item = acted(form, row, request.actor)
    if item:
        said = _("Entered: %(number)s.") % {"number": item.number}
        return told(request, said, reverse("desk:campaigns:item", args=[item.pk]))
    context = {"form": form, "campaign": row, "late": now().date() > row.baseline}
    return asked(request, "projects/campaigns/add.html", context)


@fenced(reach="reach", whole=ALL)
def item(request: HttpRequest, number: int) -> HttpResponse:
    """Show one item; its notices to the actor count as read."""
    row = reads.access_item(request.actor, number)
    pages.seen(row, request.actor, now())
    campaign = reads.access_campaign(request.actor, row.campaign)
    return render(request, "projects/campaigns/item.html", shown.page_of(request.actor, row, campaign, now()))


@fenced(reach="reach", whole=ALL)
def item_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the file of an item as PDF."""
    row = reads.access_item(request.actor, number)
    campaign = reads.access_campaign(request.actor, row.campaign)
    return pages.pdf_of(papers.file_of(row, campaign, request.actor, now()))


@fenced(reach="reach", whole=ALL)
def notice_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the notice that was served as PDF, for who keeps the ledger."""
    row = reads.access_item(request.actor, number)
    campaign = reads.access_campaign(request.actor, row.campaign)
    return pages.pdf_of(papers.notice(row, campaign, request.actor, now()))


@fenced(reach="reach", whole=ALL)
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a picture of an item."""
    return serve(request, reads.file_of(request.actor, number, file))


@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what a step needs, and make it; what was sent stays when it is refused."""
    row = reads.access_item(request.actor, number)
    campaign = reads.access_campaign(request.actor, row.campaign)
    form = pages.act_form(do, row, campaign, request)
    if acted(form, row, request.actor):
        return told(request, _("Entered."), reverse("desk:campaigns:item", args=[row.pk]))
    context = pages.act_frame(do, row, form)
    return asked(request, "projects/campaigns/act.html", context)


@fenced(reach="reach", whole=ALL)
def found_again(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether a matter is about a struck-off place."""
    row = reads.access_item(request.actor, number)
    form, matter = pages.again_form(request, row)
    became = acted(form, row, request.actor)
    if became:
        return pages.after_again(request, row, became, form)
    context = pages.again_frame(row, matter, form)
    return asked(request, "projects/campaigns/again.html", context)


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of campaigns as they hold."""
    return render(request, "projects/campaigns/rules.html", pages.rules_page(request.actor.street or 0))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, request.actor):
        said = _("The version is published and in force.")
        return told(request, said, reverse("desk:campaigns:rules"))
    return asked(request, "projects/campaigns/publish.html", {"form": form})
