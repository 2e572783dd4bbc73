"""The list of matters, one matter, its moves and its files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.lists.reads import may_share
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import roles_of
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.matters.reads import matters as read_matters
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.surfaces.desk import callback, keeping, lists, matterpage, records, related, revealing, uploads, words
from shiqiao.surfaces.desk.filters import list_query
from shiqiao.surfaces.desk.moveforms import MoveForm, action_of
from shiqiao.surfaces.desk.papers.printing import offers
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.desk.views import links
from shiqiao.surfaces.desk.views.lists import first_page, framing
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="reach")
def index(request: HttpRequest) -> HttpResponse:
    """Show a list of matters, narrowed by filters or found by words; without any it opens with the actor's first view."""
    if first := first_page(request):
        return HttpResponseRedirect(f"{reverse('desk:matters')}?{first}")
    query = list_query(request.GET, request.actor, tab=request.GET.get("tab", ""))
    found = read_matters(request.actor, query.filters, after=query.after, limit=lists.ROWS)
    context = {"query": query, "rows": lists.rows_of(found, now()), "next": found.next}
    context |= {"unrouted": lists.unrouted(request.actor), "views": keeping.views(request)}
    context["may_share"] = may_share(request.actor)
    return render(request, "desk/matters.html", context | framing(request))


@fenced(reach="reach")
def filters(request: HttpRequest) -> HttpResponse:
    """Show the filters of the list; apart from it, because their long choices cost more than the list."""
    name = "desk/_filters.html" if request.headers.get("hx-request") else "desk/filters.html"
    return render(request, name, {"form": list_query(request.GET, request.actor).form})


@fenced(reach="reach")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Show one matter; its notices to the actor count as read."""
    row = access_matter(request.actor, number)
    mark_subject_read(subject=Ref(records.KIND, row.id), by=request.actor, at=now())
    context = {"page": matterpage.page_of(request.actor, row, now()), "papers": offers(row)}
    context["reveal"] = revealing.shown(records.KIND, row.id, revealing.matter_values(request.actor, row))
    context["links"] = links.url_of(request.actor, row)
    return render(request, "desk/matter.html", context)


@fenced(reach="reach")
def like(request: HttpRequest, number: str) -> HttpResponse:
    """Show matters that may be the same one, and what lies at the same place or came from the same reporter."""
    row = access_matter(request.actor, number)
    merges = "dispatcher" in roles_of(request.actor, row) and not (row.duplicate_of or row.parent)
    context = {
        "likes": related.likes(request.actor, row),
        "related": related.related(request.actor, row, now()),
        "merge_url": reverse("desk:merge-into", args=[number]) if merges else "",
    }
    name = "desk/_related.html" if request.headers.get("hx-request") else "desk/like.html"
    return render(request, name, context)


@fenced(reach="reach")
def move(request: HttpRequest, number: str, do: str) -> HttpResponse:
    """Ask what a move needs, and make it; what was typed stays when it is refused."""
    row = access_matter(request.actor, number)
    step = flow(row.flow, row.flow_version).allow(do, state=row.state, roles=roles_of(request.actor, row))
    kept = uploads.evidence_before(row) if "evidence" in step.needs else ()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MoveForm(*sent, move=step, row=row, at=now(), kept=[purpose for purpose, _sha in kept])
    if form.is_bound:
        form.take_files(request.actor)
    if form.is_valid() and make(row, step, form, kept, request.actor):
        messages.success(request, _("Done: %(move)s.") % {"move": words.said(step.title)})
        return HttpResponseRedirect(reverse("desk:matter", args=[row.number]))
    return show_move(request, row, step, form)


def make(row: Matter, step: Move, form: MoveForm, kept: uploads.Files, by: Actor) -> bool:
    """Make the move; a refusal is put into the form."""
    given = form.given()
    if "evidence" in step.needs:
        given["evidence"] = (*kept, *form.kept)
    elif form.kept:
        given["evidence"] = form.kept
    try:
        action_of(step.do)(matter=row.id, by=by, at=now(), **given)
    except ShiqiaoError as error:
        form.add_action_error(error)
        return False
    return True


def show_move(request: HttpRequest, row: Matter, step: Move, form: MoveForm) -> HttpResponse:
    """Show a move's form: alone for htmx, as a page otherwise."""
    light = records.lights([row], now())[row.id]
    context: dict[str, Any] = {
        "row": lists.row_of(row, light),
        "matter": row,
        "button": matterpage.button(step, row),
        "form": form,
        "told": callback.told(row) if step.do == "call_back" else "",
    }
    name = "desk/_move.html" if request.headers.get("hx-request") else "desk/move.html"
    return render(request, name, context, status=422 if form.errors else 200)


@fenced(reach="reach")
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give a file of a matter to whoever may read the matter; only pictures are shown in the browser."""
    return serve(request, records.attachment_for(request.actor, number))
